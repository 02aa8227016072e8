"""`eth`: logs by filter, at once or by polling."""

from dataclasses import dataclass

from contracts.ids import hex0x
from ledger_node.rpc.errors import INVALID_PARAMS, SERVER_ERROR, RpcError, invalid_params
from ledger_node.rpc.filters import Filter
from ledger_node.rpc.logs import search
from ledger_node.rpc.matching import LogFilter
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import (
    BlockReference,
    address,
    as_object,
    block,
    hash32,
    list_of,
    quantity,
)
from ledger_node.rpc.view import View

MAX_ADDRESSES = 1_024
MAX_TOPICS = 4
MAX_ALTERNATIVES = 1_024

namespace = Namespace()


@dataclass(frozen=True, slots=True)
class LogQuery:
    """A filter, and the blocks in which to look: a range, or one by hash."""

    wanted: LogFilter
    first: BlockReference
    last: BlockReference
    hash: bytes | None = None


def log_query(value: object, where: str) -> LogQuery:
    """A filter object as `eth_getLogs` takes it."""
    given = as_object(value, where)
    unknown = set(given) - {"fromBlock", "toBlock", "blockHash", "address", "topics"}
    if unknown:
        raise invalid_params(where, f"no field {min(unknown)}")
    block_hash = given.get("blockHash")
    if block_hash is not None and (given.get("fromBlock") is not None or given.get("toBlock") is not None):
        raise invalid_params(where, "either blockHash or fromBlock and toBlock")
    return LogQuery(
        wanted=log_filter(given, where),
        first=block(given.get("fromBlock"), f"{where}.fromBlock"),
        last=block(given.get("toBlock"), f"{where}.toBlock"),
        hash=None if block_hash is None else hash32(block_hash, f"{where}.blockHash"),
    )


def log_filter(given: object, where: str) -> LogFilter:
    """The `address` and `topics` of a filter object."""
    fields = as_object(given, where)
    addresses, topics = fields.get("address"), fields.get("topics")
    if isinstance(addresses, str):
        addresses = [addresses]
    if addresses is not None:
        addresses = list_of(address, MAX_ADDRESSES)(addresses, f"{where}.address")
    if topics is not None:
        topics = list_of(_alternatives, MAX_TOPICS)(topics, f"{where}.topics")
    return LogFilter(tuple(addresses or ()), tuple(topics or ()))  # type: ignore[arg-type] # read just above


def _alternatives(value: object, where: str) -> tuple[bytes, ...]:
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(list_of(hash32, MAX_ALTERNATIVES)(value, where))  # type: ignore[arg-type] # a list of bytes
    return (hash32(value, where),)


@namespace.method("eth_getLogs", log_query)
def get_logs(view: View, query: LogQuery) -> list[dict[str, object]]:
    """The logs that a filter matches, in the order of the ledger."""
    first, last = _range(view, query)
    if max(first, last) > view.height():
        raise RpcError(INVALID_PARAMS, "block range extends beyond current head block")
    return search(view, query.wanted, first, last)


@namespace.method("eth_newFilter", log_query)
def new_filter(view: View, query: LogQuery) -> str:
    """A filter of logs to poll: it answers with those of blocks to come, within its range."""
    first, last = _range(view, query)
    open_ended = query.hash is None and query.last.tag is not None
    kept = Filter(
        next_height=max(view.height() + 1, first),
        logs=query.wanted,
        first=first,
        last=None if open_ended else last,
    )
    return hex(view.ledger.filters.add(kept))


@namespace.method("eth_newBlockFilter")
def new_block_filter(view: View) -> str:
    """A filter of blocks to poll."""
    return hex(view.ledger.filters.add(Filter(next_height=view.height() + 1)))


@namespace.method("eth_newPendingTransactionFilter")
def new_pending_filter(view: View) -> str:
    """A filter of waiting transactions to poll."""
    return hex(view.ledger.filters.add(Filter(next_height=0, pending=[])))


@namespace.method("eth_uninstallFilter", quantity)
def uninstall(view: View, number: int) -> bool:
    """Forget a filter; whether there was one."""
    return view.ledger.filters.remove(number)


@namespace.method("eth_getFilterChanges", quantity)
def changes(view: View, number: int) -> list[object]:
    """What is new since the last question: logs, or hashes of blocks or of transactions."""
    asked = view.ledger.filters.get(number)
    if asked.pending is not None:
        return [hex0x(each) for each in view.ledger.filters.take_pending(asked)]
    first, head = asked.next_height, view.height()
    last = head if asked.last is None else min(head, asked.last)
    asked.next_height = head + 1
    if asked.logs is not None:
        return list(search(view, asked.logs, first, last))
    blocks = (view.find_block(BlockReference(number=height)) for height in range(first, last + 1))
    return [hex0x(each.hash) for each in blocks if each is not None]


@namespace.method("eth_getFilterLogs", quantity)
def filter_logs(view: View, number: int) -> list[dict[str, object]]:
    """Everything that a filter of logs matches, whether told before or not."""
    asked = view.ledger.filters.get(number)
    if asked.logs is None:
        raise RpcError(SERVER_ERROR, "filter is not a filter of logs")
    return search(view, asked.logs, asked.first, view.height() if asked.last is None else asked.last)


def _range(view: View, query: LogQuery) -> tuple[int, int]:
    head = view.height()
    if query.hash is not None:
        height = view.snapshot.height_of(query.hash)
        if height is None:
            raise RpcError(SERVER_ERROR, "unknown block")
        return height, height
    first, last = (_bound(view, reference, head) for reference in (query.first, query.last))
    if first > last:
        raise RpcError(INVALID_PARAMS, "invalid block range: fromBlock is after toBlock")
    return first, last


def _bound(view: View, reference: BlockReference, head: int) -> int:
    if reference.number is not None:
        return reference.number
    height = view.find_height(reference)
    return head if height is None else height
