"""A ledger's state with a million batches, as the contracts would have written it, and proofs out of it.

The slots are put into the tries of the node directly, since a million transactions would take hours. Four
thousand keys of five hundred members have signed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from contracts import slots
from contracts.acts import Batch, address_of
from contracts.artifacts import artifact
from contracts.fingerprints import name_hash
from contracts.ids import Address, MemberId, UnixTime
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.state.trie import EMPTY_ROOT, Trie, prove
from scripts.bench.anchoring import AUTHOR, secret

BATCHES, MEMBERS, KEYS = 1_000_000, 500, 4_000
NAME = "Thailand Origin Certification Bureau"
ANCHORED_AT = UnixTime(1_770_000_000)
_ROUND = 20_000
"""Slots between two commits: nodes that are replaced in between are never encoded."""

Slots = Iterable[tuple[int, int]]


@dataclass(frozen=True)
class MillionState:
    """The tries, by node hash, and where each contract's and the whole one begin."""

    nodes: dict[bytes, bytes]
    roots: dict[Address, bytes]
    root: bytes

    def get_proof(self, address: Address, wanted: Iterable[int]) -> dict[str, Any]:
        """What `eth_getProof` would answer."""
        storage = self.roots[address]
        return {
            "accountProof": self._path(self.root, keccak(address)),
            "storageProof": [
                {"key": hex(slot), "proof": self._path(storage, keccak(slot.to_bytes(32, "big")))}
                for slot in wanted
            ],
        }

    def _path(self, root: bytes, key: bytes) -> list[str]:
        return ["0x" + node.hex() for node in prove(self.nodes.get, root, key)]


def million(anchored: Iterable[Batch], ended: Iterable[int]) -> Iterator[MillionState]:
    """A state for each number of `ended`: `anchored` are of a million batches, so many of them ended."""
    nodes: dict[bytes, bytes] = {}
    registry = _storage(_batches(list(anchored)), nodes)
    consortium = _storage(_consortium(), nodes)
    for count in ended:
        status = _storage(_endings(count), nodes)
        yield _state({"Registry": registry, "Status": status, "Consortium": consortium}, nodes)


def _state(written: dict[str, bytes], nodes: dict[bytes, bytes]) -> MillionState:
    roots = {artifact(name).address: root for name, root in written.items()}
    accounts = Trie(nodes.get, EMPTY_ROOT)
    for name, root in written.items():
        fields = [rlp.encode_uint(1), b"", root, artifact(name).code_hash]
        accounts.set(keccak(artifact(name).address), rlp.encode(fields))
    for number in range(30):
        fields = [rlp.encode_uint(number + 1), b"", EMPTY_ROOT, keccak(b"")]
        accounts.set(keccak(secret(f"relay {number}")[:20]), rlp.encode(fields))
    return MillionState(nodes, roots, accounts.commit(nodes))


def _storage(words: Slots, nodes: dict[bytes, bytes]) -> bytes:
    trie = Trie(nodes.get, EMPTY_ROOT)
    hashed = sorted((keccak(slot.to_bytes(32, "big")), word) for slot, word in words)
    for place, (key, word) in enumerate(hashed):
        trie.set(key, rlp.encode(rlp.encode_uint(word)))
        if place % _ROUND == _ROUND - 1:
            trie.commit(nodes)
    return trie.commit(nodes)


def _batches(own: list[Batch]) -> Iterator[tuple[int, int]]:
    for batch in own:
        word = _batch_word(address_of(secret("author")), batch.count, batch.kind, batch.scope)
        yield slots.batch_slot(batch.member, batch.root), word
    for number in range(BATCHES - len(own)):
        author = Address(_digest("key", number % KEYS)[12:])
        yield slots.batch_slot(_member(number), _root(number)), _batch_word(author, 100, 1, 20)


def _endings(count: int) -> Iterator[tuple[int, int]]:
    """How the first batches ended: revoked, as issued in error."""
    for number in range(count):
        author = int.from_bytes(_digest("key", number % KEYS)[12:], "big")
        word = 1 | 1 << 8 | ANCHORED_AT << 16 | author << 56
        yield slots.status_slot(_member(number), _root(number)), word


def _consortium() -> Iterator[tuple[int, int]]:
    for number in range(KEYS):
        yield slots.key_slot(Address(_digest("key", number)[12:])), _key_word(_member(number))
    yield slots.key_slot(address_of(secret("author"))), _key_word(AUTHOR)
    for number in range(1, MEMBERS + 1):
        country = int.from_bytes(b"TH", "big")
        yield slots.member_slot(MemberId(number)), 1 | country << 16 | 1 << 32 | (1 << 20) << 128
        yield slots.name_slot(MemberId(number)), int.from_bytes(name_hash(NAME), "big")


def _member(number: int) -> MemberId:
    return MemberId(number % MEMBERS + 1)


def _root(number: int) -> Any:
    return _digest("batch", number)


def _digest(what: str, number: int) -> bytes:
    return keccak(f"{what} {number}".encode())


def _batch_word(author: bytes, count: int, kind: int, scope: int) -> int:
    word = int.from_bytes(author, "big") | ANCHORED_AT << 160 | (count - 1) << 200
    return word | kind << 216 | scope << 224


def _key_word(member: int) -> int:
    return member | 1 << 16 | slots.FOREVER << 72 | slots.FOREVER << 112 | ANCHORED_AT << 152
