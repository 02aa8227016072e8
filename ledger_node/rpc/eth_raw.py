"""`eth`: transactions as the bytes that were signed, as libraries ask for them."""

from contracts.ids import BlockHeight, hex0x
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import BlockReference, block, hash32, quantity
from ledger_node.rpc.view import View

namespace = Namespace()


@namespace.method("eth_getRawTransactionByHash", hash32)
def by_hash(view: View, transaction_hash: bytes) -> str | None:
    """A transaction's bytes, in a block or waiting; null when it is neither."""
    place = view.snapshot.transaction(transaction_hash)
    if place is not None:
        return _at(view, *place)
    waiting = view.ledger.pool.get(transaction_hash)
    return None if waiting is None else hex0x(waiting.raw)


@namespace.method("eth_getRawTransactionByBlockNumberAndIndex", block, quantity)
def by_number_and_index(view: View, reference: BlockReference, index: int) -> str | None:
    """The bytes of the transaction at a place; null when there is none."""
    height = view.find_height(reference)
    return None if height is None else _at(view, height, index)


@namespace.method("eth_getRawTransactionByBlockHashAndIndex", hash32, quantity)
def by_block_hash_and_index(view: View, block_hash: bytes, index: int) -> str | None:
    """The bytes of the transaction at a place; null when there is none."""
    height = view.snapshot.height_of(block_hash)
    return None if height is None else _at(view, height, index)


def _at(view: View, height: BlockHeight, index: int) -> str | None:
    body = view.body(height)
    return hex0x(body[index]) if index < len(body) else None
