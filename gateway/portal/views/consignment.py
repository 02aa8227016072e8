"""A consignment's page: its numbers, a timeline of every statement, and its documents side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from contracts.acts.registry import State
from contracts.declarations import ImportDeclaration
from contracts.records.kinds import Kind
from contracts.records.milestone import Milestone
from contracts.records.parts import Record
from gateway.consignments.evidence import Evidence
from gateway.consignments.graph import Bond
from gateway.consignments.names import Family
from gateway.consignments.reading import Consignment, Line
from gateway.consignments.statements import DECLARATION, declaration_name
from gateway.portal.language import HOME_ZONE, Language
from gateway.portal.views.chips import Chip, bond_chip, grade_chip, state_chip
from gateway.portal.views.comparison import Column, Comparison, compare
from gateway.portal.views.labels import MEANINGS, kind_icon, kind_label, reason_label, reference_label
from gateway.portal.views.parties import Names, party_name, place_name
from gateway.provenance import Document

SHOWN_NUMBERS = (
    Family.TRANSPORT,
    Family.INVOICE,
    Family.PROOF,
    Family.DECLARATION,
    Family.UCR,
    Family.CONTAINER,
)
COMPARED = (
    DECLARATION,
    Kind.INVOICE,
    Kind.ORIGIN_CERTIFICATE,
    Kind.ORIGIN_DECLARATION,
    Kind.TRANSPORT_DOCUMENT,
    Kind.PACKING_LIST,
    Kind.EXPORT_DECLARATION,
)
"""The kinds that stand side by side, in this order."""
MOST_COMPARED = 5


@dataclass(frozen=True)
class Item:
    """An entry of the timeline. `clock` is empty for a day without a time; `chips` say state and grade."""

    node: str
    icon: str
    style: str
    title: str
    number: str
    href: str
    day: date
    clock: str
    summary: str
    by: str
    grade: str
    proof: str
    tie: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class Day:
    """The items of one day."""

    label: str
    iso: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class NumberRow:
    """A number that the consignment is known by, and the word for its type."""

    label: str
    number: str
    claimed: bool


@dataclass(frozen=True)
class ConsignmentPage:
    """Everything on the page but findings."""

    id: str
    title: str
    over: str
    numbers: tuple[NumberRow, ...]
    parties: tuple[tuple[str, str], ...]
    days: tuple[Day, ...]
    comparison: Comparison | None
    count: int
    claims: int


@dataclass(frozen=True)
class Declared:
    """A declaration's newest version."""

    node: str
    version: ImportDeclaration


def consignment_page(
    consignment: Consignment,
    declared: Sequence[Declared],
    sources: Mapping[str, Document],
    names: Names,
    language: Language,
) -> ConsignmentPage:
    """The page of `consignment`; `declared` are the declarations in it, `sources` by node the documents that
    its statements were read from, where that is known.
    """
    by_node = {one.node: one.version for one in declared}
    items = [i for line in consignment.lines if (i := _item(line, by_node, names, language))]
    items.sort(key=lambda i: (i.day, i.clock, i.title, i.number, i.node))
    numbers = _numbers(consignment, language)
    return ConsignmentPage(
        id=consignment.id,
        title=numbers[0].number if numbers else consignment.id,
        over=numbers[0].label if numbers else language.say("Consignment"),
        numbers=tuple(numbers),
        parties=_parties(consignment, by_node, language),
        days=tuple(
            Day(language.day(day), day.isoformat(), tuple(some))
            for day, some in groupby(items, key=lambda i: i.day)
        ),
        comparison=compare(_side_by_side(consignment, by_node, sources, language), language),
        count=len(items),
        claims=sum(_is_claim(line) for line in consignment.lines),
    )


def _item(
    line: Line, declared: Mapping[str, ImportDeclaration], names: Names, language: Language
) -> Item | None:
    statement = line.entry.statement
    if line.evidence is not None:
        return _of_record(line, line.evidence, names, language)
    version = declared.get(statement.node)
    if version is None:
        return None
    lodged = version.lodged.astimezone(HOME_ZONE)
    return Item(
        node=statement.node,
        icon="declaration",
        style="declaration",
        title=kind_label(DECLARATION, language),
        number=version.number,
        href=f"/declarations/{declaration_name(statement.node)}",
        day=lodged.date(),
        clock=language.clock(lodged),
        summary=language.say("Version %(version)s, lodged", version=version.version),
        by=party_name(version.declarant or version.agent or version.importer, language),
        grade="",
        proof="",
        tie=_tie(line, language),
        chips=_bond_chips(line, language),
    )


def _of_record(line: Line, evidence: Evidence, names: Names, language: Language) -> Item:
    record = evidence.record
    day, clock = when(record, evidence, language)
    state = evidence.ending.state if evidence.ending else State.ACTIVE
    milestone = isinstance(record, Milestone)
    style = "ended" if evidence.ending else "milestone" if milestone else "document"
    chips = () if milestone and not evidence.ending else (state_chip(state, language),)
    return Item(
        node=evidence.node,
        icon=_icon(record, evidence.kind),
        style="claim " + style if _is_claim(line) else style,
        title=title_of(evidence, language),
        number="" if milestone else getattr(record, "number", ""),
        href=f"/records/{evidence.node}",
        day=day,
        clock=clock,
        summary=summary(record, language),
        by=names.of(evidence.member, language),
        grade=grade_chip(record.grade, language).text,
        proof=proof(evidence, language),
        tie=_tie(line, language),
        chips=(*chips, *_bond_chips(line, language, quietly=milestone)),
    )


def title_of(evidence: Evidence, language: Language) -> str:
    """The word for the document that a record is, or for what happened."""
    if isinstance(evidence.record, Milestone):
        return language.say(MEANINGS[evidence.record.meaning])
    own = {"740": "AWB", "741": "AWB", "714": "HBL"}.get(getattr(evidence.record, "type_code", "") or "")
    return reference_label(own, language) if own else kind_label(evidence.kind, language)


def _icon(record: Record, kind: int) -> str:
    if getattr(record, "type_code", None) in ("740", "741") or getattr(record, "mode", None) == "air":
        return "air"
    return kind_icon(kind)


def when(record: Record, evidence: Evidence, language: Language) -> tuple[date, str]:
    """The day of a record, and the time where it states one; the day it was anchored where it states none."""
    if isinstance(record, Milestone):
        return record.occurred.date(), language.clock(record.occurred)
    for name in ("issue_date", "on_board_date", "date", "release_date", "valid_from", "order_date"):
        day = getattr(record, name, None)
        if isinstance(day, date):
            return day, ""
    at = datetime.fromtimestamp(evidence.anchored_at, HOME_ZONE)
    return at.date(), language.clock(at)


def proof(evidence: Evidence, language: Language) -> str:
    """Where the ledger holds a record, and how it ended, in a sentence."""
    text = language.say(
        "Anchored in block %(block)s on %(time)s",
        block=language.integer(evidence.block),
        time=language.unix(evidence.anchored_at),
    )
    if evidence.ending is None:
        return text
    ended = language.say(
        "ended in block %(block)s on %(time)s: %(reason)s",
        block=language.integer(evidence.ending.block),
        time=language.unix(evidence.ending.time),
        reason=reason_label(evidence.ending.reason, language),
    )
    return f"{text}; {ended}"


def summary(record: Record, language: Language) -> str:
    """What a record says, in a line: the parties, the amount, the place."""
    if isinstance(record, Milestone):
        parts = [place_name(record.location), record.vessel.name if record.vessel else None, record.voyage]
        parts.append(record.equipment.number if record.equipment else None)
        return " · ".join(part for part in parts if part)
    sides = [getattr(record, n, None) for n in ("seller", "exporter", "consignor")]
    others = [getattr(record, n, None) for n in ("buyer", "consignee")]
    parties = [party_name(next((p for p in some if p), None), language) for some in (sides, others)]
    parts = [" → ".join(p for p in parties if p)]
    total = getattr(record, "total", None)
    if total is not None:
        parts.append(f"{language.number(total.value)} {total.currency}")
    agreement = getattr(record, "agreement", None)
    parts.append(agreement)
    return " · ".join(part for part in parts if part)


def _tie(line: Line, language: Language) -> str:
    """Why a statement stands in this history; empty for the consignment's own."""
    entry = line.entry
    if entry.bond is None or entry.via is None:
        return ""
    number = f"{reference_label(entry.via.type, language)} {entry.via.written}"
    if entry.through is not None:
        return language.say("Here because a declaration names it: %(number)s", number=number)
    return language.say("Here through %(number)s", number=number)


def _is_claim(line: Line) -> bool:
    """True for what one side alone ties to the consignment. A declaration never is more, and need not be
    told.
    """
    return line.entry.bond is Bond.CLAIMED and line.entry.statement.kind != DECLARATION


def _bond_chips(line: Line, language: Language, *, quietly: bool = False) -> tuple[Chip, ...]:
    """How sure the tie is; `quietly` says so only where it is a mere claim."""
    bond = line.entry.bond
    if bond is None or ((quietly or line.evidence is None) and not _is_claim(line)):
        return ()
    return (bond_chip(bond, language),)


def _numbers(consignment: Consignment, language: Language) -> list[NumberRow]:
    """The numbers of the consignment, documents' own first, each once."""
    found: dict[tuple[Family, str], NumberRow] = {}
    for line in sorted(consignment.lines, key=lambda x: (x.entry.bond is not None, x.entry.statement.node)):
        statement, claimed = line.entry.statement, _is_claim(line)
        given = [statement.own] if statement.own else []
        given += statement.mentions if line.entry.bond is None else []
        for m in given:
            if m.name.family in SHOWN_NUMBERS:
                row = NumberRow(reference_label(m.type, language), m.written, claimed)
                found.setdefault((m.name.family, m.name.number), row)
    order = {family: place for place, family in enumerate(SHOWN_NUMBERS)}
    return [row for (family, _), row in sorted(found.items(), key=lambda f: order[f[0][0]])]


def _parties(
    consignment: Consignment, declared: Mapping[str, ImportDeclaration], language: Language
) -> tuple[tuple[str, str], ...]:
    roles = {
        language.say("Exporter"): ("exporter", "seller", "consignor"),
        language.say("Importer"): ("importer", "buyer", "consignee"),
        language.say("Carrier"): ("carrier",),
    }
    documents: list[object] = [*declared.values()]
    documents += [line.evidence.record for line in consignment.lines if line.evidence]
    found = []
    for label, attributes in roles.items():
        names = (party_name(getattr(d, a, None), language) for d in documents for a in attributes)
        name = next((n for n in names if n), "")
        if name:
            found.append((label, name))
    return tuple(found)


def _side_by_side(
    consignment: Consignment,
    declared: Mapping[str, ImportDeclaration],
    sources: Mapping[str, Document],
    language: Language,
) -> list[tuple[Column, object]]:
    """The documents to compare, in the order of COMPARED: those in force, and the newest of declarations."""
    found: list[tuple[Column, object]] = []
    for kind in COMPARED:
        for line in consignment.lines:
            statement, evidence = line.entry.statement, line.evidence
            if statement.kind != kind or (evidence and evidence.ending):
                continue
            document: object = evidence.record if evidence else declared.get(statement.node)
            if document is not None:
                number = str(getattr(document, "number", ""))
                name = declaration_name(statement.node)
                href = f"/records/{statement.node}" if evidence else f"/declarations/{name}"
                label = title_of(evidence, language) if evidence else kind_label(kind, language)
                source = sources.get(statement.node)
                found.append((Column(label, kind_icon(kind), number, href, source), document))
    return found[:MOST_COMPARED]
