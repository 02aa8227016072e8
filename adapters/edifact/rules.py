"""Rules that the mappings of messages share: times, parties, places, references, amounts, measures."""

from collections.abc import Iterable

from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.edifact.parts import location, party, put_equipment, time_of
from adapters.errors import ValueRefused
from adapters.mapping import By, below
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values import Convert, Noted, Value
from adapters.values.codes import currency, unit
from adapters.values.numbers import count, decimal
from adapters.values.text import text
from adapters.values.times import day, moment
from contracts.errors import brief

PARTY_READS = (
    ("2.1", "identifiers/n/value"), ("2.2, 2.3", "identifiers/n/scheme"), ("4.1, 3.1", "name"),
    ("5", "address/lines/n"), ("6.1", "address/city"), ("8.1", "address/postcode"), ("9.1", "country"),
)  # fmt: skip
PLACE_READS = (("2.1", "locode"), ("2.1", "facility"), ("2.4", "name"), ("3.1", "country"))


def number(value: str, node: Node) -> str:
    """A decimal; the mark before the fraction is a point or a comma (ISO 9735 §10.1), never both."""
    return decimal(value.replace(",", ".") if value.count(",") == 1 and "." not in value else value, node)


def whole_number(value: str, node: Node) -> int:
    """A count; see `number`."""
    return count(number(value, node), node)


def check_function(reading: Reading, message: Node) -> None:
    """BGM's function: a cancellation makes no record and is refused, a replacement is remarked on."""
    start = message.find("BGM")
    stated = None if start is None else start.find("3.1")
    if start is None or stated is None:
        return
    known, function = table("edifact")["functions"], (stated.text or "").strip()
    if function in known["cancels"]:
        raise ValueRefused(
            stated.place,
            expected="a message that states something",
            found=f"a cancellation of {brief(start.value('2.1') or 'a message')}",
            remedy="Revoke the record that the cancelled message became.",
        )
    if function in known["replaces"]:
        said = "the message replaces an earlier one: supersede the record that that one became"
        reading.warn("message.replaces", stated.location, said)


def describe(reading: Reading, message: Node) -> None:
    """Marks what frames the message, and the qualifiers of every segment of which a value was used."""
    frame, describing = table("edifact")["framing"]["segments"], table("edifact")["describing"]
    for segment in message.children:
        if segment.location in reading.drafted:
            continue
        if segment.name in frame:
            components = segment.children
        elif segment.name == "BGM":
            components = [child for child in segment.children if child.name != "2.1"]
        elif any(child.location in reading.used for child in segment.children):
            components = [
                child for child in segment.children if child.name in describing.get(segment.name, ())
            ]
        else:
            continue
        for component in components:
            if component.location not in reading.used:
                reading.mark_structural(component, "says what the values beside it are")


def _first(node: Node, paths: Iterable[str]) -> Node | None:
    return next((found for path in paths if (found := node.find(path)) is not None), None)


def dated(paths: tuple[str, ...], target: str, *, required: bool = False) -> By:
    """A rule: the day of the first DTM at `paths`; of a moment its day, as the document has it."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        timed = _first(node, paths)
        value = None if timed is None else timed.find("1.2")
        if timed is None or value is None:
            if required:
                raise ValueRefused(node.place, expected=" or ".join(paths), found="nothing there")
            return
        iso = time_of(timed)
        drafting.convert(below(at, target), value, lambda _value, place: day(iso[:10], place))

    return By(apply, tuple((f"{path}/1.2", target) for path in paths))


def timed(paths: tuple[str, ...], target: str) -> By:
    """A rule: the moment of the first DTM at `paths`, where it has a time of day."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = _first(node, paths)
        value = None if found is None else found.find("1.2")
        if found is None or value is None or "T" not in time_of(found):
            return
        iso = time_of(found)
        drafting.convert(below(at, target), value, lambda _value, place: moment(iso, place))

    return By(apply, tuple((f"{path}/1.2", target) for path in paths))


def party_at(paths: tuple[str, ...], *targets: str) -> By:
    """A rule: the party of the first NAD at `paths`, at every one of `targets`."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = _first(node, paths)
        if found is not None:
            for target in targets:
                party(drafting, found, below(at, target))

    reads = [(f"{path}/{a}", f"{t}/{b}") for path in paths for t in targets for a, b in PARTY_READS]
    return By(apply, tuple(reads))


def place_at(paths: tuple[str, ...], target: str) -> By:
    """A rule: the place of the first LOC at `paths`."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = _first(node, paths)
        if found is not None:
            location(drafting, found, below(at, target))

    return By(apply, tuple((f"{path}/{a}", f"{target}/{b}") for path in paths for a, b in PLACE_READS))


def references_at(*sources: str) -> By:
    """A rule: every RFF of a type that references have, directly in the node or below `sources`."""

    def apply(drafting: Drafting, node: Node, _at: str) -> None:
        for level in [node, *(found for source in sources for found in node.find_all(source))]:
            put_references(drafting, level)

    reads = tuple(f"{source}/" if source else "" for source in ("", *sources))
    return By(apply, tuple((f"{each}RFF/1.2", "/references/n") for each in reads))


def put_references(drafting: Drafting, level: Node) -> None:
    """Every RFF directly in `level` whose type references have, with its date where it has one."""
    types = table("edifact")["references"]
    for segment in level.children:
        type_ = types.get(segment.name[4:-1]) if segment.name.startswith("RFF[") else None
        value = segment.find("1.2")
        if type_ is None or value is None:
            continue
        path = put_reference(drafting, value, type_)
        issued = segment.find("DTM[171]")
        if path is not None and issued is not None:
            dated(("DTM[171]",), "date").apply(drafting, segment, path)


def amount_at(paths: tuple[str, ...], target: str, *, required: bool = False) -> By:
    """A rule: the first MOA at `paths`, in its own currency or in that of the message's CUX."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = _first(node, paths)
        value = None if found is None else found.find("1.2")
        if found is not None and value is not None:
            put_amount(drafting, value, found.find("1.3"), below(at, target))
        elif required:
            raise ValueRefused(node.place, expected=" or ".join(paths), found="nothing there")

    return By(apply, tuple((f"{path}/1.2", f"{target}/value") for path in paths))


def put_amount(
    drafting: Drafting, value: Node, named: Node | None, path: str, convert: Convert = number
) -> None:
    """The amount at `path`: its currency is its own, or the document's, which is then marked as a default."""
    drafting.convert(f"{path}/value", value, convert)
    if named is not None:
        drafting.convert(f"{path}/currency", named, currency)
    else:
        common: Value | None = drafting.values.get("currency")
        if common is None:
            raise ValueRefused(value.place, expected="a currency here or in CUX", found="none")
        drafting.put_default(f"{path}/currency", common, "the document's currency")


EACH = "EANCOM: a quantity without a unit counts trade units"
"""GS1 EANCOM, QTY 6411: the unit is stated for products of variable measure only."""


def is_eancom(drafting: Drafting) -> bool:
    """True for a message that UNH assigns to EANCOM (0057: EAN007, EAN010, …)."""
    return (drafting.nodes[0].value("UNH/2.5") or "").startswith("EAN")


def measure_at(paths: tuple[str, ...], target: str, value: str = "1.2", named: str = "1.3") -> By:
    """A rule: the quantity of the first segment at `paths`; without a unit Rec 20 knows it stays unmapped."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        segment = _first(node, paths)
        found = None if segment is None else segment.find(value)
        if segment is None or found is None:
            return
        unit_of = segment.find(named)
        if unit_of is None and segment.name.startswith("QTY") and is_eancom(drafting):
            drafting.put_default(f"{below(at, target)}/unit", "C62", EACH)
            drafting.convert(f"{below(at, target)}/value", found, number)
        elif unit_of is None:
            drafting.warn("unit.absent", found, "a quantity without a unit is left unmapped")
            drafting.reading.leave(found, "no unit")
        elif drafting.convert_if_possible(f"{below(at, target)}/unit", unit_of, unit):
            drafting.convert(f"{below(at, target)}/value", found, number)

    reads = [(f"{path}/{value}", f"{target}/value") for path in paths]
    return By(apply, (*reads, *((f"{path}/{named}", f"{target}/unit") for path in paths)))


def mass_at(what: str, target: str) -> By:
    """A rule: the mass or volume that MEA states (UNTDID 6313)."""
    codes = table("edifact")["measures"][what]
    return measure_at(tuple(f"MEA[{code}]" for code in codes), target, "3.2", "3.1")


def free_text(subjects: tuple[str, ...], target: str) -> By:
    """A rule: the text of the first FTX of `subjects`, its lines as one."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = _first(node, (f"FTX[{subject}]" for subject in subjects))
        lines = [] if found is None else [child for child in found.children if child.name.startswith("4.")]
        spoken = [line for line in lines if line.text and line.text.strip()]
        if not spoken:
            return
        joined = " ".join((line.text or "").strip() for line in spoken)
        drafting.convert(below(at, target), spoken[0], lambda _value, place: _one_line(joined, place))
        for line in spoken[1:]:
            drafting.reading.mark_structural(line, "goes on with the text before it")

    return By(apply, tuple((f"FTX[{subject}]/4", target) for subject in subjects))


def _one_line(joined: str, node: Node) -> Value | Noted:
    return text(joined, node)


def equipment_of(drafting: Drafting, segment: Node, path: str) -> bool:
    """An EQD with its seals at `path`; False where it names no equipment."""
    if segment.find("2.1") is None:
        return False
    put_equipment(drafting, segment, path)
    return True
