"""The single-pass block executor: header, pre-processing, transactions, requests, state root, each once.

py-evm's `mine_all` executes under the local clock and skips block processing; its `import_block` computes
each root twice and reads receipts back from a trie. This makes the block that `import_block` accepts, with
the same hash, without either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import cast

import lmdb
from eth.abc import (
    BlockAPI,
    BlockHeaderAPI,
    ChainDatabaseAPI,
    ComputationAPI,
    ConsensusContextAPI,
    SignedTransactionAPI,
)
from eth.constants import SYSTEM_ADDRESS, SYSTEM_MESSAGE_GAS
from eth.exceptions import HeaderNotFound
from eth.vm.chain_context import ChainContext
from eth_typing import Address as EvmAddress

from contracts.addresses import CONSORTIUM
from contracts.errors import brief
from contracts.ids import Address
from contracts.keccak import keccak
from ledger_node.blocks import ExecutedBlock
from ledger_node.errors import BlockRejected, StoreInvalid
from ledger_node.governing import NOTHING_DECIDED, Decided
from ledger_node.headers import Header, decode_header
from ledger_node.receipts import Log, Receipt, make_receipt
from ledger_node.rules import LedgerVM
from ledger_node.state import root_of
from ledger_node.state.trie import TrieDamaged
from ledger_node.storage import Snapshot
from ledger_node.transactions import Transaction
from ledger_node.usage import Spent

OF_THE_MACHINE = (OSError, MemoryError, lmdb.Error, StoreInvalid, TrieDamaged)
"""Faults of this node, which no transaction causes: it stops, and rejects nobody's block for them."""


@dataclass(frozen=True, slots=True)
class Execution:
    """Everything about a block but its seal: all roots are known, its `extra_data` is not yet."""

    header: Header
    transactions: tuple[Transaction, ...]
    receipts: tuple[Receipt, ...]
    spent: tuple[Spent, ...]
    """By transaction: what it takes from its member's budgets."""
    nodes: dict[bytes, bytes]


class Ancestry:
    """What py-evm asks of a chain while it executes: the state database, and headers for BLOCKHASH."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.db = snapshot
        self._snapshot = snapshot

    def get_block_header_by_hash(self, block_hash: bytes) -> Header:
        """The header with this hash."""
        height = self._snapshot.height_of(block_hash)
        encoded = None if height is None else self._snapshot.header(height)
        if encoded is None:
            raise HeaderNotFound(f"no block {block_hash.hex()}")
        return decode_header(encoded)


def open_vm(header: Header, snapshot: Snapshot, chain_id: int, kind: type[LedgerVM] = LedgerVM) -> LedgerVM:
    """A virtual machine in the block of `header`, on the state under its `state_root`."""
    chain = cast(ChainDatabaseAPI, Ancestry(snapshot))
    consensus = cast(ConsensusContextAPI, None)
    return kind(cast(BlockHeaderAPI, header), chain, ChainContext(chain_id), consensus)


def as_evm(transaction: Transaction) -> SignedTransactionAPI:
    """`transaction` as py-evm's executor takes it: it has every attribute that is looked at there."""
    return cast(SignedTransactionAPI, transaction)


def system_call(vm: LedgerVM, to: Address, data: bytes) -> ComputationAPI:
    """A call by the protocol itself, beside all transactions and their gas (as EIP-4788's)."""
    vm.accounts.lock_changes()
    computation = vm.execute_bytecode(
        origin=SYSTEM_ADDRESS,
        gas_price=0,
        gas=SYSTEM_MESSAGE_GAS,
        to=EvmAddress(to),
        sender=SYSTEM_ADDRESS,
        value=0,
        data=data,
        code=vm.accounts.get_code(to),
        code_address=EvmAddress(to),
    )
    vm.accounts.clear_transient_storage()
    return computation


def execute(
    vm: LedgerVM, header: Header, transactions: Sequence[Transaction], system_calls: Sequence[bytes] = ()
) -> Execution:
    """Run a block in `vm`, which stands at its start, and compute every root once.

    The protocol's own calls to the Consortium come first, then the transactions. Raises BlockRejected for a
    transaction that the protocol does not allow.
    """
    draft = _Draft(header)
    vm.block_preprocessing(cast(BlockAPI, draft))
    for data in system_calls:
        done = system_call(vm, CONSORTIUM, data)
        if done.is_error:
            raise BlockRejected("system call", expected="one that succeeds", found=brief(repr(done.error)))
    receipts: list[Receipt] = []
    spent: list[Spent] = []
    gas_used = 0
    for index, transaction in enumerate(transactions):
        computation = _apply(vm, transaction, index)
        used = vm.finalize_gas_used(as_evm(transaction), computation)
        gas_used += used
        receipts.append(
            make_receipt(transaction.type_id, computation.is_success, gas_used, _logs(computation))
        )
        spent.append(Spent(used, vm.accounts.new_slots(), int(computation.is_error)))
    draft.receipts = receipts
    requests_hash = _process_requests(vm, draft)
    state_root, nodes = vm.accounts.write()
    final = replace(
        header,
        state_root=state_root,
        transaction_root=root_of(transaction.raw for transaction in transactions),
        receipt_root=root_of(receipt.encode() for receipt in receipts),
        bloom=reduce(or_, (receipt.bloom for receipt in receipts), 0),
        gas_used=gas_used,
        requests_hash=requests_hash,
    )
    return Execution(final, tuple(transactions), tuple(receipts), tuple(spent), nodes)


def seal(execution: Execution, extra_data: bytes, decided: Decided = NOTHING_DECIDED) -> ExecutedBlock:
    """The finished block: its header with `extra_data`, and its hash."""
    header = replace(execution.header, extra_data=extra_data)
    encoded = header.encode()
    return ExecutedBlock(
        header, encoded, keccak(encoded), execution.transactions, execution.receipts, execution.nodes, decided
    )


@dataclass
class _Draft:
    """As much of a block as py-evm's processing before and after transactions looks at."""

    header: Header
    receipts: list[Receipt] = field(default_factory=list)
    block_requests: list[bytes] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.header.block_number

    def get_receipts(self, _chain: ChainDatabaseAPI) -> list[Receipt]:
        return self.receipts


def _apply(vm: LedgerVM, transaction: Transaction, index: int) -> ComputationAPI:
    vm.state.lock_changes()
    try:
        return vm.state.apply_transaction(as_evm(transaction))
    except OF_THE_MACHINE:
        raise
    except Exception as error:  # what a transaction brings about in the EVM is not to stop the chain
        found = f"{type(error).__name__}: {error}"
        raise BlockRejected(
            f"transaction {index}", expected="one that the protocol allows", found=brief(found)
        ) from error


def _logs(computation: ComputationAPI) -> tuple[Log, ...]:
    return tuple(
        Log(Address(address), tuple(topic.to_bytes(32, "big") for topic in topics), bytes(data))
        for address, topics, data in computation.get_log_entries()
    )


def _process_requests(vm: LedgerVM, draft: _Draft) -> bytes:
    """EIP-7685: collect the block's requests and hash them. On this ledger they stay empty."""
    block = cast(BlockAPI, draft)
    vm.process_deposit_request_data(block)
    vm.process_withdrawal_request_data(block)
    vm.process_consolidation_request_data(block)
    digests = (sha256(request).digest() for request in draft.block_requests if len(request) > 1)
    return sha256(b"".join(digests)).digest()
