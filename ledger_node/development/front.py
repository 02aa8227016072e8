"""What lets transactions in and makes blocks of them, one each, at once."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Condition, Thread
from typing import cast

from eth.abc import BlockHeaderAPI, ChainDatabaseAPI, ConsensusContextAPI
from eth.vm.chain_context import ChainContext

from contracts.ids import Address, BlockHeight, UnixTime, hex0x
from ledger_node import rlp
from ledger_node.blocks import ExecutedBlock, StoredBlock
from ledger_node.chain import Chain
from ledger_node.development.importing import encode_beside
from ledger_node.errors import BlockRejected, FeeRefused, GasRefused, NonceRefused, TransactionRefused
from ledger_node.ethereum.fees import next_base_fee
from ledger_node.ethereum.transactions import BLOB
from ledger_node.executor import Ancestry, execute, seal
from ledger_node.headers import decode_header, open_header
from ledger_node.heads import Heads
from ledger_node.pool import Pool
from ledger_node.rpc.ledger import LightBlock
from ledger_node.rules import LedgerVM
from ledger_node.state import StateView
from ledger_node.storage import Commit, Head, Snapshot, Store
from ledger_node.transactions import Transaction

log = logging.getLogger("tegata.node.development")


class FundsMissing(TransactionRefused):
    """The sender can't pay."""

    code = "transaction.funds.missing"
    default_remedy = "Use an account that the genesis file gives a balance: insufficient funds."


class BlobsRefused(TransactionRefused):
    """A transaction whose blobs nobody here could check or keep."""

    code = "transaction.blobs.refused"
    default_remedy = "Send a transaction without blobs."


class DevelopmentFront:
    """Ethereum's rules at the door, and a block for each transaction unless `mining` is off.

    With a `heartbeat` an empty block is made whenever so many seconds pass without one.
    """

    def __init__(
        self,
        store: Store,
        chain: Chain,
        pool: Pool,
        heads: Heads,
        clock: Callable[[], float],
        mining: bool,
        heartbeat: float | None,
    ) -> None:
        self._store = store
        self._chain = chain
        self._pool = pool
        self._heads = heads
        self._clock = clock
        self._mining = mining
        self._heartbeat = heartbeat
        self._waiting = Condition()
        self._ended = False
        self._thread = Thread(target=self._make_blocks, name="development-blocks", daemon=True)
        self._thread.start()

    def submit(self, raw: bytes) -> Transaction:
        """Let a transaction wait for a block if its sender can pay for it. Raises TegataError."""
        if raw[:1] == bytes([BLOB]):
            raise BlobsRefused("transaction", expected="no blobs", found="a transaction of type 3")
        transaction = self._chain.read_transaction(raw)
        with self._store.snapshot() as snapshot:
            header = self._chain.read_header(_head(snapshot)[1])
            account = StateView(snapshot, header.state_root).account(transaction.sender)
        _check(transaction, header.gas_limit, account.balance, account.nonce)
        base_fee = next_base_fee(header)
        if self._mining and transaction.max_fee_per_gas < base_fee:
            found = f"{transaction.max_fee_per_gas}, max fee per gas less than block base fee"
            raise FeeRefused("transaction.fee", expected=f"{base_fee} or more", found=found)
        self._pool.add(transaction, account.nonce)
        with self._waiting:
            self._waiting.notify()
        return transaction

    def now(self) -> UnixTime:
        """The clock's time, in whole seconds."""
        return UnixTime(int(self._clock()))

    def nonce(self, sender: Address) -> int:
        """The nonce of the next transaction of `sender` after the last block."""
        with self._store.snapshot() as snapshot:
            header = self._chain.read_header(_head(snapshot)[1])
            return StateView(snapshot, header.state_root).account(sender).nonce

    def finality(self, _block: StoredBlock, _kept: bytes) -> dict[str, object]:
        """Nothing: nobody has signed these blocks."""
        return {}

    def provable(self, _height_of: Callable[[bytes], BlockHeight | None]) -> None:
        """None: nobody signs these blocks."""

    def leading_from(self, _height: int) -> list[LightBlock]:
        """Nothing: nobody signs these blocks."""
        return []

    def status(self) -> dict[str, object]:
        """That this is no network's node."""
        return {"kind": "development", "mining": self._mining}

    def close(self) -> None:
        """Finish the block under way and make no more."""
        with self._waiting:
            self._ended = True
            self._waiting.notify()
        self._thread.join()

    def _make_blocks(self) -> None:
        while True:
            with self._waiting:
                self._waiting.wait_for(self._is_due, self._heartbeat)
                if self._ended:
                    return
            self._make_block()

    def _is_due(self) -> bool:
        return self._ended or (self._mining and self._pool.has_ready())

    def _make_block(self) -> None:
        """A block of the first transaction that is ready; one that no block can hold is dropped."""
        chosen = self._pool.ready(1 << 62)[:1]
        try:
            block = self._execute(chosen)
        except BlockRejected as refusal:
            log.warning("%s is dropped: %s", hex0x(chosen[0].hash), refusal)
            self._pool.drop(chosen[0])
            return
        self._store.commit(_as_commit(block))
        self._pool.remove(block.transactions)
        self._heads.announce_block(block)

    def _execute(self, transactions: Sequence[Transaction]) -> ExecutedBlock:
        with self._store.snapshot() as snapshot:
            head, encoded = _head(snapshot)
            parent = decode_header(encoded)
            time = UnixTime(max(self.now(), parent.timestamp + 1))
            header = replace(
                open_header(head.hash, head.height + 1, time, parent.gas_limit, parent.state_root),
                base_fee_per_gas=next_base_fee(parent),
            )
            vm = LedgerVM(
                cast(BlockHeaderAPI, header),
                cast(ChainDatabaseAPI, Ancestry(snapshot)),
                ChainContext(self._chain.chain_id),
                cast(ConsensusContextAPI, None),
            )
            return seal(execute(vm, header, transactions), b"")


def _head(snapshot: Snapshot) -> tuple[Head, bytes]:
    head = snapshot.head()
    encoded = None if head is None else snapshot.header(head.height)
    assert head is not None and encoded is not None, "block 0 is put into the store before anything is asked"
    return head, encoded


def _check(transaction: Transaction, block_gas: int, balance: int, nonce: int) -> None:
    least = max(transaction.intrinsic_gas, transaction.floor_gas)
    if not least <= transaction.gas <= block_gas:
        found = f"{transaction.gas}"
        raise GasRefused("transaction.gas", expected=f"{least} to {block_gas}", found=found)
    if transaction.max_priority_fee_per_gas > transaction.max_fee_per_gas:
        raise FeeRefused("transaction.fee", expected="a tip within the fee cap", found="a greater tip")
    if transaction.nonce < nonce:
        found = f"{transaction.nonce}, nonce too low"
        raise NonceRefused("transaction.nonce", expected=f"{nonce} or more", found=found)
    cost = transaction.gas * transaction.max_fee_per_gas + transaction.value
    if balance < cost:
        raise FundsMissing(hex0x(transaction.sender), expected=f"{cost} wei", found=str(balance))


def _as_commit(block: ExecutedBlock) -> Commit:
    return Commit(
        head=Head(BlockHeight(block.height), block.hash),
        header=block.encoded,
        body=rlp.encode([transaction.raw for transaction in block.transactions]),
        receipts=rlp.encode([receipt.encode() for receipt in block.receipts]),
        transactions=[transaction.hash for transaction in block.transactions],
        nodes=block.nodes,
        usage=b"",
        front=encode_beside([], []),
    )
