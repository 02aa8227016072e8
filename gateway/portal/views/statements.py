"""A member's own proofs, chosen and ended: what the pages of it show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.ids import RecordId, hex0x
from gateway.lifecycle.acts import ActDone
from gateway.lifecycle.ending import HandedIn
from gateway.lifecycle.issued import Issued
from gateway.lifecycle.reliance import Use
from gateway.portal.language import Language, marked
from gateway.portal.views.chips import Chip, Tone
from gateway.portal.views.labels import STAGES, reason_label
from gateway.portal.views.parties import Names

KINDS: dict[str, tuple[str, str]] = {
    "revoke": (
        marked("Revoke"),
        marked("They were wrong, or are no longer true. It counts from the beginning."),
    ),
    "withdraw": (marked("Withdraw"), marked("They should not have been stated.")),
    "supersede": (marked("Supersede"), ""),
}
"""Act → its word, and what it says."""
_STATES: dict[str, tuple[Tone, str, str]] = {
    "accepted": ("notice", "clock", marked("On its way")),
    "anchored": ("good", "good", marked("On the ledger")),
    "failed": ("stop", "stop", marked("Refused")),
}


@dataclass(frozen=True)
class StatementRow:
    """A proof in the list, and in the preview what rests on it: declarations here, and debits anywhere."""

    id: str
    href: str
    number: str
    agreement: str
    exporter: str
    issued: str
    declarations: tuple[tuple[str, str], ...] = ()
    debits: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResultRow:
    """What became of one: a chip, and why where it was refused."""

    number: str
    href: str
    kind: str
    reason: str
    chip: Chip
    why: str
    at: str = ""


def statement_rows(
    found: Iterable[Issued],
    words: Language,
    uses: Sequence[Use] = (),
    used: Mapping[RecordId, Any] | None = None,
    names: Names | None = None,
) -> tuple[StatementRow, ...]:
    """The proofs, with what rests on each."""
    return tuple(
        StatementRow(
            id=hex0x(one.record_id),
            href=f"/records/{one.record_id.hex()}",
            number=one.number,
            agreement=one.agreement,
            exporter=one.exporter,
            issued=words.day(one.issued_on) if one.issued_on else "",
            declarations=tuple(
                (
                    use.number,
                    words.say(
                        "%(stage)s, used on %(day)s", stage=_stage(use, words), day=words.day(use.used_on)
                    ),
                )
                for use in uses
                if use.record_id == one.record_id
            ),
            debits=_debits((used or {}).get(one.record_id), names, words),
        )
        for one in found
    )


def handed_in_rows(
    done: Iterable[HandedIn], kind: str, reason: int, words: Language
) -> tuple[ResultRow, ...]:
    """The result of each, in the order that they were chosen in."""
    return tuple(
        ResultRow(
            number=one.number or one.record_id.hex()[:16],
            href=f"/records/{one.record_id.hex()}",
            kind=words.say(KINDS[kind][0]),
            reason=reason_label(reason, words),
            chip=_chip("accepted" if one.refused is None else "failed", words),
            why="" if one.refused is None else one.refused.message,
        )
        for one in done
    )


def act_rows(acts: Iterable[ActDone], words: Language) -> tuple[ResultRow, ...]:
    """Acts with their state on the ledger."""
    return tuple(
        ResultRow(
            number=one.number or one.target.hex()[:16],
            href=f"/records/{one.target.hex()}" if one.number else "",
            kind=words.say(KINDS[one.kind][0]),
            reason=reason_label(one.reason, words),
            chip=_chip(one.state, words),
            why=_why(one.notice),
            at=words.unix(one.received_at),
        )
        for one in acts
    )


def _why(notice: Mapping[str, Any] | None) -> str:
    return "" if notice is None else f"{notice['expected']} – {notice['found']}. {notice['remedy']}"


def _chip(state: str, words: Language) -> Chip:
    tone, icon, text = _STATES.get(state, _STATES["accepted"])
    return Chip(tone, icon, words.say(text))


def _stage(use: Use, words: Language) -> str:
    return words.say("Cancelled") if use.cancelled else words.say(STAGES[use.stage])


def _debits(found: Mapping[str, Any] | None, names: Names | None, words: Language) -> tuple[str, ...]:
    """Who drew how much, as the ledger has it: what was given back does not count."""
    if found is None or names is None:
        return ()
    return tuple(
        words.say(
            "%(who)s drew %(quantity)s on %(when)s",
            who=names.of(debit["member"], words),
            quantity=words.say("the whole line")
            if debit["whole"]
            else f"{debit['quantity']} {line['unit'] or ''}",
            when=words.unix(debit["time"]),
        )
        for line in found["lines"]
        for debit in line["debits"]
        if debit["state"] != "released"
    )
