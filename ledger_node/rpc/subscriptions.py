"""`eth_subscribe` over one WebSocket connection: new heads, logs and waiting transactions, pushed."""

from collections.abc import Callable

from contracts.ids import hex0x
from ledger_node.blocks import ExecutedBlock
from ledger_node.rpc.errors import INVALID_PARAMS, LIMIT_EXCEEDED, RpcError
from ledger_node.rpc.eth_logs import log_filter
from ledger_node.rpc.ledger import Ledger
from ledger_node.rpc.logs import logs_in
from ledger_node.rpc.matching import LogFilter
from ledger_node.rpc.render import Json, render_header, render_transaction
from ledger_node.transactions import Transaction

MAX_SUBSCRIPTIONS = 64
"""Subscriptions of one connection, at most."""

Push = Callable[[Json], None]
"""Sends a notification to the client; called in the thread where the news arises, and returns at once."""


class Subscriptions:
    """What one connection has subscribed to. `subscribe` and `unsubscribe` are for one thread."""

    def __init__(self, ledger: Ledger, push: Push, name: Callable[[], str]) -> None:
        self._ledger = ledger
        self._push = push
        self._name = name
        self._ends: dict[str, Callable[[], None]] = {}

    def answer(self, method: str, params: object) -> object:
        """The result of `eth_subscribe` or `eth_unsubscribe`. Raises RpcError."""
        if not isinstance(params, list) or not params or not isinstance(params[0], str):
            raise RpcError(INVALID_PARAMS, f"{method} takes a name")
        if method == "eth_unsubscribe":
            return self._unsubscribe(params[0])
        return self._subscribe(params[0], params[1:])

    def close(self) -> None:
        """End all subscriptions."""
        for end in self._ends.values():
            end()
        self._ends.clear()

    def _subscribe(self, kind: str, options: list[object]) -> str:
        if len(self._ends) >= MAX_SUBSCRIPTIONS:
            raise RpcError(LIMIT_EXCEEDED, f"more than {MAX_SUBSCRIPTIONS} subscriptions")
        name, heads = self._name(), self._ledger.heads
        match kind, options:
            case "newHeads", []:
                end = heads.on_block(lambda block: self._notify_head(name, block))
            case "logs", [wanted]:
                logs = log_filter(wanted, "argument 1")
                end = heads.on_block(lambda block: self._notify_logs(name, logs, block))
            case "logs", []:
                end = heads.on_block(lambda block: self._notify_logs(name, LogFilter(), block))
            case "newPendingTransactions", [] | [bool()]:
                whole = options == [True]
                end = heads.on_pending(lambda transaction: self._notify_pending(name, transaction, whole))
            case "syncing", []:
                end = _end_nothing
            case _:
                raise RpcError(INVALID_PARAMS, f"no subscription {kind!r} with these options")
        self._ends[name] = end
        return name

    def _unsubscribe(self, name: str) -> bool:
        end = self._ends.pop(name, None)
        if end is not None:
            end()
        return end is not None

    def _notify_head(self, name: str, block: ExecutedBlock) -> None:
        self._notify(name, render_header(block.header, block.hash))

    def _notify_logs(self, name: str, wanted: LogFilter, block: ExecutedBlock) -> None:
        if not wanted.may_match(block.header.bloom):
            return
        hashes = (transaction.hash for transaction in block.transactions)
        for log in logs_in(block, hashes, block.receipts, wanted):
            self._notify(name, log)

    def _notify_pending(self, name: str, transaction: Transaction, whole: bool) -> None:
        self._notify(name, render_transaction(transaction) if whole else hex0x(transaction.hash))

    def _notify(self, name: str, result: object) -> None:
        params = {"subscription": name, "result": result}
        self._push({"jsonrpc": "2.0", "method": "eth_subscription", "params": params})


def _end_nothing() -> None:
    """Ends a subscription to what never happens: a node is in sync with what it has committed."""
