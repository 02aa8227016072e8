"""Reading the state at one root: accounts, slots, code, and the proofs that they stand there."""

from typing import NamedTuple, Protocol

from contracts.ids import Address
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.crypto import keccak_of_key
from ledger_node.state.trie import EMPTY_ROOT, Trie, TrieDamaged, prove

EMPTY_CODE_HASH = keccak(b"")


class NodeReader(Protocol):
    """Where trie nodes and code are read from, by hash."""

    def node(self, key: bytes) -> bytes | None:
        """The node or code whose Keccak is `key`, if it is kept."""
        ...


class Account(NamedTuple):
    """An account as its trie leaf holds it."""

    nonce: int = 0
    balance: int = 0
    storage_root: bytes = EMPTY_ROOT
    code_hash: bytes = EMPTY_CODE_HASH

    def encode(self) -> bytes:
        """The leaf's value."""
        nonce, balance = rlp.encode_uint(self.nonce), rlp.encode_uint(self.balance)
        return rlp.encode([nonce, balance, self.storage_root, self.code_hash])


NO_ACCOUNT = Account()
"""What an address without an account reads as."""


class StateView:
    """The state under one root."""

    def __init__(self, reader: NodeReader, state_root: bytes) -> None:
        self._node = reader.node
        self._trie = Trie(reader.node, state_root)
        self.state_root = state_root

    def find_account(self, address: Address) -> Account | None:
        """The account at `address`; None where there is none."""
        leaf = self._trie.get(keccak_of_key(address))
        return None if leaf is None else _decode_account(leaf)

    def account(self, address: Address) -> Account:
        """The account at `address`, or the empty one."""
        return self.find_account(address) or NO_ACCOUNT

    def storage(self, address: Address, slot: int) -> int:
        """The value of a storage slot; 0 where nothing was written."""
        return self.storage_under(self.account(address).storage_root, slot)

    def storage_under(self, storage_root: bytes, slot: int) -> int:
        """The value of a slot of the account whose storage root is already known."""
        leaf = Trie(self._node, storage_root).get(slot_key(slot))
        return 0 if leaf is None else decode_word(leaf)

    def code(self, address: Address) -> bytes:
        """The contract code at `address`."""
        code_hash = self.account(address).code_hash
        if code_hash == EMPTY_CODE_HASH:
            return b""
        code = self._node(code_hash)
        if code is None:
            raise TrieDamaged(code_hash.hex())
        return code

    def account_proof(self, address: Address) -> list[bytes]:
        """The trie nodes from the state root to `address`, or to where it would be."""
        return prove(self._node, self.state_root, keccak_of_key(address))

    def storage_proof(self, storage_root: bytes, slot: int) -> list[bytes]:
        """The trie nodes from a storage root to `slot`, or to where it would be."""
        return prove(self._node, storage_root, slot_key(slot))


def slot_key(slot: int) -> bytes:
    """The key of a slot in its account's storage trie."""
    return keccak_of_key(slot.to_bytes(32, "big"))


def decode_word(leaf: bytes) -> int:
    """The number in a storage trie's leaf."""
    return int.from_bytes(leaf if len(leaf) == 1 else leaf[1:], "big")


def encode_word(value: int) -> bytes:
    """A number as a storage trie's leaf holds it."""
    return rlp.encode(rlp.encode_uint(value))


def _decode_account(leaf: bytes) -> Account:
    nonce, balance, storage_root, code_hash = rlp.decode_list(leaf)
    return Account(int.from_bytes(nonce, "big"), int.from_bytes(balance, "big"), storage_root, code_hash)
