"""The `txpool` namespace: what waits for a block, and what waits for a nonce before it."""

from eth_utils.address import to_checksum_address

from contracts.ids import Address
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import address
from ledger_node.rpc.render import Json, render_transaction
from ledger_node.rpc.view import View
from ledger_node.transactions import Transaction

Listed = dict[str, dict[str, Json]]

namespace = Namespace()


@namespace.method("txpool_status")
def status(view: View) -> Json:
    """How many transactions the next blocks could hold, and how many wait for one before them."""
    pending, queued = _divided(view)
    return {"pending": hex(len(pending)), "queued": hex(len(queued))}


@namespace.method("txpool_content")
def content(view: View) -> Json:
    """Everything that waits, by sender and nonce."""
    pending, queued = _divided(view)
    return {"pending": _by_sender(pending), "queued": _by_sender(queued)}


@namespace.method("txpool_inspect")
def inspect(view: View) -> Json:
    """Everything that waits, by sender and nonce, a line each."""
    pending, queued = _divided(view)
    return {"pending": _summaries(pending), "queued": _summaries(queued)}


@namespace.method("txpool_contentFrom", address)
def content_from(view: View, sender: Address) -> Json:
    """What waits of one sender, by nonce."""
    return {
        kind: _by_sender(listed).get(to_checksum_address(sender), {})
        for kind, listed in zip(("pending", "queued"), _divided(view), strict=True)
    }


def _divided(view: View) -> tuple[list[Transaction], list[Transaction]]:
    waiting = view.ledger.pool.waiting()
    next_nonces = {
        sender: view.ledger.pool.next_nonce(sender, 0) for sender in {each.sender for each in waiting}
    }
    pending = [each for each in waiting if each.nonce < next_nonces[each.sender]]
    return pending, [each for each in waiting if each.nonce >= next_nonces[each.sender]]


def _by_sender(transactions: list[Transaction]) -> Listed:
    listed: Listed = {}
    for each in transactions:
        listed.setdefault(to_checksum_address(each.sender), {})[str(each.nonce)] = render_transaction(each)
    return listed


def _summaries(transactions: list[Transaction]) -> dict[str, dict[str, str]]:
    listed: dict[str, dict[str, str]] = {}
    for each in transactions:
        target = to_checksum_address(each.to) if each.to else "contract creation"
        line = f"{target}: {each.value} wei + {each.gas} gas × {each.gas_price} wei"
        listed.setdefault(to_checksum_address(each.sender), {})[str(each.nonce)] = line
    return listed
