"""The `debug` namespace: blocks and what is in them, as the bytes that hashes commit to."""

from contracts.ids import hex0x
from ledger_node.blocks import encode_block
from ledger_node.rpc.errors import RESOURCE_NOT_FOUND, RpcError
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import BlockReference, block, hash32
from ledger_node.rpc.view import View

namespace = Namespace()


@namespace.method("debug_getRawHeader", block)
def raw_header(view: View, reference: BlockReference) -> str:
    """A header's RLP."""
    return hex0x(view.block(reference).encoded)


@namespace.method("debug_getRawBlock", block)
def raw_block(view: View, reference: BlockReference) -> str:
    """A block's RLP."""
    found = view.block(reference)
    return hex0x(encode_block(found.encoded, view.body(found.height), view.beside(found.height).encode()))


@namespace.method("debug_getRawReceipts", block)
def raw_receipts(view: View, reference: BlockReference) -> list[str]:
    """The encoded receipts of a block, in order."""
    return [hex0x(receipt) for receipt in view.raw_receipts(view.block(reference).height)]


@namespace.method("debug_getRawBlockAccessList", block)
def raw_access_list(view: View, reference: BlockReference) -> None:
    """An error: no fork here keeps what a block touches (EIP-7928)."""
    view.block(reference)
    raise RpcError(RESOURCE_NOT_FOUND, "blocks before Amsterdam have no access list")


@namespace.method("debug_getBadBlocks")
def bad_blocks(_view: View) -> list[str]:
    """None: a block that breaks a rule is never kept."""
    return []


@namespace.method("debug_getRawTransaction", hash32)
def raw_transaction(view: View, transaction_hash: bytes) -> str:
    """A transaction's bytes, in a block or waiting; empty when it is unknown."""
    place = view.snapshot.transaction(transaction_hash)
    if place is not None:
        height, index = place
        return hex0x(view.body(height)[index])
    waiting = view.ledger.pool.get(transaction_hash)
    return "0x" if waiting is None else hex0x(waiting.raw)
