"""A record's page: the verdict claim by claim, what it states, and where the ledger holds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.acts.registry import State
from contracts.ids import hex0x
from contracts.records.kinds import Kind, kind_of
from contracts.records.parts import Record
from contracts.scopes import AGREEMENT_CODES
from gateway.consignments.evidence import Evidence
from gateway.identities import NamedKey
from gateway.portal.language import Language, marked
from gateway.portal.views.aspects import ASPECTS, aspects
from gateway.portal.views.chips import Chip, Tone, grade_chip, state_chip
from gateway.portal.views.consignment import title_of
from gateway.portal.views.findings import Fact
from gateway.portal.views.labels import kind_label
from gateway.portal.views.parties import Names, party_name
from gateway.portal.views.places import Place, place_of
from gateway.provenance import Document

_VERDICTS: dict[str, tuple[Tone, str, str, str]] = {
    "valid": (
        "good",
        "good",
        marked("Genuine, and in force"),
        marked("It stands on the ledger under its author's signature, and no end is written for it."),
    ),
    "ended": (
        "stop",
        "cross",
        marked("Genuine, but no longer in force"),
        marked(
            "Its author signed it, and it was ended since. What was done before then is judged by that day."
        ),
    ),
    "void": (
        "stop",
        "stop",
        marked("Void"),
        marked("It was anchored with a key that was compromised by then."),
    ),
    "not_on_ledger": (
        "query",
        "query",
        marked("Not on the ledger"),
        marked("That alone is no ground to deny anything."),
    ),
}
_CLAIMS: dict[str, str] = {
    "anchored": marked("Anchored on the ledger"),
    "authorised_at_anchoring": marked("Author was authorised when it was anchored"),
    "stands": marked("Not revoked, superseded or withdrawn"),
}
"""Claim of a verification (gateway.records) → its word."""


@dataclass(frozen=True)
class Claim:
    """One claim of the verdict, whether it holds, and why."""

    title: str
    tone: Tone
    icon: str
    word: str
    reason: str


@dataclass(frozen=True)
class VerdictView:
    """The verdict, as of which block, with its claims."""

    tone: Tone
    icon: str
    title: str
    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Field:
    """A field of the record: its path, as it is committed to, its value, and where it stood in a document."""

    path: str
    value: str
    place: Place | None = None


@dataclass(frozen=True)
class Stated:
    """What a record says of something that officers ask for, the path of the field, and where it stood."""

    label: str
    value: str
    path: str
    place: Place | None = None


@dataclass(frozen=True)
class RecordPage:
    """The rest of the page."""

    node: str
    title: str
    number: str
    short: str
    chips: tuple[Chip, ...]
    summary: tuple[Stated, ...]
    fields: tuple[Field, ...]
    facts: tuple[Fact, ...]
    placed: bool
    """Whether the author told where in its document the fields stood."""


def verdict_view(verification: Mapping[str, Any], language: Language) -> VerdictView:
    """The verdict of gateway.records' verification, in words."""
    tone, icon, title, text = _VERDICTS[verification["verdict"]]
    as_of = verification["as_of"]
    seen = language.say(
        "As of block %(block)s, %(time)s.",
        block=language.integer(as_of["block"]),
        time=language.unix(as_of["time"]),
    )
    claims = tuple(_claim(claim, verification, language) for claim in verification["claims"])
    return VerdictView(tone, icon, language.say(title), f"{language.say(text)} {seen}", claims)


def verified_title(verification: Mapping[str, Any], language: Language) -> str:
    """The kind of a record of which nothing but its place on the ledger is told."""
    slug = verification["kind"]
    kind = next((kind for kind in Kind if kind.slug == slug), None)
    return kind_label(kind, language) if kind else language.say("Record")


def verified_facts(verification: Mapping[str, Any], names: Names, language: Language) -> tuple[Fact, ...]:
    """What the ledger tells of a record to whoever has its id."""
    at = verification["anchored_at"]
    facts = (
        Fact(language.say("Author"), names.of(verification["member"], language)),
        Fact(language.say("Agreement"), verification["agreement"] or ""),
        Fact(language.say("Anchored"), language.unix(at) if at else ""),
        Fact(language.say("Id of the record"), verification["id"], mono=True),
    )
    return tuple(fact for fact in facts if fact.value)


def record_page(
    evidence: Evidence,
    source: Document | None,
    names: Names,
    language: Language,
    identity: NamedKey | None = None,
) -> RecordPage:
    """The page of a record; `source` is the document that it was read from, as its author told, `identity`
    whom a certificate names as holder of the author's key.
    """
    record = evidence.record
    state = evidence.ending.state if evidence.ending else State.ACTIVE
    return RecordPage(
        node=evidence.node,
        title=title_of(evidence, language),
        number=getattr(record, "number", ""),
        short=evidence.node[:16],
        chips=(state_chip(state, language), grade_chip(record.grade, language)),
        summary=_summary(record, source, language),
        fields=_fields(record, source, language),
        facts=tuple(fact for fact in _facts(evidence, names, language, identity) if fact.value),
        placed=source is not None,
    )


def _claim(claim: Mapping[str, Any], verification: Mapping[str, Any], language: Language) -> Claim:
    holds, title = bool(claim["holds"]), _CLAIMS[claim["claim"]]
    return Claim(
        language.say(title),
        "good" if holds else "stop",
        "good" if holds else "cross",
        language.say("holds") if holds else language.say("does not hold"),
        _reason(str(claim["claim"]), holds, verification, language),
    )


def _reason(claim: str, holds: bool, verification: Mapping[str, Any], language: Language) -> str:
    """Why a claim holds or not, in the page's language."""
    if claim == "anchored":
        at = verification["anchored_at"]
        return (
            language.say("In a signed batch that the ledger took on %(time)s.", time=language.unix(at))
            if holds
            else language.say("The ledger has no batch with it.")
        )
    if claim == "authorised_at_anchoring":
        return (
            language.say("The contract checked key, role and agreement in that block.")
            if holds
            else language.say("Nothing was anchored, or with a key that was compromised by then.")
        )
    ending = verification["ending"]
    if ending is None:
        return (
            language.say("No end is written for the record or its batch.")
            if holds
            else language.say("The ledger has no batch with it.")
        )
    state = state_chip(State[ending["state"].upper()], language).text
    return language.say("%(state)s on %(time)s.", state=state, time=language.unix(ending["time"]))


def _summary(record: Record, source: Document | None, language: Language) -> tuple[Stated, ...]:
    stated = aspects(record, language)
    return tuple(
        Stated(
            language.say(ASPECTS[name]),
            value.text,
            value.path,
            place_of(source, value.path, value.text, language),
        )
        for name, value in stated.items()
    )


def _fields(record: Record, source: Document | None, language: Language) -> tuple[Field, ...]:
    flat = sorted(_flat(record.model_dump(mode="json")), key=_order)
    return tuple(Field(path, value, place_of(source, path, value, language)) for path, value in flat)


def _order(field: tuple[str, str]) -> tuple[bool, list[tuple[int, str]]]:
    """Particulars before lines; steps of a path with numbers by number."""
    steps = [(int(s), "") if s.isdigit() else (-1, s) for s in field[0].split("/")]
    return field[0].startswith("lines/"), steps


def _flat(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Every scalar with its path; a measure or an amount is one field, as it is one leaf."""
    if isinstance(value, dict):
        if set(value) in ({"value", "unit"}, {"value", "currency"}):
            return [(path, f"{value['value']} {value.get('unit') or value.get('currency')}")]
        return [f for key, v in value.items() for f in _flat(v, f"{path}/{key}" if path else key)]
    if isinstance(value, list):
        return [f for index, v in enumerate(value) for f in _flat(v, f"{path}/{index}")]
    return [] if value is None else [(path, str(value).lower() if isinstance(value, bool) else str(value))]


def _facts(evidence: Evidence, names: Names, language: Language, identity: NamedKey | None) -> list[Fact]:
    record, ending = evidence.record, evidence.ending
    original = record.original
    facts = [
        Fact(language.say("Author"), names.of(evidence.member, language)),
        Fact(language.say("Author by certificate"), _certified(identity, language)),
        Fact(language.say("Issuer"), party_name(record.issuer, language)),
        Fact(language.say("Kind"), kind_of(record).schema_id, mono=True),
        Fact(language.say("Agreement"), AGREEMENT_CODES.get(evidence.scope, "")),
        Fact(language.say("Block"), language.integer(evidence.block)),
        Fact(language.say("Anchored"), language.unix(evidence.anchored_at)),
        Fact(language.say("Id of the record"), hex0x(evidence.record_id), mono=True),
        Fact(language.say("Root of its batch"), hex0x(evidence.root), mono=True),
    ]
    if original is not None:
        facts.append(Fact(language.say("Read from"), original.format or original.media_type or ""))
        facts.append(Fact(language.say("SHA-256 of the original"), original.sha256, mono=True))
    if ending is not None and ending.successor is not None:
        successor = ending.successor.hex()
        facts.append(Fact(language.say("Superseded by"), successor, f"/records/{successor}", mono=True))
    return facts


def _certified(identity: NamedKey | None, language: Language) -> str:
    """Whom X.509 names as holder of the author's key, by which root, since when; empty for nobody."""
    if identity is None:
        return ""
    named, when = identity.named, language.unix(identity.bound_at)
    return language.say(
        "%(name)s, by the root %(root)s; bound on %(when)s", name=named.name, root=named.root, when=when
    )
