"""What different documents say about the same thing, each with the place where it stands.

An aspect is something that several kinds of documents state: the seller, the origin, the gross mass. A
value carries a key to compare by and a scale; values on different scales (units, editions, currencies) are
not compared.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from contracts.declarations import ImportDeclaration
from contracts.records.export_declaration import ExportDeclaration
from contracts.records.invoice import Invoice
from contracts.records.origin_certificate import OriginCertificate
from contracts.records.origin_declaration import OriginDeclaration
from contracts.records.packing_list import PackingList
from contracts.records.parts import Amount, Classification, Location, Measure, Party
from contracts.records.transport_document import TransportDocument
from gateway.consignments.names import normalised, spellings
from gateway.portal.language import Language, marked

ASPECTS: dict[str, str] = {
    "seller": marked("Exporter, seller, consignor"),
    "buyer": marked("Importer, buyer, consignee"),
    "agreement": marked("Agreement"),
    "criterion": marked("Origin criterion"),
    "origin": marked("Country of origin"),
    "hs": marked("HS code"),
    "quantity": marked("Quantity"),
    "packages": marked("Packages"),
    "gross_mass": marked("Gross mass"),
    "invoice": marked("Invoice number"),
    "amount": marked("Invoice amount"),
    "transport": marked("Transport document"),
    "voyage": marked("Vessel, voyage or flight"),
    "containers": marked("Containers"),
    "loading": marked("Place of loading"),
    "discharge": marked("Place of discharge"),
}
"""Aspect → its word, in the order in which officers read them."""


@dataclass(frozen=True)
class Value:
    """A value as shown, the field's path, and what it is compared by; `scale` must agree for a comparison."""

    text: str
    path: str
    keys: frozenset[str]
    scale: str = ""


def aspects(document: object, language: Language) -> dict[str, Value]:
    """Aspect → value, for the aspects that `document` states."""
    return {name: value for name, value in _stated(document, language) if value.keys}


def _stated(document: object, language: Language) -> Iterator[tuple[str, Value]]:
    match document:
        case OriginCertificate() | OriginDeclaration():
            yield from _of_proof(document, language)
        case Invoice():
            yield from _of_invoice(document, language)
        case TransportDocument():
            yield from _of_transport(document, language)
        case PackingList():
            yield from _of_packing(document, language)
        case ExportDeclaration():
            yield "seller", _party(document.exporter, "exporter")
            yield from _of_lines(document.lines, language)
        case ImportDeclaration():
            yield from _of_declaration(document, language)


def _of_proof(d: OriginCertificate | OriginDeclaration, words: Language) -> Iterator[tuple[str, Value]]:
    if d.exporter:
        yield "seller", _party(d.exporter, "exporter")
    if d.consignee:
        yield "buyer", _party(d.consignee, "consignee")
    yield "agreement", _codes([d.agreement], "agreement")
    yield "criterion", _codes((line.criterion for line in d.lines if line.criterion), "lines/*/criterion")
    yield from _of_lines(d.lines, words)
    yield "invoice", _numbers((x.invoice.number for x in d.lines if x.invoice), "lines/*/invoice/number")
    if isinstance(d, OriginCertificate):
        yield "voyage", _carriage([(d.transport_name, None)], "transport_name")
        yield "discharge", _place(d.discharge_port, "discharge_port")


def _of_invoice(d: Invoice, words: Language) -> Iterator[tuple[str, Value]]:
    yield "seller", _party(d.seller, "seller")
    yield "buyer", _party(d.buyer, "buyer")
    yield from _of_lines(d.lines, words)
    yield "invoice", _numbers([d.number], "number")
    yield "amount", _amount([d.total], "total", words)
    bills = [r.number for r in d.references if r.type in ("BL", "HBL", "AWB", "HAWB")]
    yield "transport", _numbers(bills, "references/*/number")


def _of_transport(d: TransportDocument, words: Language) -> Iterator[tuple[str, Value]]:
    if d.consignor:
        yield "seller", _party(d.consignor, "consignor")
    if d.consignee:
        yield "buyer", _party(d.consignee, "consignee")
    if d.packages and d.packages.count is not None:
        yield "packages", _count(d.packages.count, "packages/count", words)
    yield "gross_mass", _measure([d.gross_mass] if d.gross_mass else [], "gross_mass", words)
    yield "invoice", _numbers((r.number for r in d.references if r.type == "INV"), "references/*/number")
    yield "transport", _numbers([d.number], "number")
    yield "voyage", _carriage([(x.vessel.name if x.vessel else None, x.voyage) for x in d.legs], "legs/*")
    yield "containers", _numbers((e.number for e in d.equipment), "equipment/*/number")
    yield "loading", _place(d.port_of_loading, "port_of_loading")
    yield "discharge", _place(d.port_of_discharge, "port_of_discharge")


def _of_packing(d: PackingList, words: Language) -> Iterator[tuple[str, Value]]:
    if d.seller:
        yield "seller", _party(d.seller, "seller")
    if d.buyer:
        yield "buyer", _party(d.buyer, "buyer")
    if d.totals and d.totals.count is not None:
        yield "packages", _count(d.totals.count, "totals/count", words)
    yield "gross_mass", _measure([d.gross_mass] if d.gross_mass else [], "gross_mass", words)
    if d.invoice:
        yield "invoice", _numbers([d.invoice], "invoice")
    yield "containers", _numbers((p.container for p in d.packages if p.container), "packages/*/container")


def _of_declaration(d: ImportDeclaration, words: Language) -> Iterator[tuple[str, Value]]:
    if d.exporter:
        yield "seller", _party(d.exporter, "exporter")
    if d.importer:
        yield "buyer", _party(d.importer, "importer")
    claims = [line.preference for line in d.lines if line.preference]
    yield "agreement", _codes((c.agreement for c in claims), "lines/*/preference/agreement")
    yield "criterion", _codes((c.criterion for c in claims if c.criterion), "lines/*/preference/criterion")
    yield from _of_lines(d.lines, words)
    if d.packages and d.packages.count is not None:
        yield "packages", _count(d.packages.count, "packages/count", words)
    yield "gross_mass", _measure([d.gross_mass] if d.gross_mass else [], "gross_mass", words)
    yield "invoice", _numbers((i.number for i in d.invoices), "invoices/*/number")
    yield "amount", _amount([i.amount for i in d.invoices if i.amount], "invoices/*/amount", words)
    yield "transport", _numbers((r.number for r in d.transport_documents), "transport_documents/*/number")
    yield "voyage", _carriage([(d.vessel.name if d.vessel else None, d.voyage)], "vessel")
    yield "containers", _numbers((e.number for e in d.equipment), "equipment/*/number")
    yield "loading", _place(d.port_of_loading, "port_of_loading")
    yield "discharge", _place(d.port_of_discharge, "port_of_discharge")


def _of_lines(lines: Iterable[Any], words: Language) -> Iterator[tuple[str, Value]]:
    """What lines of goods state in every document: origin, classification, quantity."""
    rows = list(lines)
    countries = (line.origin_country for line in rows if line.origin_country)
    yield "origin", _codes(countries, "lines/*/origin_country")
    yield "hs", _classifications([line.classification for line in rows if line.classification])
    yield "quantity", _measure([line.quantity for line in rows if line.quantity], "lines/*/quantity", words)


def _party(party: Party, path: str) -> Value:
    return Value(party.name or party.name_local or "–", path, spellings(party), scale="loose")


def _codes(values: Iterable[str], path: str) -> Value:
    distinct = list(dict.fromkeys(values))
    return Value(", ".join(distinct), path, frozenset(distinct))


def _numbers(values: Iterable[str], path: str) -> Value:
    distinct = list(dict.fromkeys(values))
    return Value(", ".join(distinct), path, frozenset(normalised(v) for v in distinct))


def _count(value: int, path: str, words: Language) -> Value:
    return Value(words.integer(value), path, frozenset({str(value)}))


def _measure(measures: list[Measure], path: str, words: Language) -> Value:
    """The sum of measures in each unit."""
    return _sums(((m.value, m.unit) for m in measures), path, words)


def _amount(amounts: list[Amount], path: str, words: Language) -> Value:
    """The sum of amounts in each currency."""
    return _sums(((a.value, a.currency) for a in amounts), path, words)


def _sums(values: Iterable[tuple[Decimal, str]], path: str, words: Language) -> Value:
    sums: dict[str, Decimal] = {}
    for value, scale in values:
        sums[scale] = sums.get(scale, Decimal(0)) + value
    text = ", ".join(f"{words.number(value)} {scale}" for scale, value in sums.items())
    return Value(text, path, frozenset(f"{v.normalize():f}" for v in sums.values()), ",".join(sorted(sums)))


def _classifications(codes: list[Classification]) -> Value:
    """Codes at six digits, on the scale of their edition."""
    shown = dict.fromkeys(f"{c.code}" + (f" ({c.edition})" if c.edition else "") for c in codes)
    editions = sorted({c.edition or "" for c in codes})
    return Value(
        ", ".join(shown), "lines/*/classification", frozenset(c.code[:6] for c in codes), ",".join(editions)
    )


def _place(place: Location | None, path: str) -> Value:
    if place is None:
        return Value("", path, frozenset())
    text = (
        f"{place.name} ({place.locode})" if place.name and place.locode else place.name or place.locode or ""
    )
    keys = {normalised(part) for part in (place.name, place.locode) if part}
    return Value(text, path, frozenset(keys), scale="loose")


def _carriage(legs: Iterable[tuple[str | None, str | None]], path: str) -> Value:
    """Vessels and voyages or flights: documents give the one, the other or both."""
    named = [[part for part in leg if part] for leg in legs]
    text = ", ".join(dict.fromkeys(" ".join(parts) for parts in named if parts))
    return Value(text, path, frozenset(normalised(part) for parts in named for part in parts), scale="loose")
