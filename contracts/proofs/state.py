"""What the ledger's state says, read through trie proofs: an account's code and storage, then its slots.

The verifier reads with the nodes of a bundle, the maker of a bundle with those of `eth_getProof`; both ask
the same questions, so a bundle holds exactly the nodes that its verifier needs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from contracts import slots
from contracts.acts import State
from contracts.ids import Address, BatchRoot, MemberId, RecordId, UnixTime, hex0x
from contracts.keccak import keccak
from contracts.proofs import rlp
from contracts.proofs.bundle import BoundStatement
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.identity.statement import root_identifier
from contracts.proofs.trie import NodeSet, lookup
from contracts.proofs.trust import TrustedContract
from contracts.slots import FOREVER, BatchEntry, IdentifierEntry, KeyEntry, MemberEntry, StatusEntry

T = TypeVar("T")


class StateReader:
    """Reads slots of the trusted contracts under one state root. Each account is proved once."""

    def __init__(self, nodes: NodeSet, state_root: bytes, contracts: Mapping[str, TrustedContract]) -> None:
        self._nodes = nodes
        self._state_root = state_root
        self._contracts = contracts
        self._storage_roots: dict[str, bytes] = {}

    def word(self, contract: str, slot: int) -> int:
        """The word at `slot` of `contract`, zero where it is proved to be empty.

        Raises EvidenceRefused: `state.account.*`, `state.code.*`, `state.slot.*` or `state.node.invalid`.
        """
        root = self._storage_roots.get(contract)
        if root is None:
            root = self._storage_roots[contract] = self._open(contract)
        where = f"state/{contract}"
        value = lookup(self._nodes, root, _key(slot.to_bytes(32, "big")), Fault.SLOT_UNPROVED, where)
        return 0 if value is None else _word(value, where)

    def _open(self, contract: str) -> bytes:
        """The storage root of `contract`, once its code is one that the trust file and this version know."""
        trusted, where = self._contracts.get(contract), f"state/{contract}"
        if trusted is None:
            raise EvidenceRefused(
                Fault.CODE_UNTRUSTED, where, expected="a contract whose address is known", found="none"
            )
        leaf = lookup(self._nodes, self._state_root, _key(trusted.address), Fault.ACCOUNT_UNPROVED, where)
        if leaf is None:
            raise EvidenceRefused(
                Fault.ACCOUNT_ABSENT,
                where,
                expected=f"a contract at {hex0x(trusted.address)}",
                found="no account",
            )
        storage_root, code_hash = _account(leaf, where)
        _check_code(contract, trusted, code_hash, where)
        return storage_root


@dataclass(frozen=True, slots=True)
class EndFacts:
    """How a record or a batch ended, and what took its place."""

    entry: StatusEntry
    successor: bytes | None


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What the ledger keeps of a batch, its author's key and its member; `end` is None while it stands."""

    entry: BatchEntry
    key: KeyEntry
    member: MemberEntry
    name_hash: bytes
    end: EndFacts | None


def read_batch(state: StateReader, member: MemberId, root: BatchRoot, where: str) -> BatchFacts:
    """What the ledger keeps under (member, root); refused where nothing was anchored."""
    entry = slots.decode_batch(state.word("Registry", slots.batch_slot(member, root)))
    if entry is None:
        raise EvidenceRefused(
            Fault.BATCH_ABSENT,
            where,
            expected=f"a batch that member {member} anchored",
            found="proof that there is none",
        )
    key = _read(state, "Consortium", slots.key_slot(entry.author), slots.decode_key)
    about_member = _read(state, "Consortium", slots.member_slot(member), slots.decode_member)
    if key is None or key.member != member:
        raise EvidenceRefused(
            Fault.KEY_UNKNOWN, where, expected=f"a key of member {member}", found=hex0x(entry.author)
        )
    if about_member is None:
        raise EvidenceRefused(
            Fault.MEMBER_UNKNOWN, where, expected=f"the member {member}", found="proof that there is none"
        )
    name = state.word("Consortium", slots.name_slot(member))
    return BatchFacts(entry, key, about_member, name.to_bytes(32, "big"), read_end(state, member, root))


def read_end(state: StateReader, member: MemberId, target: BatchRoot | RecordId) -> EndFacts | None:
    """How `target`, a record's id or a batch's root, ended; None where it is proved to stand."""
    entry = _read(state, "Status", slots.status_slot(member, target), slots.decode_status)
    if entry is None:
        return None
    if entry.state is not State.SUPERSEDED:
        return EndFacts(entry, None)
    successor = state.word("Status", slots.successor_slot(member, target))
    return EndFacts(entry, successor.to_bytes(32, "big"))


def _read(state: StateReader, contract: str, slot: int, decode: Callable[[int], T]) -> T:
    """What the word at `slot` says; refused (`state.slot.invalid`) for one that the contract never writes."""
    word = state.word(contract, slot)
    try:
        return decode(word)
    except ValueError:
        raise EvidenceRefused(
            Fault.SLOT_INVALID,
            f"state/{contract}",
            expected="a word as the contract writes it",
            found=f"0x{word:x}",
        ) from None


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """When a statement was bound, and what the members decided about the root that its chain ends at."""

    bound_at: UnixTime
    root: IdentifierEntry | None

    @property
    def root_chosen(self) -> bool:
        """Whether the members' vote covers the root at the time of binding."""
        return self.root is not None and self.root.holds_at(self.bound_at)


def read_identity(state: StateReader, bound: BoundStatement, where: str) -> IdentityFacts:
    """What the ledger keeps of a statement; EvidenceRefused (`identity.unbound`) where it is another."""
    statement = bound.statement
    slot = slots.identity_slot(statement.key, bound.index)
    digest = state.word("Consortium", slot).to_bytes(32, "big")
    if digest != statement.digest:
        raise EvidenceRefused(
            Fault.IDENTITY_UNBOUND,
            where,
            expected="the statement that the ledger keeps the hash of",
            found=f"one with the hash {hex0x(statement.digest)}",
        )
    bound_at = state.word("Consortium", slot + 1) & FOREVER
    root = slots.identifier_slot(root_identifier(statement.root))
    return IdentityFacts(UnixTime(bound_at), _read(state, "Consortium", root, slots.decode_identifier))


def identity_slots(bound: BoundStatement) -> tuple[int, ...]:
    """Consortium: the slots that `read_identity` reads."""
    slot = slots.identity_slot(bound.statement.key, bound.index)
    return (slot, slot + 1, slots.identifier_slot(root_identifier(bound.statement.root)))


def slots_to_prove(
    member: MemberId, root: BatchRoot, author: Address, ids: Iterable[RecordId]
) -> dict[str, tuple[int, ...]]:
    """The slots to ask `eth_getProof` for, by contract: all that `read_batch` and `read_end` may read."""
    targets = [root, *ids]
    return {
        "Registry": (slots.batch_slot(member, root),),
        "Consortium": (slots.key_slot(author), slots.member_slot(member), slots.name_slot(member)),
        "Status": (
            *(slots.status_slot(member, target) for target in targets),
            *(slots.successor_slot(member, target) for target in targets),
        ),
    }


@lru_cache(maxsize=256)
def _key(place: bytes) -> bytes:
    """Where an address or a slot stands in its trie. Contracts, keys and members are the same few again."""
    return keccak(place)


@lru_cache(maxsize=256)
def _account(leaf: bytes, where: str) -> tuple[bytes, bytes]:
    """Storage root and code hash of an account: its third and fourth field (Yellow Paper §4.1)."""
    fields = rlp.decode_strings(leaf, where)
    if len(fields) != 4 or len(fields[2]) != 32 or len(fields[3]) != 32:
        raise EvidenceRefused(
            Fault.ACCOUNT_INVALID, where, expected="nonce, balance, two hashes", found="another list"
        )
    rlp.integer(fields[0], where)
    rlp.integer(fields[1], where)
    return fields[2], fields[3]


def _word(value: bytes, where: str) -> int:
    """The word that a storage leaf holds: RLP of an integer that is not zero."""
    content = rlp.decode(value, where)
    if not isinstance(content, bytes) or not 0 < len(content) <= 32:
        raise EvidenceRefused(Fault.SLOT_INVALID, where, expected="1 to 32 bytes", found="another value")
    return rlp.integer(content, where)


def _check_code(contract: str, trusted: TrustedContract, code_hash: bytes, where: str) -> None:
    if code_hash not in trusted.code_hashes:
        raise EvidenceRefused(
            Fault.CODE_UNTRUSTED,
            where,
            expected="a code hash that the trust file lists",
            found=hex0x(code_hash),
            remedy="Do not rely on this proof; if the contract was upgraded, get the new trust file.",
        )
    try:
        slots.require_known(contract, code_hash)
    except slots.CodeUnknown as error:
        raise EvidenceRefused(
            Fault.CODE_UNKNOWN,
            where,
            expected=error.expected,
            found=error.found,
            remedy="Update Tegata: this version can't read this contract's storage.",
        ) from None
