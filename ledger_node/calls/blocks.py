"""Blocks of calls, simulated one after the other on a state (`eth_simulateV1`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import Any

from contracts.ids import Address
from ledger_node.calls.machine import HashOf, Machine, Outcome, Terms
from ledger_node.calls.messages import Message
from ledger_node.calls.overrides import BlockOverride, StateOverride, override_state
from ledger_node.calls.refusals import (
    BlockGasReached,
    BlocksOutOfOrder,
    LimitExceeded,
    TimesOutOfOrder,
)
from ledger_node.chain import Chain, Withdrawal
from ledger_node.ethereum.fees import GAS_PER_BLOB, next_base_fee, next_excess_blob_gas
from ledger_node.ethereum.forks import Fork
from ledger_node.ethereum.headers import EthereumHeader
from ledger_node.ethereum.transactions import encode_unsigned
from ledger_node.headers import EMPTY_UNCLES_HASH
from ledger_node.receipts import Receipt, make_receipt
from ledger_node.state import NodeReader, root_of
from ledger_node.state.trie import EMPTY_ROOT

MAX_BLOCKS = 256
"""Blocks of one simulation, with those that fill gaps."""

SECONDS_BETWEEN_BLOCKS = 12

_GWEI = 10**9


@dataclass(frozen=True, slots=True)
class BlockCalls:
    """A block to simulate: what is otherwise in it, and its calls in order."""

    block: BlockOverride = field(default_factory=BlockOverride)
    state: StateOverride | None = None
    calls: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class SimulatedBlock:
    """A block that was simulated, with what each call did."""

    header: EthereumHeader
    hash: bytes
    outcomes: tuple[Outcome, ...]
    withdrawals: tuple[Withdrawal, ...]


class Simulator:
    """Simulates blocks on top of `base`. For one simulation, in one thread."""

    def __init__(
        self,
        chain: Chain,
        base: EthereumHeader,
        reader: NodeReader,
        hash_of: HashOf,
        validated: bool,
        expired: Callable[[], bool],
    ) -> None:
        self._chain = chain
        self._base = base
        self._nodes = _Overlay(reader)
        self._chain_hash_of = hash_of
        self._validated = validated
        self._expired = expired
        self._gas = chain.call_gas
        self._hashes: dict[int, bytes] = {}

    def run(self, blocks: Sequence[BlockCalls]) -> list[SimulatedBlock]:
        """Simulate `blocks` in order, gaps between their numbers filled. Raises CallRefused."""
        parent = self._base
        simulated: list[SimulatedBlock] = []
        for each in in_order(self._base, blocks):
            block = self._simulate(each, parent)
            self._hashes[block.header.block_number] = block.hash
            simulated.append(block)
            parent = block.header
        return simulated

    def _simulate(self, calls: BlockCalls, parent: EthereumHeader) -> SimulatedBlock:
        header = self._open(calls.block, parent)
        terms = Terms(validated=self._validated, dynamic=True, blob_fee=calls.block.blob_base_fee)
        machine = Machine(self._chain, header, self._nodes, self._hash_of, terms, self._expired)
        override_state(machine, calls.state or {})
        machine.vm.block_preprocessing(_Draft(header))
        outcomes: list[Outcome] = []
        used = 0
        for message in calls.calls:
            outcome = machine.run(self._bounded(message, header.gas_limit - used, used))
            used += outcome.gas_used
            self._gas -= outcome.gas_used
            outcomes.append(replace(outcome, transaction=encode_unsigned(outcome.transaction)))
        return self._close(machine, outcomes, calls.block.withdrawals or ())

    def _bounded(self, message: Message, left: int, used: int) -> Message:
        if message.gas is not None and message.gas > left:
            raise BlockGasReached("call.gas", expected=f"at most {left}", found=f"{message.gas}, {used} used")
        return message.with_gas(left if message.gas is None else message.gas).with_gas(self._gas)

    def _hash_of(self, number: int) -> bytes | None:
        if number > self._base.block_number:
            return self._hashes.get(number)
        return self._base.hash if number == self._base.block_number else self._chain_hash_of(number)

    def _open(self, override: BlockOverride, parent: EthereumHeader) -> EthereumHeader:
        """The block's header before it is executed."""
        number, time = override.number or 0, override.time or 0
        fork = self._chain.fork(number, time)
        base_fee = next_base_fee(parent) if self._validated else 0
        header = EthereumHeader(
            parent_hash=parent.hash,
            uncles_hash=EMPTY_UNCLES_HASH,
            coinbase=parent.coinbase,
            state_root=parent.state_root,
            transaction_root=EMPTY_ROOT,
            receipt_root=EMPTY_ROOT,
            bloom=0,
            difficulty=0 if fork >= Fork.PARIS else parent.difficulty,
            block_number=number,
            gas_limit=parent.gas_limit,
            gas_used=0,
            timestamp=time,
            extra_data=b"",
            mix_hash=bytes(32),
            nonce=bytes(8),
            base_fee_per_gas=base_fee if fork >= Fork.LONDON else None,
            withdrawals_root=EMPTY_ROOT if fork >= Fork.SHANGHAI else None,
            blob_gas_used=0 if fork >= Fork.CANCUN else None,
            excess_blob_gas=(
                next_excess_blob_gas(parent, self._chain.blobs(fork)) if fork >= Fork.CANCUN else None
            ),
            parent_beacon_block_root=(override.beacon_root or bytes(32)) if fork >= Fork.CANCUN else None,
        )
        return override.on(header)

    def _close(
        self, machine: Machine, outcomes: Sequence[Outcome], withdrawals: tuple[Withdrawal, ...]
    ) -> SimulatedBlock:
        """The block with all that execution has made of it."""
        receipts = _receipts(outcomes)
        requests_hash = _requests_hash(machine, receipts) if machine.fork >= Fork.PRAGUE else None
        for each in withdrawals:
            address = Address(each.address)
            machine.accounts.set_balance(address, machine.accounts.get_balance(address) + each.amount * _GWEI)
        state_root, nodes = machine.accounts.write()
        self._nodes.add(nodes)
        blobs = sum(len(outcome.transaction.blob_versioned_hashes) for outcome in outcomes)
        header = replace(
            machine.header,
            state_root=state_root,
            transaction_root=root_of(outcome.transaction.raw for outcome in outcomes),
            receipt_root=root_of(receipt.encode() for receipt in receipts),
            bloom=reduce(or_, (receipt.bloom for receipt in receipts), 0),
            gas_used=receipts[-1].gas_used if receipts else 0,
            requests_hash=requests_hash,
        )
        if machine.fork >= Fork.SHANGHAI:
            header = replace(header, withdrawals_root=root_of(each.encode() for each in withdrawals))
        if machine.fork >= Fork.CANCUN:
            header = replace(header, blob_gas_used=blobs * GAS_PER_BLOB)
        return SimulatedBlock(header, header.hash, tuple(outcomes), withdrawals)


def in_order(base: EthereumHeader, blocks: Sequence[BlockCalls]) -> list[BlockCalls]:
    """`blocks` with a number and a time each, and empty ones where a number is left out.

    Raises LimitExceeded, BlocksOutOfOrder or TimesOutOfOrder.
    """
    number, time = base.block_number, base.timestamp
    ordered: list[BlockCalls] = []
    for each in blocks:
        wanted = number + 1 if each.block.number is None else each.block.number
        if wanted <= number:
            raise BlocksOutOfOrder("block.number", expected=f"more than {number}", found=str(wanted))
        if wanted - base.block_number > MAX_BLOCKS:
            raise LimitExceeded(
                "blocks", expected=f"at most {MAX_BLOCKS}", found=str(wanted - base.block_number)
            )
        for gap in range(number + 1, wanted):
            time += SECONDS_BETWEEN_BLOCKS
            ordered.append(BlockCalls(BlockOverride(number=gap, time=time)))
        later = time + SECONDS_BETWEEN_BLOCKS if each.block.time is None else each.block.time
        if later <= time:
            raise TimesOutOfOrder("block.time", expected=f"more than {time}", found=str(later))
        number, time = wanted, later
        ordered.append(replace(each, block=replace(each.block, number=number, time=time)))
    return ordered


def _receipts(outcomes: Sequence[Outcome]) -> list[Receipt]:
    receipts: list[Receipt] = []
    used = 0
    for outcome in outcomes:
        used += outcome.gas_used
        succeeded = outcome.failure is None
        receipts.append(make_receipt(outcome.transaction.type_id, succeeded, used, outcome.logs))
    return receipts


def _requests_hash(machine: Machine, receipts: Sequence[Receipt]) -> bytes:
    """EIP-7685: the block's requests, collected and hashed."""
    draft: Any = _Draft(machine.header, receipts)
    vm: Any = machine.vm
    vm.process_deposit_request_data(draft)
    vm.process_withdrawal_request_data(draft)
    vm.process_consolidation_request_data(draft)
    digests = (sha256(request).digest() for request in draft.block_requests if len(request) > 1)
    return sha256(b"".join(digests)).digest()


class _Draft:
    """As much of a block as py-evm's processing before and after transactions looks at."""

    def __init__(self, header: EthereumHeader, receipts: Sequence[Receipt] = ()) -> None:
        self.header = header
        self.number = header.block_number
        self.block_requests: list[bytes] = []
        self._receipts = receipts

    def get_receipts(self, _chain: object) -> Sequence[Receipt]:
        return self._receipts


class _Overlay:
    """Nodes of simulated blocks over those that are kept."""

    def __init__(self, reader: NodeReader) -> None:
        self._reader = reader
        self._new: dict[bytes, bytes] = {}

    def add(self, nodes: Mapping[bytes, bytes]) -> None:
        """Keep a block's nodes for the next one."""
        self._new.update(nodes)

    def node(self, key: bytes) -> bytes | None:
        """A node or code, new or kept."""
        found = self._new.get(key)
        return self._reader.node(key) if found is None else found
