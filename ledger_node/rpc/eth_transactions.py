"""`eth`: transactions and receipts, and sending."""

from contracts.errors import TegataError
from contracts.ids import BlockHeight, hex0x
from ledger_node.rpc.errors import from_refusal
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import BlockReference, block, data, hash32, quantity
from ledger_node.rpc.render import Json, render_receipts, render_transaction
from ledger_node.rpc.view import View

namespace = Namespace()


@namespace.method("eth_sendRawTransaction", data)
def send_raw(view: View, raw: bytes) -> str:
    """Let a signed transaction wait for a block; returns its hash.

    A hash is no promise: what counts is the receipt.
    """
    try:
        transaction = view.ledger.front.submit(raw)
    except TegataError as refusal:
        raise from_refusal(refusal) from refusal
    view.ledger.heads.announce_pending(transaction)
    return hex0x(transaction.hash)


@namespace.method("eth_getTransactionByHash", hash32)
def by_hash(view: View, transaction_hash: bytes) -> Json | None:
    """A transaction in a block or waiting for one; null when it is neither."""
    place = view.snapshot.transaction(transaction_hash)
    if place is None:
        waiting = view.ledger.pool.get(transaction_hash)
        return None if waiting is None else render_transaction(waiting)
    return _at(view, *place)


@namespace.method("eth_getTransactionByBlockNumberAndIndex", block, quantity)
def by_number_and_index(view: View, reference: BlockReference, index: int) -> Json | None:
    """The transaction at a place; null when there is none."""
    height = view.find_height(reference)
    return None if height is None else _at(view, height, index)


@namespace.method("eth_getTransactionByBlockHashAndIndex", hash32, quantity)
def by_block_hash_and_index(view: View, block_hash: bytes, index: int) -> Json | None:
    """The transaction at a place; null when there is none."""
    height = view.snapshot.height_of(block_hash)
    return None if height is None else _at(view, height, index)


@namespace.method("eth_getTransactionReceipt", hash32)
def receipt(view: View, transaction_hash: bytes) -> Json | None:
    """What a transaction did; null until its block is durable."""
    place = view.snapshot.transaction(transaction_hash)
    found = None if place is None else view.block_at(place[0])
    if place is None or found is None:
        return None
    height, index = place
    transactions, receipts = view.transactions(height), view.receipts(height)
    rendered = render_receipts(found, transactions, receipts, view.blobs(found.header))
    return next(each for position, each in enumerate(rendered) if position == index)


def _at(view: View, height: BlockHeight, index: int) -> Json | None:
    found = view.block_at(height)
    transactions = view.transactions(height)
    if found is None or index >= len(transactions):
        return None
    return render_transaction(transactions[index], found, index)
