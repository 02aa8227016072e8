"""Two debits that do not fit on one line of a proof, both signed: `tegata/conflict/1`.

One stands on the ledger, the other was refused by it. Whoever has a trust file can check offline that both
administrations signed, that the first is what the ledger has, and that the second asks for more than is left.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from contracts import slots
from contracts.acts import Debit, DebitAct, WholeDebit, recover
from contracts.addresses import UTILISATION
from contracts.errors import SignatureInvalid, brief
from contracts.ids import Address, BlockHeight, MemberId, Signature, UnixTime, hex0x
from contracts.proofs import shape
from contracts.proofs.acts import read_act
from contracts.proofs.assembly import BlockEvidence
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.ledger_state import FORMAT as STATE_FORMAT
from contracts.proofs.ledger_state import (
    LedgerState,
    ProvedState,
    Wanted,
    assemble_state,
    line_words,
    proved_state,
    state_from_json,
)
from contracts.proofs.trust import Trust
from contracts.slots import DebitEntry, DebitState, LineBalance

FORMAT = "tegata/conflict/1"

_ACTS: dict[str, type[DebitAct]] = {"debit": Debit, "whole_debit": WholeDebit}
_EVIDENCE = frozenset({"format", "network", "standing", "refused", "state", "finality"})


@dataclass(frozen=True, slots=True)
class SignedDebit:
    """A debit and its signature."""

    act: DebitAct
    signature: Signature

    def to_json(self) -> dict[str, Any]:
        """The debit as JSON."""
        told = {
            name: hex0x(value) if isinstance(value, bytes) else value
            for name, value in ((one.name, getattr(self.act, one.name)) for one in fields(self.act))
        }
        kind = next(name for name, type_ in _ACTS.items() if type(self.act) is type_)
        if "quantity" in told:
            told["quantity"] = str(told["quantity"])
        return {"type": kind, "act": told, "signature": hex0x(self.signature)}


@dataclass(frozen=True, slots=True)
class Conflict:
    """The evidence: the debit that stands, the one that was refused, and the ledger's state about both."""

    standing: SignedDebit
    refused: SignedDebit
    ledger: LedgerState

    def to_json(self) -> dict[str, Any]:
        """The evidence as JSON."""
        whole = self.ledger.to_json()
        return {
            "format": FORMAT,
            "network": whole["network"],
            "standing": self.standing.to_json(),
            "refused": self.refused.to_json(),
            "state": whole["state"],
            "finality": whole["finality"],
        }


@dataclass(frozen=True, slots=True)
class ProvedConflict:
    """What the evidence proves, as of `as_of`: quantities are decimals × 10⁹ in the line's unit.

    `left` is what was left for the refused debit; `wanted` None where it wanted the whole line.
    """

    standing_member: MemberId
    refused_member: MemberId
    covered: int
    unit: str
    left: int
    wanted: int | None
    number: BlockHeight
    as_of: UnixTime

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON."""
        return {
            "outcome": "valid",
            "standing_member": self.standing_member,
            "refused_member": self.refused_member,
            "covered": str(self.covered),
            "unit": self.unit,
            "left": str(self.left),
            "wanted": None if self.wanted is None else str(self.wanted),
            "block": self.number,
            "as_of": self.as_of,
        }


def conflict_words(standing: SignedDebit, refused: SignedDebit, trust: Trust) -> list[tuple[str, int]]:
    """The slots that the evidence shows: line, both debits, both keys; SignatureInvalid where none comes
    out.
    """
    act = standing.act
    words = line_words(act.lineage, act.line)
    for one in (standing, refused):
        words.append(("Utilisation", slots.debit_slot(one.act.lineage, one.act.line, one.act.d)))
        words.append(("Consortium", slots.key_slot(_signer(one, trust))))
    return words


def assemble_conflict(
    standing: SignedDebit, refused: SignedDebit, wanted: Wanted, block: BlockEvidence, trust: Trust
) -> Conflict:
    """The evidence from the ledger's answers about `block`."""
    return Conflict(standing, refused, assemble_state(wanted, block, trust))


def conflict_from_json(document: Any) -> Conflict:
    """The evidence in a JSON value, read strictly; EvidenceRefused (`bundle.format`, `bundle.member`)."""
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT:
        raise EvidenceRefused(Fault.FORMAT, "format", expected=FORMAT, found=brief(found))
    whole: Mapping[str, Any] = shape.members(document, "conflict", _EVIDENCE)
    ledger = {name: whole[name] for name in ("network", "state", "finality")}
    return Conflict(
        _signed_debit(whole["standing"], "standing"),
        _signed_debit(whole["refused"], "refused"),
        state_from_json({"format": STATE_FORMAT, **ledger}),
    )


def proved_conflict(evidence: Conflict, trust: Trust, now: UnixTime) -> ProvedConflict:
    """What `evidence` proves under `trust`; EvidenceRefused (`conflict.*` besides the others) where it
    proves nothing.
    """
    standing, refused = evidence.standing.act, evidence.refused.act
    same = (standing.lineage, standing.line) == (refused.lineage, refused.line)
    if not same or standing.d == refused.d:
        raise _wrong("refused", "another declaration's debit of the same line", "one that can't conflict")
    proved = proved_state(evidence.ledger, trust, now)
    balance = _balance(proved, standing)
    _check_signer(evidence.standing, proved, trust, "standing")
    _check_signer(evidence.refused, proved, trust, "refused")
    written = _debit(proved, standing)
    _check_stands(standing, written)
    before = _debit(proved, refused)
    held = 0 if before is None or before.state is DebitState.RELEASED else before.quantity
    if before is not None and before.revision >= refused.revision:
        raise _wrong("refused", f"a revision after {before.revision}", str(refused.revision))
    left = 0 if balance.whole else balance.left + held
    wanted = refused.quantity if isinstance(refused, Debit) else None
    fits = wanted <= left if wanted is not None else not balance.used and not balance.whole
    if fits:
        raise _wrong("refused", "more than is left of the line", f"{wanted} of {left}")
    proved.nodes.check_all_used()
    return ProvedConflict(
        standing.member,
        refused.member,
        balance.quantity,
        balance.unit,
        left,
        wanted,
        proved.number,
        proved.as_of,
    )


def _signed_debit(value: Any, where: str) -> SignedDebit:
    members = shape.members(value, where, frozenset({"type", "act", "signature"}))
    kind = _ACTS.get(members["type"]) if isinstance(members["type"], str) else None
    if kind is None:
        shape.refuse(f"{where}/type", " or ".join(_ACTS), brief(members["type"]))
    return SignedDebit(
        read_act(kind, members["act"], f"{where}/act"),
        Signature(shape.hexadecimal(members["signature"], f"{where}/signature", 65)),
    )


def _signer(debit: SignedDebit, trust: Trust) -> Address:
    domain = replace(trust.domain, verifying_contract=UTILISATION)
    return recover(debit.act, domain, debit.signature)


def _check_signer(debit: SignedDebit, proved: ProvedState, trust: Trust, where: str) -> None:
    try:
        signer = _signer(debit, trust)
    except SignatureInvalid as error:
        raise _wrong(f"{where}/signature", error.expected, error.found) from None
    key = slots.decode_key(proved.state.word("Consortium", slots.key_slot(signer)))
    if key is None or key.member != debit.act.member:
        raise _wrong(f"{where}/signature", f"a key of member {debit.act.member}", hex0x(signer))


def _balance(proved: ProvedState, act: DebitAct) -> LineBalance:
    first, *rest = (proved.state.word(*word) for word in line_words(act.lineage, act.line))
    balance = slots.decode_line(first)
    if balance is None or not rest:
        raise _wrong("standing", "a line that was drawn on", "one that never was")
    return balance


def _debit(proved: ProvedState, act: DebitAct) -> DebitEntry | None:
    return slots.decode_debit(
        proved.state.word("Utilisation", slots.debit_slot(act.lineage, act.line, act.d))
    )


def _check_stands(act: DebitAct, written: DebitEntry | None) -> None:
    """The debit that stands is the signed one: as the ledger has it, not an earlier revision."""
    quantity = act.quantity if isinstance(act, Debit) else 0
    said = (act.member, act.revision, isinstance(act, WholeDebit))
    if written is None or written.state is DebitState.RELEASED:
        raise _wrong("standing", "a debit that the ledger holds", "none")
    if (written.member, written.revision, written.whole) != said or (
        not written.whole and written.quantity != quantity
    ):
        raise _wrong("standing", "the debit as it was written last", "another")


def _wrong(where: str, expected: str, found: str) -> EvidenceRefused:
    return EvidenceRefused(Fault.CONFLICT, where, expected=expected, found=found)
