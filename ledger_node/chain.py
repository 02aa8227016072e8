"""The rules of the chain that a node serves, as far as answering questions about it needs them.

A member's node serves the ledger: Prague alone, two kinds of transactions and no fees. For tests and for
trying contracts a node serves another Ethereum chain, with every fork in it (`development`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, NoReturn, Protocol

from eth.abc import ComputationAPI
from eth.vm.base import VM
from eth.vm.forks.prague.computation import PRAGUE_PRECOMPILES
from eth.vm.forks.prague.constants import DEPOSIT_CONTRACT_ADDRESS

from contracts.errors import TegataError
from contracts.ids import hex0x
from ledger_node import rlp
from ledger_node.ethereum.forks import BLOB_SCHEDULES, BlobSchedule, Fork, Schedule
from ledger_node.ethereum.headers import BlockHeader
from ledger_node.genesis import ChainSpec
from ledger_node.headers import Header, decode_header
from ledger_node.rules import LedgerVM
from ledger_node.transactions import Transaction, decode_transaction


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What the beacon chain pays out in a block (EIP-4895); the amount is in Gwei."""

    index: int
    validator_index: int
    address: bytes
    amount: int

    def encode(self) -> bytes:
        """The bytes that the withdrawals root commits to."""
        numbers = rlp.encode_uint(self.index), rlp.encode_uint(self.validator_index)
        return rlp.encode([*numbers, self.address, rlp.encode_uint(self.amount)])


Precompiles = Mapping[bytes, Callable[[ComputationAPI], object]]
"""Functions that the protocol itself has, by address."""


class CallTooSlow(TegataError):
    """A call that anyone may ask for would keep the node busy for minutes."""

    code = "call.too_slow"
    default_remedy = "Call the consortium's contracts, which need no such function."


class Beside(NamedTuple):
    """What stands in a block beside its transactions: uncles' headers, and withdrawals if it may have any."""

    uncles: tuple[bytes, ...] = ()
    withdrawals: tuple[Withdrawal, ...] | None = ()

    def encode(self) -> bytes:
        """What comes after the transactions in an encoded block."""
        uncles = rlp.list_payload(b"".join(self.uncles))
        if self.withdrawals is None:
            return uncles
        return uncles + rlp.list_payload(b"".join(each.encode() for each in self.withdrawals))


class Chain(Protocol):
    """One chain's rules, for reading its blocks and for calls on its states."""

    @property
    def chain_id(self) -> int:
        """The number that signatures are bound to (EIP-155)."""
        ...

    @property
    def network_id(self) -> bytes:
        """32 bytes that name the network."""
        ...

    @property
    def schedule(self) -> Schedule:
        """When its forks begin."""
        ...

    @property
    def deposit_contract(self) -> bytes:
        """Where deposits to the beacon chain are logged (EIP-6110)."""
        ...

    @property
    def call_gas(self) -> int:
        """The most gas that a call, or all calls of one simulation, may use."""
        ...

    @property
    def estimate_gas(self) -> int:
        """The most gas that an estimate may come to."""
        ...

    def fork(self, number: int, time: int) -> Fork:
        """The fork whose rules hold for a block."""
        ...

    def machine(self, fork: Fork) -> type[VM]:
        """py-evm's virtual machine of a fork, over `LedgerAccounts`."""
        ...

    def precompiles(self, fork: Fork) -> Precompiles:
        """The protocol's own functions, as calls may use them."""
        ...

    def blobs(self, fork: Fork) -> BlobSchedule:
        """How blobs are counted in a fork, Cancun or later."""
        ...

    def read_header(self, encoded: bytes) -> BlockHeader:
        """The header that a block's hash commits to."""
        ...

    def read_transaction(self, raw: bytes) -> Transaction:
        """A transaction in a block. Raises TegataError."""
        ...

    def read_beside(self, kept: bytes) -> Beside:
        """What stands in a block beside its transactions, from what is kept in the store's `front` table."""
        ...

    def priority_fee(self) -> int:
        """What a sender does well to add to the base fee."""
        ...


SLOW_PRECOMPILES = frozenset(number.to_bytes(20, "big") for number in (6, 7, 8, 9, *range(0x0B, 0x12)))
"""Elliptic curves (EIP-196, EIP-197, EIP-2537) and BLAKE2 (EIP-152): in Python far slower than they cost."""


def _refuse(frame: ComputationAPI) -> NoReturn:
    raise CallTooSlow("call", expected="no slow precompiled function", found=hex0x(frame.msg.code_address))


_QUICK_PRECOMPILES = {**PRAGUE_PRECOMPILES, **dict.fromkeys(SLOW_PRECOMPILES, _refuse)}


class LedgerChain:
    """Tegata's ledger."""

    def __init__(self, spec: ChainSpec) -> None:
        self._spec = spec
        self.chain_id = spec.chain_id
        self.network_id: bytes = spec.network_id
        self.schedule = Schedule({}, {Fork.PRAGUE: 0})
        self.deposit_contract: bytes = DEPOSIT_CONTRACT_ADDRESS
        self.call_gas = spec.limits.block_gas
        self.estimate_gas = spec.limits.transaction_gas

    def fork(self, _number: int, _time: int) -> Fork:
        """Prague, always."""
        return Fork.PRAGUE

    def machine(self, _fork: Fork) -> type[VM]:
        """The ledger's own."""
        return LedgerVM

    def precompiles(self, _fork: Fork) -> Precompiles:
        """Prague's, of which the slow ones refuse a call."""
        return _QUICK_PRECOMPILES

    def blobs(self, fork: Fork) -> BlobSchedule:
        """As Prague has it; none is ever admitted."""
        return BLOB_SCHEDULES[fork]

    def read_header(self, encoded: bytes) -> Header:
        """A Prague header."""
        return decode_header(encoded)

    def read_transaction(self, raw: bytes) -> Transaction:
        """A transaction that was admitted."""
        return decode_transaction(raw, self.chain_id)

    def read_beside(self, _kept: bytes) -> Beside:
        """Nothing: the front keeps its evidence there."""
        return Beside()

    def priority_fee(self) -> int:
        """0: there are no fees on this ledger."""
        return 0
