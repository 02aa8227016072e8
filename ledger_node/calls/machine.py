"""A block's virtual machine on a state, for running messages one after the other without a signature."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from eth.abc import BlockHeaderAPI, ChainDatabaseAPI, ComputationAPI, ConsensusContextAPI
from eth.vm.base import VM
from eth.vm.chain_context import ChainContext

from contracts.ids import Address
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.calls.checking import check_transaction
from ledger_node.calls.failures import describe, reverted
from ledger_node.calls.messages import Message
from ledger_node.calls.refusals import TimeExceeded
from ledger_node.calls.tracing import TRANSFER_ADDRESS, TRANSFER_TOPIC, WatchedAccounts
from ledger_node.chain import Chain, Precompiles
from ledger_node.ethereum.fees import blob_base_fee
from ledger_node.ethereum.forks import Fork
from ledger_node.ethereum.headers import EthereumHeader
from ledger_node.executor import as_evm
from ledger_node.receipts import Log
from ledger_node.state import NodeReader
from ledger_node.transactions import Transaction

HashOf = Callable[[int], bytes | None]
"""The hash of a block of the chain by its number, for BLOCKHASH."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a message did: gas used after refunds, what it returned, and why it failed if it did."""

    gas_used: int
    most_gas_used: int
    """Before refunds: what it needs while it runs."""
    output: bytes
    failure: str | None
    reverted: bool
    logs: tuple[Log, ...]
    transfers: tuple[Log, ...]
    """Its logs with, between them, every transfer of value as if it were one."""
    target: bytes
    """What was called or made."""
    transaction: Transaction
    """What ran, its gaps filled."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How strictly messages are run."""

    validated: bool = False
    """Whether nonces and fees must be right, as in a block; else a message without fees pays none."""
    dynamic: bool = False
    """Whether a message that names no fees stands for a transaction of type 2."""
    blob_fee: int | None = None
    """What blob gas is said to cost."""


class Machine:
    """A virtual machine in the block of `header`, on the state under its state root. For one thread."""

    def __init__(
        self,
        chain: Chain,
        header: EthereumHeader,
        reader: NodeReader,
        hash_of: HashOf,
        terms: Terms = Terms(),
        expired: Callable[[], bool] = lambda: False,
    ) -> None:
        self.chain = chain
        self.header = header
        self.terms = terms
        self.fork = chain.fork(header.block_number, header.timestamp)
        self.precompiles = chain.precompiles(self.fork)
        database = cast(ChainDatabaseAPI, _Database(reader))
        consensus = cast(ConsensusContextAPI, None)
        kind = _observing(chain.machine(self.fork), _Same(self.precompiles))
        self.vm: Any = kind(cast(BlockHeaderAPI, header), database, ChainContext(chain.chain_id), consensus)
        self.state = cast(Any, self.vm.state)
        self.state.watch(hash_of, self.blob_fee(), expired)
        self.accounts: WatchedAccounts = self.state.accounts

    def blob_fee(self) -> int:
        """What a unit of blob gas costs in this block."""
        if self.terms.blob_fee is not None:
            return self.terms.blob_fee
        if self.fork < Fork.CANCUN:
            return 0
        return blob_base_fee(self.header.excess_blob_gas or 0, self.chain.blobs(self.fork))

    def override_precompiles(self, precompiles: Precompiles) -> None:
        """Let these be the protocol's own functions."""
        self.precompiles = precompiles
        self.state.computation_class = _calling(self.state.computation_class, precompiles)

    def run(self, message: Message) -> Outcome:
        """Run a message, gas given, and keep what it changes for the next one. Raises CallRefused."""
        message.check(self.chain.chain_id)
        nonce = self.accounts.get_nonce(message.sender)
        transaction = message.transaction(self.chain.chain_id, nonce, self.terms.dynamic)
        if self.fork < Fork.ISTANBUL:
            transaction = _as_before_istanbul(transaction, self.fork)
        check_transaction(self, transaction)
        return self._run(transaction)

    def _run(self, transaction: Transaction) -> Outcome:
        self.accounts.lock_changes()
        self.accounts.seen.clear()
        evm = as_evm(transaction)
        executor = self.state.get_transaction_executor()
        computation = executor.build_computation(executor.build_evm_message(evm), evm)
        before_refund = transaction.gas - computation.get_gas_remaining()
        executor.finalize_computation(evm, computation)
        self.accounts.clear_transient_storage()
        used = self.vm.finalize_gas_used(evm, computation)
        transfers = _logs(computation)
        return Outcome(
            gas_used=used,
            most_gas_used=max(before_refund, used),
            output=bytes(computation.output),
            failure=describe(computation.error) if computation.is_error else None,
            reverted=reverted(computation),
            logs=tuple(log for log in transfers if log.address != TRANSFER_ADDRESS),
            transfers=transfers,
            target=transaction.to or contract_address(transaction.sender, transaction.nonce),
            transaction=transaction,
        )


class _Database:
    """As much of a chain's database as py-evm's machine looks at."""

    def __init__(self, reader: NodeReader) -> None:
        self.db = reader


class _ObservedState:
    """A fork's state that hashes of blocks and the fee of blobs are given to."""

    account_db_class = WatchedAccounts

    def watch(self, hash_of: HashOf, blob_fee: int, expired: Callable[[], bool]) -> None:
        """What is given."""
        self._hash_of = hash_of
        self._blob_fee = blob_fee
        self._expired = expired
        self.emptied: dict[bytes, int] = {}
        """What an account had when all of it was last taken away: what a contract's end passes on."""

    def set_balance(self, address: Address, balance: int) -> None:
        """Change a balance."""
        before = self.accounts.get_balance(address)  # type: ignore[attr-defined] # of the state mixed into
        if before and not balance:
            self.emptied[address] = before
        super().set_balance(address, balance)  # type: ignore[misc] # of the state that this is mixed into

    @property
    def blob_base_fee(self) -> int:
        """What a unit of blob gas costs."""
        return self._blob_fee

    def get_tip(self, transaction: Transaction) -> int:
        """What the block's maker gets for a unit of gas: nothing from a message that pays none."""
        tip: int = super().get_tip(transaction)  # type: ignore[misc] # of the state that this is mixed into
        return max(tip, 0)

    def get_ancestor_hash(self, number: int) -> bytes:
        """The hash of one of the 256 blocks before this one."""
        here: int = self.block_number  # type: ignore[attr-defined] # of the state that this is mixed into
        if not max(here - 256, 0) <= number < here:
            return b""
        return self._hash_of(number) or b""

    def check_time(self) -> None:
        """Raises TimeExceeded once the request's time is over."""
        if self._expired():
            raise TimeExceeded("call", expected="an answer in time", found="one that takes longer")


class _ObservedComputation:
    """A fork's frame that notes transfers and looks at the clock."""

    @classmethod
    def apply_computation(
        cls, state: Any, message: Any, context: Any, parent_computation: Any = None
    ) -> ComputationAPI:
        """Run a message to its end; a transfer in it counts as logged before all that it does."""
        state.check_time()
        place = context.get_next_log_counter()
        computation: Any = super().apply_computation(  # type: ignore[misc] # of the class mixed into
            state, message, context, parent_computation=parent_computation
        )
        here = message.storage_address
        if message.value and message.should_transfer_value:
            computation._log_entries.append(_transfer(place, message.sender, here, message.value))
        if computation.beneficiaries and (left := state.emptied.pop(here, 0)):
            place = context.get_next_log_counter()
            heir = computation.beneficiaries[-1]
            computation._log_entries.append(_transfer(place, here, heir, left))
        return cast(ComputationAPI, computation)


class _Same:
    """A mapping as a key, equal to itself alone."""

    def __init__(self, mapping: Precompiles) -> None:
        self.mapping = mapping

    def __hash__(self) -> int:
        return id(self.mapping)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.mapping is self.mapping


def _calling(computation: Any, precompiles: Precompiles) -> Any:
    """A frame for which these are the protocol's own functions."""
    return type("Calling", (computation,), {"_precompiles": precompiles})


@cache
def _observing(machine: type[VM], precompiles: _Same) -> type[VM]:
    """A machine that can be asked what it did."""
    state = machine.get_state_class()
    frame = type("Observed", (_ObservedComputation, state.computation_class), {})
    own = {"computation_class": _calling(frame, precompiles.mapping)}
    observed = type("ObservedState", (_ObservedState, state), own)
    return type("ObservedVM", (machine,), {"_state_class": observed})


def _as_before_istanbul(transaction: Transaction, fork: Fork) -> Transaction:
    """A transaction with the intrinsic gas of its time: data cost more (EIP-2028), creation less (EIP-2)."""
    gas = transaction.intrinsic_gas + 52 * (len(transaction.data) - transaction.data.count(0))
    if fork < Fork.HOMESTEAD and not transaction.to:
        gas -= 32_000
    return replace(transaction, intrinsic_gas=gas)


def contract_address(sender: Address, nonce: int) -> bytes:
    """Where a contract is made that `sender` makes with this nonce."""
    return keccak(rlp.encode([bytes(sender), rlp.encode_uint(nonce)]))[12:]


def _transfer(place: int, sender: bytes, to: bytes, value: int) -> tuple[int, bytes, tuple[int, ...], bytes]:
    """A transfer as py-evm keeps a log; `place` orders it among the others."""
    topics = (TRANSFER_TOPIC, int.from_bytes(sender, "big"), int.from_bytes(to, "big"))
    return place, TRANSFER_ADDRESS, topics, value.to_bytes(32, "big")


def _logs(computation: ComputationAPI) -> tuple[Log, ...]:
    return tuple(
        Log(Address(address), tuple(topic.to_bytes(32, "big") for topic in topics), bytes(data))
        for address, topics, data in computation.get_log_entries()
    )
