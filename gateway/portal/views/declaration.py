"""A declaration's page: one version of it, the others, and its lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.declarations import DeclarationLine, ImportDeclaration
from contracts.records.parts import Classification
from gateway.declarations.versions import Version
from gateway.portal.language import HOME_ZONE, Language
from gateway.portal.views.chips import Chip, decision_chip
from gateway.portal.views.findings import Fact
from gateway.portal.views.labels import FUNCTIONS, STAGES
from gateway.portal.views.parties import party_name, place_name


@dataclass(frozen=True)
class LineRow:
    """A line of goods; `proof` is the number of the proof that the claim names."""

    sequence: int
    goods: str
    hs: str
    origin: str
    claim: str
    proof: str
    quantity: str


@dataclass(frozen=True)
class VersionRow:
    """A version in the list of them."""

    number: int
    label: str
    note: str
    current: bool


@dataclass(frozen=True)
class DeclarationPage:
    """The page of one version."""

    name: str
    number: str
    chips: tuple[Chip, ...]
    facts: tuple[Fact, ...]
    lines: tuple[LineRow, ...]
    versions: tuple[VersionRow, ...]


def declaration_page(
    name: str, versions: Sequence[Version], shown: Version, language: Language, *, reopened: bool = False
) -> DeclarationPage:
    """The page of the version `shown` of the declaration that the gateway calls `name`.

    `reopened`: something on it that came after its release waits for an officer.
    """
    declaration = shown.current
    return DeclarationPage(
        name=name,
        number=declaration.number,
        chips=(
            *_chips(versions, shown, language),
            *([decision_chip("reopened", language)] if reopened else []),
        ),
        facts=tuple(fact for fact in _facts(declaration, language) if fact.value),
        lines=tuple(_line(line, language) for line in declaration.lines),
        versions=tuple(_version(v, v is shown, language) for v in reversed(versions)),
    )


def stage_chip(declaration: ImportDeclaration, language: Language) -> Chip:
    """The step of the procedure that a version stands at."""
    return Chip("notice", "declaration", language.say(STAGES[declaration.stage]))


def cancelled_chip(language: Language) -> Chip:
    """For a declaration that was ended."""
    return Chip("stop", "cross", language.say("Cancelled"))


def _chips(versions: Sequence[Version], shown: Version, language: Language) -> tuple[Chip, ...]:
    chips = [stage_chip(shown.current, language)]
    if shown.cancelled:
        chips.append(cancelled_chip(language))
    if shown is not versions[-1]:
        chips.append(Chip("query", "clock", language.say("An earlier version")))
    return tuple(chips)


def _facts(d: ImportDeclaration, language: Language) -> list[Fact]:
    money = [f"{language.number(i.amount.value)} {i.amount.currency}" for i in d.invoices if i.amount]
    value = f"{language.number(d.customs_value.value)} {d.customs_value.currency}" if d.customs_value else ""
    mass = f"{language.number(d.gross_mass.value)} {d.gross_mass.unit}" if d.gross_mass else ""
    packages = language.integer(d.packages.count) if d.packages and d.packages.count is not None else ""
    return [
        Fact(language.say("Lodged"), language.moment(d.lodged.astimezone(HOME_ZONE))),
        Fact(language.say("Office"), d.office or ""),
        Fact(language.say("Importer"), party_name(d.importer, language)),
        Fact(language.say("Broker"), party_name(d.agent or d.declarant, language)),
        Fact(language.say("Exporter"), party_name(d.exporter, language)),
        Fact(language.say("Transport document"), ", ".join(r.number for r in d.transport_documents)),
        Fact(language.say("Containers"), ", ".join(e.number for e in d.equipment)),
        Fact(language.say("Vessel, voyage or flight"), _carrier(d)),
        Fact(language.say("Place of loading"), place_name(d.port_of_loading)),
        Fact(language.say("Place of discharge"), place_name(d.port_of_discharge)),
        Fact(language.say("Arrival"), language.day(d.arrival_date) if d.arrival_date else ""),
        Fact(language.say("Invoice number"), ", ".join(i.number for i in d.invoices)),
        Fact(language.say("Invoice amount"), ", ".join(money)),
        Fact(language.say("Customs value"), value),
        Fact(language.say("Packages"), packages),
        Fact(language.say("Gross mass"), mass),
    ]


def _carrier(d: ImportDeclaration) -> str:
    return " ".join(part for part in (d.vessel.name if d.vessel else None, d.voyage) if part)


def _line(line: DeclarationLine, language: Language) -> LineRow:
    code, claim = line.classification, line.preference
    return LineRow(
        sequence=line.sequence,
        goods=line.description or "",
        hs=_code(code),
        origin=line.origin_country or "–",
        claim=claim.agreement if claim else language.say("none"),
        proof=(claim.proof_number or "") if claim else "",
        quantity=f"{language.number(line.quantity.value)} {line.quantity.unit}" if line.quantity else "–",
    )


def _code(code: Classification | None) -> str:
    if code is None:
        return "–"
    return f"{code.code} ({code.edition})" if code.edition else code.code


def _version(version: Version, current: bool, language: Language) -> VersionRow:
    number = version.current.version
    lodged = version.message.lodged.astimezone(HOME_ZONE)
    function = language.say(FUNCTIONS[version.message.function])
    return VersionRow(
        number,
        language.say("Version %(version)s", version=number),
        f"{function} · {language.moment(lodged)}",
        current,
    )
