"""Segments that messages share: times, places, parties, transport, equipment."""

from adapters.codelists import table
from adapters.drafting import Drafting
from adapters.mapping import below
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values.codes import container, country, flag, imo, locode
from adapters.values.text import code, identifier, text
from adapters.values.times import iso_of_edifact

_CALL_SIGNS = ("103", "ZZZ")


def time_of(segment: Node) -> str:
    """A DTM's value in ISO 8601: a day, or a moment with the offset if it has one."""
    value = segment.find("1.2")
    if value is None:
        return ""
    return iso_of_edifact((value.text or "").strip(), segment.value("1.3") or "102", value)


def location(drafting: Drafting, segment: Node, path: str) -> None:
    """A LOC: UN/LOCODE where the code is one, else a facility; its name; the country beside it."""
    number, name = segment.find("2.1"), segment.find("2.4")
    if number is not None and not _is_locode(number):
        drafting.convert(below(path, "facility"), number, text)
    elif number is not None:
        drafting.convert(below(path, "locode"), number, locode)
    if name is not None:
        drafting.convert(below(path, "name"), name, text)
    related = segment.find("3.1")
    if related is not None and segment.value("3.2") == "162":
        drafting.convert_if_possible(below(path, "country"), related, country)
    elif related is not None and not drafting.has(below(path, "facility")):
        drafting.convert(below(path, "facility"), related, text)
    for component in segment.children:
        if component.name in ("1.1", "2.2", "2.3", "3.2"):
            drafting.reading.mark_structural(component, "says what the place is, and its code list")


def _is_locode(number: Node) -> bool:
    value = (number.text or "").strip()
    return len(value) == 5 and value.isascii() and value.isalnum() and value[:2].isalpha() and value.isupper()


def party(drafting: Drafting, segment: Node, path: str) -> None:
    """A NAD: identifier by its code list, name, address."""
    _number(drafting, segment, path)
    for name, field in (("4.1", "name"), ("6.1", "address/city"), ("8.1", "address/postcode")):
        found = segment.find(name)
        if found is not None:
            drafting.convert(below(path, field), found, text)
    _unstructured(drafting, segment, path)
    for street in (child for child in segment.children if child.name.startswith("5.")):
        if street.text and street.text.strip():
            drafting.convert(drafting.next_item(below(path, "address/lines")), street, text)
    nation = segment.find("9.1")
    if nation is not None:
        for field in ("address/country", "country"):
            drafting.convert_if_possible(below(path, field), nation, country)
    _registrations(drafting, segment, path)
    for qualifier in segment.named("1.1"):
        drafting.reading.mark_structural(qualifier, "says whose name and address it is")


def _number(drafting: Drafting, segment: Node, path: str) -> None:
    """The party's number, its scheme told by the code list and the agency that keeps it."""
    number = segment.find("2.1")
    if number is None:
        return
    listed = segment.find("2.2") or segment.find("2.3")
    schemes = table("edifact")["party_schemes"]
    whole = f"{segment.value('2.2') or ''}:{segment.value('2.3') or ''}"
    item = drafting.next_item(below(path, "identifiers"))
    if listed is not None:
        drafting.convert(
            f"{item}/scheme",
            listed,
            lambda value, node: schemes.get(whole) or schemes.get(value) or code(value, node),
        )
    else:
        drafting.put_default(f"{item}/scheme", "SENDER", "the sender's own code: no list is named")
    drafting.convert(f"{item}/value", number, identifier)
    for component in segment.children:
        if component.name in ("2.2", "2.3"):
            drafting.reading.mark_structural(component, "says which list the identifier is of")


def _registrations(drafting: Drafting, segment: Node, path: str) -> None:
    """Identifiers that the party's own references hold: RFF+VA, RFF+XA and others."""
    for qualifier, scheme in table("edifact")["registrations"].items():
        for number in segment.find_all(f"RFF[{qualifier}]/1.2"):
            item = drafting.next_item(below(path, "identifiers"))
            drafting.put_default(f"{item}/scheme", scheme, f"a reference RFF+{qualifier} of the party")
            drafting.convert(f"{item}/value", number, identifier)


def _unstructured(drafting: Drafting, segment: Node, path: str) -> None:
    """The name and address of C058, as lines: the first is the name where no element names the party."""
    lines = [
        found for found in segment.children if found.name.startswith("3.") and (found.text or "").strip()
    ]
    if lines and not drafting.has(below(path, "name")):
        drafting.convert(below(path, "name"), lines.pop(0), text)
    for line in lines:
        drafting.convert(drafting.next_item(below(path, "address/lines")), line, text)


def put_transport(drafting: Drafting, segment: Node) -> None:
    """A TDT: mode (UN/ECE Rec 19), voyage, and the ship where it is one."""
    mode = segment.find("3.1")
    known = None if mode is None else table("transport")["mode"].get((mode.text or "")[:1])
    if mode is not None and known is not None and not drafting.has("mode"):
        drafting.put("mode", known, mode)
    voyage = segment.find("2.1")
    if voyage is not None and not drafting.has("voyage"):
        drafting.convert("voyage", voyage, text)
    if known == "sea" and not drafting.has("vessel"):
        number, name = segment.find("8.1"), segment.find("8.4")
        if number is not None and segment.value("8.2") in _CALL_SIGNS:
            drafting.reading.leave(number, "a call sign, not the ship's IMO number")
        elif number is not None:
            drafting.convert_if_possible("vessel/imo", number, imo)
        if name is not None:
            drafting.convert("vessel/name", name, text)
    for qualifier in segment.named("1.1"):
        drafting.reading.mark_structural(qualifier, "says which stage of the transport it is")


def put_equipment(drafting: Drafting, segment: Node, path: str = "equipment") -> None:
    """An EQD with its seals at `path`; a container is a reference besides."""
    number = segment.find("2.1")
    if number is None:
        return
    drafting.convert(f"{path}/number", number, container)
    put_reference(drafting, number, "CNTR")
    size = segment.find("3.1")
    if size is not None:
        drafting.convert_if_possible(f"{path}/size_type", size, code)
    full = segment.find("6.1")
    laden = None if full is None else table("edifact")["laden"].get((full.text or "").strip())
    if full is not None and laden is not None:
        drafting.put(f"{path}/laden", flag(laden, full), full)
    for seal in (found for sealed in segment.named("SEL") for found in sealed.named("1.1")):
        if seal.text:
            drafting.convert(drafting.next_item(f"{path}/seals"), seal, text)
    for component in segment.children:
        if component.name in ("1.1", "3.2", "3.3"):
            drafting.reading.mark_structural(component, "says what the equipment is, and its code list")
