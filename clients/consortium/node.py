"""A member's node over JSON-RPC: calls, logs, and transactions to the Consortium."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from contracts import calls
from contracts.addresses import CONSORTIUM
from contracts.calls import Event
from contracts.errors import TegataError, brief
from contracts.ids import hex0x
from contracts.refusals import ActRefused
from gateway.outbox.transactions import Relay

GAS = 5_000_000
"""Enough for a change of 32 validators; what is not used is not counted."""

_WAIT_SECONDS = 60.0


class NodeUnreachable(TegataError):
    """The node gives no answer."""

    code = "gateway.unreachable"
    default_remedy = "Check the address, and that the node runs."


class NodeRefused(TegataError):
    """The node answers with an error."""

    code = "gateway.refused"
    default_remedy = "Read the error; `tegata node doctor` says more about the node."


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a transaction stands, and what it did."""

    transaction: bytes
    block: int
    events: tuple[Event, ...]


class ConsortiumNode:
    """A node. `clock` gives seconds that only grow, `pause` waits."""

    def __init__(
        self,
        url: str,
        token: str | None = None,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(headers=headers, timeout=30, trust_env=False)
        self._clock = clock
        self._pause = pause

    def ask(self, method: str, *params: Any) -> Any:
        """A method's result. Raises NodeUnreachable, NodeRefused."""
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        try:
            answer = self._client.post(self.url, json=request).json()
        except (httpx.HTTPError, ValueError) as error:
            raise NodeUnreachable(self.url, expected="an answer", found=brief(error)) from None
        if "result" not in answer:
            raise NodeRefused(method, expected="a result", found=brief(answer.get("error")))
        return answer["result"]

    def view(self, data: bytes) -> bytes:
        """What the Consortium answers to a call, as of the last block."""
        call = {"to": hex0x(CONSORTIUM), "data": hex0x(data)}
        return _bytes(self.ask("eth_call", call, "latest"))

    def number(self, data: bytes) -> int:
        """The answer to a call, where it is one word."""
        return int.from_bytes(self.view(data), "big")

    def height(self) -> int:
        """The number of the last block."""
        return int(self.ask("eth_blockNumber"), 16)

    def events(self, *topics: bytes) -> list[Event]:
        """The Consortium's events with these topics, from the first block on."""
        wanted = {
            "fromBlock": "0x0",
            "address": hex0x(CONSORTIUM),
            "topics": [hex0x(each) for each in topics],
        }
        return _decoded(self.ask("eth_getLogs", wanted))

    def send(self, relay: Relay, data: bytes) -> Receipt:
        """Send calldata to the Consortium and wait for its block.

        Raises ActRefused with the contract's reason, NodeRefused for a transaction that is not admitted.
        """
        self._try(relay, data)
        nonce = int(self.ask("eth_getTransactionCount", hex0x(relay.address), "pending"), 16)
        signed = relay.transaction(nonce, data, GAS, CONSORTIUM)
        self.ask("eth_sendRawTransaction", hex0x(signed.raw))
        return self._await(signed.hash)

    def _try(self, relay: Relay, data: bytes) -> None:
        """Ask what the call would do, so that a refusal is told with its reason and costs nothing."""
        call = {"from": hex0x(relay.address), "to": hex0x(CONSORTIUM), "data": hex0x(data), "gas": hex(GAS)}
        request = {"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": [call, "latest"]}
        try:
            error = self._client.post(self.url, json=request).json().get("error")
        except (httpx.HTTPError, ValueError) as failure:
            raise NodeUnreachable(self.url, expected="an answer", found=brief(failure)) from None
        if error is None:
            return
        reverted = error.get("data")
        refusal = calls.decode_refusal(_bytes(reverted)) if isinstance(reverted, str) else None
        if refusal is not None:
            raise ActRefused("consortium", refusal)
        raise NodeRefused("consortium", expected="an act that the ledger takes", found=brief(error))

    def _await(self, transaction: bytes) -> Receipt:
        deadline = self._clock() + _WAIT_SECONDS
        while (found := self.ask("eth_getTransactionReceipt", hex0x(transaction))) is None:
            if self._clock() > deadline:
                raise NodeUnreachable(
                    hex0x(transaction),
                    expected=f"a block within {_WAIT_SECONDS:.0f} s",
                    found="none",
                    remedy="Ask `tegata node doctor` whether blocks are made; the transaction waits.",
                )
            self._pause(0.05)
        if int(found["status"], 16) != 1:
            raise NodeRefused(
                hex0x(transaction),
                expected="an act that the ledger takes",
                found="one that it refused: something else came first",
                remedy="Read how things stand now, and try again.",
            )
        return Receipt(transaction, int(found["blockNumber"], 16), tuple(_decoded(found["logs"])))


def _decoded(logs: list[dict[str, Any]]) -> list[Event]:
    events = (calls.decode_log([_bytes(t) for t in log["topics"]], _bytes(log["data"])) for log in logs)
    return [event for event in events if event is not None]


def _bytes(text: object) -> bytes:
    try:
        return bytes.fromhex(str(text).removeprefix("0x"))
    except ValueError:
        raise NodeRefused("answer", expected="bytes in hex", found=brief(text)) from None
