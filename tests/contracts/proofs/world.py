"""A ledger of one moment, made by Ethereum's own trie library: slots are set, and proofs come out of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import rlp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from trie import HexaryTrie

from contracts import slots
from contracts.acts import Batch, address_of, sign
from contracts.artifacts import artifact
from contracts.batches import BatchTree
from contracts.commitment import Commitment, commit
from contracts.fingerprints import name_hash
from contracts.ids import BlockHeight, MemberId, NetworkId, Signature, UnixTime
from contracts.keccak import keccak
from contracts.proofs import (
    BlockEvidence,
    Bundle,
    EmbeddedFinality,
    RecordEvidence,
    assemble,
    embedded_trust,
    proof_requests,
    sequencer_message,
)
from contracts.records import parse_record

NETWORK = NetworkId(bytes(range(32)))
CHAIN_ID = 743001
MEMBER = MemberId(3)
NAME = "Ministry of Industry and Trade"
AUTHOR_KEY = b"\x11" * 32
AUTHOR = address_of(AUTHOR_KEY)
ANCHORED_AT = 1_772_000_000
BLOCK_TIME = UnixTime(1_772_400_000)
NOW = UnixTime(BLOCK_TIME + 60)
NUMBER = BlockHeight(412)
CONTRACTS = ("Consortium", "Registry", "Status")


def sequencer_key(seed: int = 7) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


TRUST = embedded_trust(NETWORK, CHAIN_ID, b"\x0f" * 32, public_bytes(sequencer_key()))


def batch_word(author: bytes, time: int, count: int, kind: int, scope: int) -> int:
    return int.from_bytes(author, "big") | time << 160 | count - 1 << 200 | kind << 216 | scope << 224


def key_word(member: int, *, compromised_since: int = slots.FOREVER) -> int:
    return member | 1 << 16 | 0 << 32 | slots.FOREVER << 72 | compromised_since << 112 | 1 << 152


def member_word(country: str = "VN") -> int:
    return 1 | int.from_bytes(country.encode(), "big") << 16 | 1 << 32 | (1 << 20) << 128


def end_word(state: int, reason: int, time: int) -> int:
    return state | reason << 8 | time << 16 | int.from_bytes(AUTHOR, "big") << 56


def header_of(state_root: bytes, number: int = NUMBER, time: int = BLOCK_TIME) -> bytes:
    zero, empty = bytes(32), b""
    gas = rlp.sedes.big_endian_int.serialize(30_000_000)
    moment, height = (rlp.sedes.big_endian_int.serialize(n) for n in (time, number))
    fields = [zero, zero, bytes(20), state_root, zero, zero, bytes(256), empty, height, gas, empty, moment]
    return bytes(rlp.encode([*fields, NETWORK, zero, bytes(8), empty, zero, empty, empty, zero, zero]))


def signed_finality(
    header: bytes, number: int = NUMBER, time: int = BLOCK_TIME, key: int = 7
) -> EmbeddedFinality:
    message = sequencer_message(NETWORK, BlockHeight(number), keccak(header), UnixTime(time))
    return EmbeddedFinality(UnixTime(time), sequencer_key(key).sign(message))


@dataclass
class World:
    """Words by contract and slot; `crowd` unrelated entries deepen the tries."""

    words: dict[str, dict[int, int]] = field(default_factory=lambda: {name: {} for name in CONTRACTS})
    codes: dict[str, bytes] = field(
        default_factory=lambda: {name: artifact(name).code_hash for name in CONTRACTS}
    )
    absent: frozenset[str] = frozenset()

    def crowd(self, count: int) -> "World":
        for n in range(count):
            root = keccak(b"crowd" + n.to_bytes(4, "big"))
            self.words["Registry"][slots.batch_slot(MEMBER, root)] = batch_word(AUTHOR, 1, 1, 1, 20)
            if n % 4 == 0:
                self.words["Status"][slots.status_slot(MEMBER, root)] = end_word(1, 1, 1)
                self.words["Consortium"][slots.key_slot(address_of(root))] = key_word(1)
        return self

    def admit(self, *, compromised_since: int = slots.FOREVER) -> "World":
        consortium = self.words["Consortium"]
        consortium[slots.key_slot(AUTHOR)] = key_word(MEMBER, compromised_since=compromised_since)
        consortium[slots.member_slot(MEMBER)] = member_word()
        consortium[slots.name_slot(MEMBER)] = int.from_bytes(name_hash(NAME), "big")
        return self

    def anchor(self, batch: Batch, author: bytes = AUTHOR) -> "World":
        word = batch_word(author, ANCHORED_AT, batch.count, batch.kind, batch.scope)
        self.words["Registry"][slots.batch_slot(batch.member, batch.root)] = word
        return self

    def end(self, target: bytes, state: int, successor: bytes | None = None) -> "World":
        self.words["Status"][slots.status_slot(MEMBER, target)] = end_word(state, 2, ANCHORED_AT + 500)
        if successor is not None:
            self.words["Status"][slots.successor_slot(MEMBER, target)] = int.from_bytes(successor, "big")
        return self

    def sealed(self) -> "SealedWorld":
        return SealedWorld(self)


class SealedWorld:
    """The tries of a world, and what a node would answer about them."""

    def __init__(self, world: World) -> None:
        self._storage = {name: _storage_trie(words) for name, words in world.words.items()}
        self._state = HexaryTrie({})
        for n in range(12):
            self._state[keccak(bytes([n]) * 20)] = rlp.encode([b"\1", b"", keccak(b"\x80"), keccak(b"")])
        for name, storage in self._storage.items():
            if name not in world.absent:
                code = world.codes.get(name, artifact(name).code_hash)
                account = [b"\1", b"", storage.root_hash, code]
                self._state[keccak(artifact(name).address)] = rlp.encode(account)

    @property
    def header(self) -> bytes:
        return header_of(self._state.root_hash)

    def get_proof(self, address: bytes, wanted: Iterable[int]) -> dict[str, Any]:
        name = next(name for name in self._storage if artifact(name).address == address)
        storage = self._storage[name]
        return {
            "accountProof": _path(self._state, keccak(address)),
            "storageProof": [
                {"key": hex(slot), "proof": _path(storage, keccak(slot.to_bytes(32, "big")))}
                for slot in wanted
            ],
        }

    def bundle(self, records: list[RecordEvidence], time: int = BLOCK_TIME) -> Bundle:
        proofs = tuple(self.get_proof(*request) for request in proof_requests(records, TRUST))
        block = BlockEvidence(self.header, signed_finality(self.header, time=time), proofs)
        return assemble(records, block, TRUST)


@dataclass(frozen=True)
class Signed:
    """A signed batch of records of one kind, as a member prepares it."""

    commitments: tuple[Commitment, ...]
    tree: BatchTree
    batch: Batch
    signature: Signature

    def evidence(self, index: int = 0) -> RecordEvidence:
        return RecordEvidence(
            self.commitments[index], self.batch, self.signature, index, self.tree.proof(index), NAME
        )


def signed_batch(documents: list[dict[str, Any]], kind: int = 1, scope: int = 20) -> Signed:
    commitments = tuple(
        commit(parse_record(kind, document), keccak(b"seed" + bytes([n])))
        for n, document in enumerate(documents)
    )
    tree = BatchTree(c.id for c in commitments)
    batch = Batch(tree.root, len(commitments), kind, scope, MEMBER, UnixTime(ANCHORED_AT + 3_600))
    return Signed(commitments, tree, batch, sign(batch, TRUST.domain, AUTHOR_KEY))


def _storage_trie(words: dict[int, int]) -> HexaryTrie:
    trie = HexaryTrie({})
    for slot, word in words.items():
        trie[keccak(slot.to_bytes(32, "big"))] = rlp.encode(rlp.sedes.big_endian_int.serialize(word))
    return trie


def _path(trie: HexaryTrie, key: bytes) -> list[str]:
    """What geth answers: the encoded nodes towards `key`, embedded ones inside their parents."""
    encoded = [rlp.encode(node) for node in trie.get_proof(key)]
    return ["0x" + node.hex() for i, node in enumerate(encoded) if i == 0 or len(node) >= 32]
