"""`eth`: blocks, by number and by hash."""

from dataclasses import replace

from contracts.ids import BlockHeight, hex0x
from contracts.keccak import keccak
from ledger_node.blocks import StoredBlock
from ledger_node.chain import Beside
from ledger_node.ethereum.headers import as_ethereum
from ledger_node.rpc.errors import RESOURCE_NOT_FOUND, RpcError
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import BlockReference, block, boolean, hash32, quantity
from ledger_node.rpc.render import Json, render_block, render_receipts, render_transaction, render_uncle
from ledger_node.rpc.view import View
from ledger_node.state import root_of
from ledger_node.state.trie import EMPTY_ROOT

namespace = Namespace()


@namespace.method("eth_getBlockByNumber", block, boolean)
def by_number(view: View, reference: BlockReference, full: bool) -> Json | None:
    """A block, with its transactions whole or as hashes; null when there is none."""
    if reference.tag == "pending":
        return _pending(view, full)
    return _render(view, reference, full)


@namespace.method("eth_getBlockByHash", hash32, boolean)
def by_hash(view: View, block_hash: bytes, full: bool) -> Json | None:
    """A block, with its transactions whole or as hashes; null when there is none."""
    return _render(view, BlockReference(hash=block_hash), full)


@namespace.method("eth_getBlockTransactionCountByNumber", block)
def count_by_number(view: View, reference: BlockReference) -> str | None:
    """How many transactions a block has; null when there is no block."""
    height = view.find_height(reference)
    return None if height is None else hex(len(view.body(height)))


@namespace.method("eth_getBlockTransactionCountByHash", hash32)
def count_by_hash(view: View, block_hash: bytes) -> str | None:
    """How many transactions a block has; null when there is no block."""
    height = view.snapshot.height_of(block_hash)
    return None if height is None else hex(len(view.body(height)))


@namespace.method("eth_getUncleCountByBlockNumber", block)
def uncle_count_by_number(view: View, reference: BlockReference) -> str | None:
    """How many uncles a block has, none on the ledger; null when there is no block."""
    height = view.find_height(reference)
    return None if height is None else hex(len(view.beside(height).uncles))


@namespace.method("eth_getUncleCountByBlockHash", hash32)
def uncle_count_by_hash(view: View, block_hash: bytes) -> str | None:
    """How many uncles a block has, none on the ledger; null when there is no block."""
    height = view.snapshot.height_of(block_hash)
    return None if height is None else hex(len(view.beside(height).uncles))


@namespace.method("eth_getUncleByBlockNumberAndIndex", block, quantity)
def uncle_by_number(view: View, reference: BlockReference, index: int) -> Json | None:
    """An uncle of a block; null where there is none, as on the ledger."""
    return _uncle(view, view.find_height(reference), index)


def _uncle(view: View, height: BlockHeight | None, index: int) -> Json | None:
    uncles = () if height is None else view.beside(height).uncles
    if index >= len(uncles):
        return None
    return render_uncle(view.ledger.chain.read_header(uncles[index]), uncles[index])


@namespace.method("eth_getUncleByBlockHashAndIndex", hash32, quantity)
def uncle_by_hash(view: View, block_hash: bytes, index: int) -> Json | None:
    """An uncle of a block; null where there is none, as on the ledger."""
    return _uncle(view, view.snapshot.height_of(block_hash), index)


@namespace.method("eth_getBlockReceipts", block)
def receipts(view: View, reference: BlockReference) -> list[Json] | None:
    """The receipts of a block's transactions; null when there is no block."""
    found = view.find_block(reference)
    if found is None:
        return None
    transactions, receipts = view.transactions(found.height), view.receipts(found.height)
    return list(render_receipts(found, transactions, receipts, view.blobs(found.header)))


@namespace.method("eth_getBlockAccessList", block)
def access_list(view: View, reference: BlockReference) -> None:
    """Null when there is no block; no fork here keeps what a block touches (EIP-7928)."""
    if view.find_height(reference) is not None:
        raise RpcError(RESOURCE_NOT_FOUND, "blocks before Amsterdam have no access list")


def _pending(view: View, full: bool) -> Json:
    """The block that could be made now of what waits; nobody has made it, so it has no hash."""
    head = view.block(BlockReference(tag="latest"))
    ledger = view.ledger
    waiting = ledger.pool.ready(head.header.gas_limit)
    header = replace(
        as_ethereum(head.header),
        parent_hash=head.hash,
        block_number=head.height + 1,
        timestamp=max(ledger.front.now(), head.header.timestamp),
        bloom=0,
        gas_used=0,
        transaction_root=root_of(transaction.raw for transaction in waiting),
        receipt_root=EMPTY_ROOT,
    )
    listed: list[object] = [render_transaction(each) if full else hex0x(each.hash) for each in waiting]
    place = StoredBlock(header, header.encode(), head.hash)
    body = [transaction.raw for transaction in waiting]
    rendered = render_block(place, place.encoded, body, listed, Beside())
    return {**rendered, "hash": None, "nonce": None, "miner": None}


def _render(view: View, reference: BlockReference, full: bool) -> Json | None:
    found = view.find_block(reference)
    if found is None:
        return None
    body = view.body(found.height)
    listed: list[object] = (
        [render_transaction(each, found, index) for index, each in enumerate(view.transactions(found.height))]
        if full
        else [hex0x(keccak(raw)) for raw in body]
    )
    return render_block(found, found.encoded, body, listed, view.beside(found.height))
