"""The state as a block changes it: a journal in memory over the tries, written to them once.

This takes the place of py-evm's AccountDB, whose layers of caches, journals and batches encode each account
at each touch and walk the tries at each read. Reverting undoes a log of changes; what py-evm calls "locked"
is the state at the start of the transaction, which EIP-2200 prices storage by.
"""

from itertools import count
from typing import Any

from contracts.ids import Address
from contracts.keccak import keccak
from ledger_node.crypto import keccak_of_key
from ledger_node.state.trie import EMPTY_ROOT, Trie
from ledger_node.state.view import (
    EMPTY_CODE_HASH,
    NO_ACCOUNT,
    Account,
    NodeReader,
    StateView,
    encode_word,
    slot_key,
)

_Slot = tuple[Address, int]
_Undo = tuple[dict[Any, Any], Any, Any]
"""A table, a key, and what stood there: `_ABSENT` for nothing."""

_ABSENT = object()
_WARM = True


class LedgerAccounts:
    """Accounts, storage, transient storage and access lists, under the names that py-evm's state calls."""

    def __init__(self, reader: NodeReader, state_root: bytes) -> None:
        self._reader = reader
        self._view = StateView(reader, state_root)
        self._accounts: dict[Address, Account | None] = {}
        self._changed: dict[Address, bool] = {}
        self._slots: dict[_Slot, int] = {}
        self._changed_slots: dict[_Slot, bool] = {}
        self._at_start: dict[_Slot, int] = {}
        self._wiped: dict[Address, bool] = {}
        self._codes: dict[bytes, bytes] = {}
        self._new_codes: dict[bytes, bytes] = {}
        self._warm: dict[Any, bool] = {}
        self._transient: dict[_Slot, bytes] = {}
        self._log: list[_Undo] = []
        self._checkpoints: dict[int, int] = {}
        self._numbers = count()
        self.state_root = state_root

    # Storage

    def get_storage(self, address: Address, slot: int, from_journal: bool = True) -> int:
        """A slot's value; not `from_journal`, its value when the transaction started."""
        key = (address, slot)
        if not from_journal and key in self._at_start:
            return self._at_start[key]
        value = self._slots.get(key)
        if value is None:
            if address in self._wiped:
                return 0
            value = self._slots[key] = self._stored(address, slot)
        return value

    def set_storage(self, address: Address, slot: int, value: int) -> None:
        """Change a slot."""
        key = (address, slot)
        before = self.get_storage(address, slot)
        if before != value:
            self._at_start.setdefault(key, before)
            self._put(self._slots, key, value)
            self._put(self._changed_slots, key, True)

    def delete_storage(self, address: Address) -> None:
        """Make every slot of an account zero."""
        for key in [key for key in self._slots if key[0] == address]:
            self._at_start.setdefault(key, self._slots[key])
            self._put(self._slots, key, 0)
        self._put(self._wiped, address, True)

    def new_slots(self) -> int:
        """How many slots this transaction has taken from zero to something: what the state grew by."""
        return sum(not before and self._slots[key] != 0 for key, before in self._at_start.items())

    def get_transient_storage(self, address: Address, slot: int) -> bytes:
        """A slot that lasts as long as its transaction (EIP-1153)."""
        return self._transient.get((address, slot), b"")

    def set_transient_storage(self, address: Address, slot: int, value: bytes) -> None:
        """Change a transient slot."""
        self._put(self._transient, (address, slot), value)

    def clear_transient_storage(self) -> None:
        """Forget transient storage, at the end of a transaction."""
        self._transient.clear()

    # Accounts

    def get_balance(self, address: Address) -> int:
        """An account's balance, in wei."""
        return self._account(address).balance

    def set_balance(self, address: Address, balance: int) -> None:
        """Change a balance."""
        self._set(address, self._account(address)._replace(balance=balance))

    def get_nonce(self, address: Address) -> int:
        """An account's nonce."""
        return self._account(address).nonce

    def set_nonce(self, address: Address, nonce: int) -> None:
        """Change a nonce."""
        self._set(address, self._account(address)._replace(nonce=nonce))

    def increment_nonce(self, address: Address) -> None:
        """Add one to a nonce."""
        self.set_nonce(address, self.get_nonce(address) + 1)

    def get_code(self, address: Address) -> bytes:
        """The code at an address."""
        code_hash = self._account(address).code_hash
        if code_hash == EMPTY_CODE_HASH:
            return b""
        code = self._codes.get(code_hash)
        if code is None:
            code = self._view.code(address)
            self._codes[code_hash] = code
        return code

    def set_code(self, address: Address, code: bytes) -> None:
        """Put code at an address."""
        code_hash = keccak(code)
        self._codes[code_hash] = self._new_codes[code_hash] = code
        self._set(address, self._account(address)._replace(code_hash=code_hash))

    def get_code_hash(self, address: Address) -> bytes:
        """The Keccak of the code at an address."""
        return self._account(address).code_hash

    def delete_code(self, address: Address) -> None:
        """Leave no code at an address."""
        self._set(address, self._account(address)._replace(code_hash=EMPTY_CODE_HASH))

    def account_has_code_or_nonce(self, address: Address) -> bool:
        """Whether a contract can't be made at an address."""
        account = self._account(address)
        return account.nonce != 0 or account.code_hash != EMPTY_CODE_HASH

    def delete_account(self, address: Address) -> None:
        """Leave nothing at an address."""
        self.delete_storage(address)
        self._set(address, None)

    def account_exists(self, address: Address) -> bool:
        """Whether there is an account, even an empty one."""
        return self._find(address) is not None

    def touch_account(self, address: Address) -> None:
        """Make sure that there is an account; EIP-161 takes empty ones away when the transaction ends."""
        self._set(address, self._account(address))

    def account_is_empty(self, address: Address) -> bool:
        """Whether an account has no nonce, balance and code (EIP-161)."""
        return not self.account_has_code_or_nonce(address) and self.get_balance(address) == 0

    # Access lists (EIP-2929)

    def is_address_warm(self, address: Address) -> bool:
        """Whether the transaction has touched an address."""
        return address in self._warm

    def mark_address_warm(self, address: Address) -> None:
        """Note that the transaction has touched an address."""
        if address not in self._warm:
            self._put(self._warm, address, _WARM)

    def is_storage_warm(self, address: Address, slot: int) -> bool:
        """Whether the transaction has touched a slot."""
        return (address, slot) in self._warm

    def mark_storage_warm(self, address: Address, slot: int) -> None:
        """Note that the transaction has touched a slot."""
        if (address, slot) not in self._warm:
            self._put(self._warm, (address, slot), _WARM)

    # Journal

    def record(self) -> int:
        """A checkpoint to come back to."""
        checkpoint = next(self._numbers)
        self._checkpoints[checkpoint] = len(self._log)
        return checkpoint

    def discard(self, checkpoint: int) -> None:
        """Undo everything since a checkpoint."""
        size = self._checkpoints.pop(checkpoint)
        while len(self._log) > size:
            table, key, before = self._log.pop()
            if before is _ABSENT:
                table.pop(key, None)
            else:
                table[key] = before

    def commit(self, checkpoint: int) -> None:
        """Keep everything since a checkpoint; an earlier one can still undo it."""
        self._checkpoints.pop(checkpoint, None)

    def lock_changes(self) -> None:
        """Begin a transaction: nothing before it can be undone any more."""
        self._log.clear()
        self._checkpoints.clear()
        self._at_start.clear()
        self._warm.clear()

    def write(self) -> tuple[bytes, dict[bytes, bytes]]:
        """The state root after all changes, and every node and code that is new, by hash."""
        nodes: dict[bytes, bytes] = {}
        for address, root in self._write_storage(nodes):
            if self._find(address) is not None or root != EMPTY_ROOT:
                self._accounts[address] = self._account(address)._replace(storage_root=root)
                self._changed[address] = True
        trie = Trie(self._reader.node, self.state_root)
        for address in self._changed:
            account = self._accounts[address]
            if account is None:
                trie.delete(keccak_of_key(address))
            else:
                trie.set(keccak_of_key(address), account.encode())
                if account.code_hash in self._new_codes:
                    nodes[account.code_hash] = self._new_codes[account.code_hash]
        return trie.commit(nodes), nodes

    def _write_storage(self, nodes: dict[bytes, bytes]) -> list[tuple[Address, bytes]]:
        """The storage root of every account whose slots have changed."""
        tries: dict[Address, Trie] = {}
        for address in self._wiped:
            tries[address] = Trie(self._reader.node, EMPTY_ROOT)
        for address, slot in self._changed_slots:
            trie = tries.get(address)
            if trie is None:
                trie = tries[address] = Trie(self._reader.node, self._view.account(address).storage_root)
            value = self._slots[address, slot]
            if value:
                trie.set(slot_key(slot), encode_word(value))
            else:
                trie.delete(slot_key(slot))
        return [(address, trie.commit(nodes)) for address, trie in tries.items()]

    def _stored(self, address: Address, slot: int) -> int:
        account = self._find(address)
        return 0 if account is None else self._view.storage_under(account.storage_root, slot)

    def _find(self, address: Address) -> Account | None:
        if address not in self._accounts:
            self._accounts[address] = self._view.find_account(address)
        return self._accounts[address]

    def _account(self, address: Address) -> Account:
        return self._find(address) or NO_ACCOUNT

    def _set(self, address: Address, account: Account | None) -> None:
        if self._find(address) != account:
            self._put(self._accounts, address, account)
            self._put(self._changed, address, True)

    def _put(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        """Change a table so that `discard` can undo it."""
        self._log.append((table, key, table.get(key, _ABSENT)))
        table[key] = value
