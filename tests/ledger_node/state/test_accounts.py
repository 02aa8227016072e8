"""The journal against py-evm's AccountDB, which it takes the place of, under the same random life."""

from typing import Any

from eth.db.account import AccountDB
from eth.db.atomic import AtomicDB
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contracts.ids import Address
from ledger_node.state import LedgerAccounts
from ledger_node.state.trie import EMPTY_ROOT

ADDRESSES = st.sampled_from([Address(bytes(19) + bytes([number])) for number in (3, 7, 200)])
SLOTS = st.sampled_from([0, 1, 2**255])
VALUES = st.sampled_from([0, 1, 2**128, 2**256 - 1])


class Kept(dict[bytes, bytes]):
    def node(self, key: bytes) -> bytes | None:
        return self.get(key)


class Journal(RuleBasedStateMachine):
    """Transactions of one block after another, with nested checkpoints kept or undone."""

    @initialize()
    def start(self) -> None:
        self.kept = Kept()
        self.ours = LedgerAccounts(self.kept, EMPTY_ROOT)
        self.judge: Any = AccountDB(AtomicDB())
        self.open: list[tuple[int, Any]] = []

    @rule(address=ADDRESSES, slot=SLOTS, value=VALUES)
    def store(self, address: Address, slot: int, value: int) -> None:
        self.ours.set_storage(address, slot, value)
        self.judge.set_storage(address, slot, value)

    @rule(address=ADDRESSES, amount=st.integers(0, 3))
    def pay(self, address: Address, amount: int) -> None:
        self.ours.set_balance(address, amount)
        self.judge.set_balance(address, amount)

    @rule(address=ADDRESSES)
    def count(self, address: Address) -> None:
        self.ours.increment_nonce(address)
        self.judge.increment_nonce(address)

    @rule(address=ADDRESSES, code=st.sampled_from([b"\x00", b"\x60\x00"]))
    def deploy(self, address: Address, code: bytes) -> None:
        self.ours.set_code(address, code)
        self.judge.set_code(address, code)

    @rule(address=ADDRESSES)
    def touch(self, address: Address) -> None:
        self.ours.touch_account(address)
        self.judge.touch_account(address)

    @rule(address=ADDRESSES, slot=SLOTS)
    def warm(self, address: Address, slot: int) -> None:
        for accounts in (self.ours, self.judge):
            accounts.mark_address_warm(address)
            accounts.mark_storage_warm(address, slot)

    @rule()
    def snapshot(self) -> None:
        self.open.append((self.ours.record(), self.judge.record()))

    @precondition(lambda self: self.open)
    @rule()
    def undo(self) -> None:
        ours, judge = self.open.pop()
        self.ours.discard(ours)
        self.judge.discard(judge)

    @precondition(lambda self: self.open)
    @rule()
    def keep(self) -> None:
        ours, judge = self.open.pop()
        self.ours.commit(ours)
        self.judge.commit(judge)

    @precondition(lambda self: not self.open)
    @rule(address=ADDRESSES)
    def end_transaction_with_a_deletion(self, address: Address) -> None:
        self.ours.delete_account(address)
        self.judge.delete_account(address)
        self.next_transaction()

    @precondition(lambda self: not self.open)
    @rule()
    def next_transaction(self) -> None:
        self.ours.lock_changes()
        self.judge.lock_changes()

    @precondition(lambda self: not self.open)
    @rule()
    def next_block(self) -> None:
        root, nodes = self.ours.write()
        self.judge.persist()
        assert root == self.judge.state_root
        self.kept.update(nodes)
        self.ours = LedgerAccounts(self.kept, root)
        self.judge.lock_changes()

    @invariant()
    def both_read_alike(self) -> None:
        for number in (3, 7, 200):
            address = Address(bytes(19) + bytes([number]))
            for name in ("get_balance", "get_nonce", "get_code", "account_exists", "is_address_warm"):
                assert getattr(self.ours, name)(address) == getattr(self.judge, name)(address), name
            for slot in (0, 1, 2**255):
                for arguments in ((address, slot), (address, slot, False)):
                    assert self.ours.get_storage(*arguments) == self.judge.get_storage(*arguments)
                assert self.ours.is_storage_warm(address, slot) == self.judge.is_storage_warm(address, slot)


TestJournal = Journal.TestCase
TestJournal.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


def test_only_slots_that_go_from_zero_to_something_count_as_new() -> None:
    accounts = LedgerAccounts(Kept(), EMPTY_ROOT)
    first, second = Address(bytes(20)), Address(bytes(19) + b"\x01")
    accounts.set_storage(first, 1, 5)
    accounts.set_storage(first, 2, 6)
    accounts.lock_changes()
    accounts.set_storage(first, 1, 7)
    accounts.set_storage(first, 2, 0)
    accounts.set_storage(second, 1, 8)
    accounts.set_storage(second, 2, 9)
    accounts.set_storage(second, 2, 0)
    assert accounts.new_slots() == 1


def test_a_slot_undone_is_not_new() -> None:
    accounts = LedgerAccounts(Kept(), EMPTY_ROOT)
    checkpoint = accounts.record()
    accounts.set_storage(Address(bytes(20)), 1, 5)
    accounts.discard(checkpoint)
    assert accounts.new_slots() == 0
