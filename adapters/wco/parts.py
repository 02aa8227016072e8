"""Parts of a declaration: parties, moments by format code, measures and amounts, documents."""

import re

from adapters.codelists import table
from adapters.drafting import Drafting
from adapters.mapping import By, Mapping, Rule, Take, Within, below, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values.codes import country, currency, unit
from adapters.values.numbers import count, decimal
from adapters.values.text import code, identifier, text
from adapters.values.times import day, iso_of_edifact, moment, moment_in

_EORI = re.compile(
    r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[A-Z0-9]{4,15}\Z"
)


def _identifier(drafting: Drafting, node: Node, at: str) -> None:
    """A party's ID, its scheme told by its shape: EORI, Japanese corporate number, else TRADER."""
    found = first_value(node, "ID")
    if found is None:
        return
    path = drafting.next_item(below(at, "identifiers"))
    drafting.convert(f"{path}/scheme", found, lambda value, _node: scheme_of(value))
    drafting.convert(f"{path}/value", found, identifier)


def scheme_of(value: str) -> str:
    """The scheme of a trader's identifier, by its shape and check digit."""
    from stdnum.jp import cn

    if _EORI.match(value):
        return "EORI"
    return "JCN" if value.isdigit() and cn.is_valid(value) else "TRADER"


def _country(drafting: Drafting, node: Node, at: str) -> None:
    found = first_value(node, "Address/CountryCode")
    if found is not None:
        drafting.convert(below(at, "country"), found, country)


def _lines(drafting: Drafting, node: Node, at: str) -> None:
    for found in node.named("Line"):
        if found.text and found.text.strip():
            drafting.convert(drafting.next_item(below(at, "lines")), found, text)


ADDRESS: Mapping = (
    By(_lines, (("Line", "lines/n"),)),
    Take("CityName", "city"),
    Take(("CountrySubDivisionName", "CountrySubDivisionID"), "region"),
    Take("PostcodeID", "postcode"),
    Take("CountryCode", "country", country),
)

PARTY: Mapping = (
    Take("Name", "name"),
    By(_identifier, (("ID", "identifiers/n/value"), ("ID", "identifiers/n/scheme"))),
    Within("Address", "address", ADDRESS),
    By(_country, (("Address/CountryCode", "country"),)),
)


def responsible_country(drafting: Drafting) -> str | None:
    """The country of the administration that the message is for."""
    return drafting.reading.root.value("md:ResponsibleCountryCode")


def put_day(drafting: Drafting, node: Node, path: str) -> None:
    """The day at `node`; of a moment its day, with a warning."""
    written = first_value(node, ("ds:DateTimeString", "DateTimeString", "."))
    if written is None:
        return
    format_ = written.value("@formatCode") or "102"
    stated, _, time = iso_of_edifact((written.text or "").strip(), format_, written).partition("T")
    if time:
        drafting.warn("date.time", written, f"the time {time} is left out: the field is a day")
    drafting.convert(path, written, lambda _value, at: day(stated, at))


def put_time(drafting: Drafting, node: Node, path: str, *, day_path: str | None = None) -> None:
    """The time at `node`; a day goes to `day_path`, or stays unmapped where there is none."""
    written = first_value(node, ("ds:DateTimeString", "DateTimeString", "."))
    if written is None:
        return
    format_ = written.value("@formatCode") or "304"
    iso = iso_of_edifact((written.text or "").strip(), format_, written)
    if "T" in iso:
        place = responsible_country(drafting)
        conversion = moment_in(place) if place else moment
        drafting.convert(path, written, lambda _value, at: conversion(iso, at))
    elif day_path is not None:
        drafting.convert(day_path, written, lambda _value, at: day(iso, at))
    else:
        drafting.warn("time.day_only", written, f"the day {iso} without a time is left unmapped")
        drafting.reading.leave(written, "a day where a moment is needed: no midnight is invented")


def moment_at(source: str, target: str) -> Rule:
    """A rule: the moment at `source`."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = node.find(source)
        if found is not None:
            put_time(drafting, found, below(at, target))

    return By(apply, ((f"{source}/ds:DateTimeString", target),))


def mass(source: str, target: str) -> Rule:
    """A rule: a mass, in kilograms where no unit is named, as the dialect prescribes (DE 6/1, 6/5)."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = first_value(node, source)
        if found is None:
            return
        path, named = below(at, target), found.find("@unitCode")
        drafting.convert(f"{path}/value", found, decimal)
        if named is not None:
            drafting.convert(f"{path}/unit", named, unit)
        else:
            drafting.put_default(f"{path}/unit", "KGM", "kilograms, as the dialect prescribes")

    return By(apply, ((source, f"{target}/value"), (f"{source}/@unitCode", f"{target}/unit")))


def put_quantity(drafting: Drafting, node: Node, path: str) -> None:
    """A quantity with its unit; without a unit of Rec 20 it stays unmapped."""
    named = node.find("@unitCode")
    if named is None:
        drafting.warn("unit.absent", node, "a quantity without a unit is left unmapped")
        drafting.reading.leave(node, "no unit: the tariff line says which")
    elif drafting.convert_if_possible(f"{path}/unit", named, unit):
        drafting.convert(f"{path}/value", node, decimal)
    else:
        drafting.reading.leave(node, "its unit is not in UN/ECE Rec 20")


def amount(source: str | tuple[str, ...], target: str) -> Rule:
    """A rule: the first amount at `source` with its currency."""
    sources = (source,) if isinstance(source, str) else source

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = first_value(node, sources)
        if found is not None:
            put_amount(drafting, found, below(at, target))

    reads = [(each, f"{target}/value") for each in sources]
    return By(apply, (*reads, *((f"{each}/@currencyID", f"{target}/currency") for each in sources)))


def put_amount(drafting: Drafting, node: Node, path: str) -> None:
    """An amount; one without a currency stays unmapped, with a warning."""
    named = node.find("@currencyID")
    if named is None:
        drafting.warn("currency.absent", node, "an amount without a currency is left unmapped")
        drafting.reading.leave(node, "no currency")
        return
    drafting.convert(f"{path}/value", node, decimal)
    drafting.convert(f"{path}/currency", named, currency)


def document_code(node: Node) -> str:
    """CategoryCode and TypeCode as one: N935, C514, YDCR."""
    return f"{node.value('CategoryCode') or ''}{node.value('TypeCode') or ''}"


def put_document(drafting: Drafting, node: Node, path: str) -> None:
    """A document that a declaration or line rests on, at the next item of the list `path`."""
    number, typed = first_value(node, "ID"), first_value(node, ("TypeCode", "CategoryCode"))
    if number is None or typed is None:
        drafting.reading.leave(node, "a document without a number or type")
        return
    item = drafting.next_item(path)
    drafting.convert(f"{item}/type_code", typed, lambda _value, at: code(document_code(node), at))
    for category in node.named("CategoryCode"):
        drafting.reading.mark_structural(category, "is part of the type code")
    drafting.convert(f"{item}/number", number, text)
    line = first_value(node, "LineNumeric")
    if line is not None:
        drafting.convert(f"{item}/sequence", line, count)
    issued = node.find("EffectiveDateTime") or node.find("IssueDateTime")
    if issued is not None:
        put_day(drafting, issued, f"{item}/date")
    quantity = first_value(node, "WriteOff/QuantityQuantity")
    if quantity is not None:
        put_quantity(drafting, quantity, f"{item}/write_off")


DOCUMENT_FIELDS = (
    ("CategoryCode", "type_code"),
    ("TypeCode", "type_code"),
    ("ID", "number"),
    ("LineNumeric", "sequence"),
    ("EffectiveDateTime/ds:DateTimeString", "date"),
    ("WriteOff/QuantityQuantity", "write_off/value"),
    ("WriteOff/QuantityQuantity/@unitCode", "write_off/unit"),
)


def put_transport_document(drafting: Drafting, node: Node, *, listed: bool = True) -> bool:
    """A bill of lading or waybill among the references, and the transport documents where the record lists
    them; False for any other.
    """
    number, typed = first_value(node, "ID"), first_value(node, "TypeCode")
    type_ = _transport_type(typed)
    if number is None or typed is None or type_ is None:
        return False
    if listed:
        put_reference(drafting, number, type_, at="transport_documents")
    put_reference(drafting, number, type_)
    for chose in (typed, *node.named("CategoryCode")):
        drafting.reading.mark_structural(chose, "chose the type of the reference")
    return True


def _transport_type(typed: Node | None) -> str | None:
    spelled = (typed.text or "").strip() if typed is not None else ""
    found = table("transport")["document_reference"].get(spelled)
    return str(found) if found in ("BL", "HBL", "AWB", "HAWB") else None
