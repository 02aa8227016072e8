"""The ledger as the gateway asks it: typed questions over JSON-RPC."""

from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import Any

from contracts import calls, slots
from contracts.acts import Domain
from contracts.addresses import CONSORTIUM, REGISTRY
from contracts.errors import brief
from contracts.ids import Address, BlockHeight, MemberId, UnixTime, hex0x
from contracts.roles import Purpose
from gateway.errors import LedgerUnavailable
from gateway.ledger.transport import Transport


class RpcRefused(LedgerUnavailable):
    """The node answered with a JSON-RPC error; `rpc_code` and `data` are its own."""

    code = "ledger.refused"
    status = 502

    def __init__(self, method: str, error: dict[str, Any]) -> None:
        self.rpc_code = int(error.get("code", 0))
        self.data = error.get("data")
        super().__init__(method, expected="a result", found=brief(str(error.get("message"))))


@dataclass(frozen=True)
class Head:
    """A block's place in time."""

    height: BlockHeight
    hash: bytes
    time: UnixTime
    parent: bytes


Entries = tuple[slots.KeyEntry | None, slots.MemberEntry | None]
"""A key and a member as the Consortium keeps them."""


class Ledger:
    """A node's JSON-RPC. Every method raises LedgerUnavailable when the node does not answer, RpcRefused
    when it refuses.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self._numbers = count(1)
        self._domain: Domain | None = None
        self._first_hash: bytes | None = None
        self._lock = Lock()
        self._second = UnixTime(-1)
        self._entries: dict[tuple[Address, MemberId], Entries] = {}

    def request(self, method: str, *params: Any) -> Any:
        """The result of one call."""
        request = {"jsonrpc": "2.0", "id": next(self._numbers), "method": method, "params": list(params)}
        response = self.transport.send(request)
        if not isinstance(response, dict):
            raise LedgerUnavailable(method, expected="a JSON-RPC response", found=brief(response))
        if response.get("error") is not None:
            raise RpcRefused(method, response["error"])
        return response.get("result")

    @property
    def domain(self) -> Domain:
        """The domain that acts for the Registry are signed in; read once, since it never changes."""
        with self._lock:
            if self._domain is None:
                network = calls.decode_network_id(self.call(CONSORTIUM, calls.network_id()))
                if network is None:
                    raise LedgerUnavailable(
                        "ledger", expected="a sealed consortium", found="one that is being founded"
                    )
                self._domain = Domain(int(self.request("eth_chainId"), 16), REGISTRY, network)
            return self._domain

    @property
    def first_hash(self) -> bytes:
        """The hash of the first block; read once, since it never changes."""
        if self._first_hash is None:
            self._first_hash = self.block(0).hash
        return self._first_hash

    def raw_header(self, number: int) -> bytes:
        """The RLP of a block's header."""
        return _bytes(self.request("debug_getRawHeader", hex(number)))

    def head(self) -> Head:
        """The last block."""
        return self.block("latest")

    def block(self, number: int | str) -> Head:
        """The block of that number, or `latest`; LedgerUnavailable if there is none."""
        found = self.request("eth_getBlockByNumber", _block(number), False)
        if found is None:
            raise LedgerUnavailable("block", expected=f"block {number}", found="none")
        return Head(
            BlockHeight(int(found["number"], 16)),
            _bytes(found["hash"]),
            UnixTime(int(found["timestamp"], 16)),
            _bytes(found["parentHash"]),
        )

    def height(self) -> BlockHeight:
        """The number of the last block."""
        return BlockHeight(int(self.request("eth_blockNumber"), 16))

    def call(self, to: Address, data: bytes, block: int | str = "latest") -> bytes:
        """What a contract's view returns."""
        return _bytes(self.request("eth_call", {"to": hex0x(to), "data": hex0x(data)}, _block(block)))

    def storage(self, contract: Address, slot: int, block: int | str = "latest") -> int:
        """The word at a contract's slot."""
        return int(self.request("eth_getStorageAt", hex0x(contract), hex(slot), _block(block)), 16)

    def key(self, address: Address) -> slots.KeyEntry | None:
        """What the Consortium keeps of a key, now."""
        return slots.decode_key(self.storage(CONSORTIUM, slots.key_slot(address)))

    def member(self, number: MemberId) -> slots.MemberEntry | None:
        """What the Consortium keeps of a member, now."""
        return slots.decode_member(self.storage(CONSORTIUM, slots.member_slot(number)))

    def entries(self, address: Address, number: MemberId, now: UnixTime) -> Entries:
        """What the Consortium keeps of a key and a member, read at most once in each second.

        For judgements that the contract makes again; ask `key` and `member` before refusing by it.
        """
        if self._second != now:
            self._second, self._entries = now, {}
        known = self._entries
        if (address, number) not in known:
            known[address, number] = self.key(address), self.member(number)
        return known[address, number]

    def may_act(self, address: Address, member: MemberId, purpose: Purpose, now: UnixTime) -> bool:
        """Whether `address` is a key of the active `member`, in its window, for `purpose`."""
        key = self.key(address)
        if key is None or key.member != member or not key.purposes & purpose or not key.valid_at(now):
            return False
        entry = self.member(member)
        return entry is not None and entry.active_at(now)

    def nonce(self, address: Address, block: str = "latest") -> int:
        """How many transactions of `address` are in blocks (`latest`), or those and the pool's
        (`pending`).
        """
        return int(self.request("eth_getTransactionCount", hex0x(address), block), 16)

    def send_raw(self, raw: bytes) -> bytes:
        """Hands a signed transaction to the node; its hash."""
        return _bytes(self.request("eth_sendRawTransaction", hex0x(raw)))

    def receipt(self, transaction_hash: bytes) -> dict[str, Any] | None:
        """The receipt of a transaction that is in a block."""
        found: dict[str, Any] | None = self.request("eth_getTransactionReceipt", hex0x(transaction_hash))
        return found

    def receipts(self, height: BlockHeight) -> list[dict[str, Any]]:
        """The receipts of a block, in order."""
        found = self.request("eth_getBlockReceipts", hex(height))
        if found is None:
            raise LedgerUnavailable("block", expected=f"the receipts of block {height}", found="none")
        return list(found)


def _block(number: int | str) -> str:
    return number if isinstance(number, str) else hex(number)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
