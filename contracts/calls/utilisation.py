"""Calldata of the Utilisation contract, and what it answers: drawing on lines of origin proofs."""

from dataclasses import dataclass

from contracts.acts.utilisation import Debit, DebitAct, WholeDebit
from contracts.calls.registry import Position, encode_position
from contracts.calls.words import right, selector, signature_words, uint, words
from contracts.ids import BatchRoot, MemberId, RecordId, Signature, UnixTime
from contracts.slots import DebitEntry, DebitState, LineBalance

_SIGNATURE = "(bytes32,bytes32,uint8)"
_DEBIT = "(uint16,uint16,bytes32,uint16,bytes32,uint256,bytes3,uint32,uint64,uint64)"
_WHOLE = "(uint16,uint16,bytes32,uint16,bytes32,uint32,uint64,uint64)"
_POSITION = "(uint32,bytes32[])"
_PROOF = f"(bytes32,bytes32,{_POSITION})"
_LEAF = f"(uint16,uint32,bytes16,uint256,bytes3,{_POSITION})"

DEBIT = selector(f"debit({_DEBIT},{_SIGNATURE})")
OPEN_AND_DEBIT = selector(f"openAndDebit({_DEBIT},{_PROOF},{_LEAF},{_SIGNATURE})")
DEBIT_WHOLE = selector(f"debitWhole({_WHOLE},{_PROOF},{_SIGNATURE})")
EXPIRE = selector("expire(bytes32,uint16,bytes32)")
_LINE_OF = selector("lineOf(bytes32,uint16)")
_DEBIT_OF = selector("debitOf(bytes32,uint16,bytes32)")
_OVERDRAWN = selector("Overdrawn(uint256,bytes32)")

_DEBIT_WORDS, _WHOLE_WORDS, _SIGNATURE_WORDS = 10, 8, 3


@dataclass(frozen=True, slots=True)
class Proof:
    """The record that is drawn on now, the last of its chain, and where it stands in its batch."""

    root: BatchRoot
    id: RecordId
    position: Position


@dataclass(frozen=True, slots=True)
class Leaf:
    """A record's field `lines/<line>/quantity` (decimal × 10⁹, unit of 3 bytes), and its place among all.

    Made by `contracts.draws.leaf_of`.
    """

    version: int
    field_count: int
    salt: bytes
    quantity: int
    unit: bytes
    index: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Overdraw:
    """Why a debit reverted: what is left of the line (decimal × 10⁹), and the debit written to it last."""

    left: int
    debit: bytes


@dataclass(frozen=True, slots=True)
class LineView:
    """A line's balance, the record disclosed last with its batch, and the debit written last."""

    balance: LineBalance
    id: RecordId
    root: BatchRoot
    last: bytes


def debit(act: Debit, signature: Signature) -> bytes:
    """Calldata that draws on an open line, or releases."""
    return DEBIT + _debit_words(act) + signature_words(signature)


def open_and_debit(act: Debit, proof: Proof, leaf: Leaf, signature: Signature) -> bytes:
    """Calldata that discloses a line's quantity and draws on it."""
    head = 32 * (_DEBIT_WORDS + 2 + _SIGNATURE_WORDS)
    proved = _proof_words(proof)
    return b"".join(
        (
            OPEN_AND_DEBIT,
            _debit_words(act),
            uint(head),
            uint(head + len(proved)),
            signature_words(signature),
            proved,
            _leaf_words(leaf),
        )
    )


def debit_whole(act: WholeDebit, proof: Proof, signature: Signature) -> bytes:
    """Calldata that draws a whole line."""
    head = 32 * (_WHOLE_WORDS + 1 + _SIGNATURE_WORDS)
    return b"".join(
        (DEBIT_WHOLE, _whole_words(act), uint(head), signature_words(signature), _proof_words(proof))
    )


def debit_act(
    act: DebitAct, signature: Signature, proof: Proof | None = None, leaf: Leaf | None = None
) -> bytes:
    """Calldata of whichever debit this is: with `proof` and `leaf` it opens the line first."""
    if isinstance(act, WholeDebit):
        if proof is None:
            raise ValueError("a whole line is drawn with the place of its proof")
        return debit_whole(act, proof, signature)
    if proof is None or leaf is None:
        return debit(act, signature)
    return open_and_debit(act, proof, leaf, signature)


def expire(lineage: RecordId, line: int, d: bytes) -> bytes:
    """Calldata that releases a reservation which has lapsed."""
    return EXPIRE + lineage + uint(line) + d


def line_of(lineage: RecordId, line: int) -> bytes:
    """Utilisation: the balance of a line."""
    return _LINE_OF + lineage + uint(line)


def decode_line_of(result: bytes) -> LineView | None:
    """The answer to `line_of`; None if nothing was ever drawn."""
    quantity, used, unit, issuer, whole, record, root, last = words(result, 8, "lineOf")
    if not record:
        return None
    text = uint(unit)[:3].strip(b"\0 ").decode("ascii")
    balance = LineBalance(quantity, used, text, MemberId(issuer), bool(whole))
    return LineView(balance, RecordId(uint(record)), BatchRoot(uint(root)), uint(last))


def debit_of(lineage: RecordId, line: int, d: bytes) -> bytes:
    """Utilisation: what a declaration line uses of a line."""
    return _DEBIT_OF + lineage + uint(line) + d


def decode_debit_of(result: bytes) -> DebitEntry | None:
    """The answer to `debit_of`; None if it was never written."""
    quantity, expires, time, revision, member, state, whole = words(result, 7, "debitOf")
    if not state:
        return None
    return DebitEntry(
        quantity,
        UnixTime(expires),
        UnixTime(time),
        revision,
        MemberId(member),
        DebitState(state),
        bool(whole),
    )


def decode_overdraw(revert_data: bytes) -> Overdraw | None:
    """What an overdraw reverted with; None if it is another revert."""
    if len(revert_data) != 68 or revert_data[:4] != _OVERDRAWN:
        return None
    return Overdraw(int.from_bytes(revert_data[4:36], "big"), revert_data[36:])


def _debit_words(act: Debit) -> bytes:
    return b"".join(
        (
            uint(act.member),
            uint(act.issuer),
            act.lineage,
            uint(act.line),
            act.d,
            uint(act.quantity),
            right(act.unit),
            uint(act.revision),
            uint(act.expires),
            uint(act.valid_until),
        )
    )


def _whole_words(act: WholeDebit) -> bytes:
    return b"".join(
        (
            uint(act.member),
            uint(act.issuer),
            act.lineage,
            uint(act.line),
            act.d,
            uint(act.revision),
            uint(act.expires),
            uint(act.valid_until),
        )
    )


def _proof_words(proof: Proof) -> bytes:
    return proof.root + proof.id + uint(3 * 32) + encode_position(proof.position)


def _leaf_words(leaf: Leaf) -> bytes:
    return b"".join(
        (
            uint(leaf.version),
            uint(leaf.field_count),
            right(leaf.salt),
            uint(leaf.quantity % 2**256),  # a record may hold a negative one: the contract refuses it
            right(leaf.unit),
            uint(6 * 32),
            encode_position(Position(leaf.index, leaf.path)),
        )
    )


def decode_debit_call(calldata: bytes) -> tuple[DebitAct, Signature] | None:
    """The act and its signature in calldata of `debit`, `openAndDebit` or `debitWhole`; None for others."""
    size, between = _LAYOUTS.get(calldata[:4], (0, 0))
    given = [calldata[at : at + 32] for at in range(4, 4 + 32 * (size + between + _SIGNATURE_WORDS), 32)]
    if not size or len(given[-1]) != 32:
        return None
    r, s, v = given[size + between :]
    return _act_in(given[:size]), Signature(r + s + v[31:])


_LAYOUTS = {DEBIT: (_DEBIT_WORDS, 0), OPEN_AND_DEBIT: (_DEBIT_WORDS, 2), DEBIT_WHOLE: (_WHOLE_WORDS, 1)}
"""Selector → words of the act, and words between it and the signature."""


def _act_in(given: list[bytes]) -> DebitAct:
    member, issuer, line = (int.from_bytes(given[at], "big") for at in (0, 1, 3))
    place = (MemberId(member), MemberId(issuer), RecordId(given[2]), line, given[4])
    revision, expires, until = (int.from_bytes(word, "big") for word in given[-3:])
    times = (revision, UnixTime(expires), UnixTime(until))
    if len(given) == _WHOLE_WORDS:
        return WholeDebit(*place, *times)
    return Debit(*place, int.from_bytes(given[5], "big"), given[6][:3], *times)
