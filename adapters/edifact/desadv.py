"""EDIFACT DESADV → packing list (kind 6): the packages of a despatch, by the numbers that they bear."""

from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.edifact.groups import grouped_message, messages_of
from adapters.edifact.rules import (
    EACH,
    check_function,
    dated,
    describe,
    is_eancom,
    mass_at,
    party_at,
    put_references,
    references_at,
    whole_number,
)
from adapters.edifact.rules import number as decimal_number
from adapters.errors import DocumentMalformed
from adapters.mapping import Mapping, Take, apply, below, told
from adapters.sources.tree import Node
from adapters.values.codes import unit
from adapters.values.numbers import count
from adapters.values.text import code, text
from contracts.records import Kind

MESSAGE = "DESADV"


def _contents(drafting: Drafting, node: Node, at: str) -> None:
    """Lines of the package that name the line of the invoice they are of (RFF+IV, component 3)."""
    for line in node.named("LIN"):
        named, quantity = line.find("RFF[IV]/1.3"), line.find("QTY[12]")
        amount = None if quantity is None else quantity.find("1.2")
        of = None if quantity is None else quantity.find("1.3")
        if named is None or amount is None or (of is None and not is_eancom(drafting)):
            continue
        path = drafting.next_item(below(at, "contents"))
        if drafting.convert_if_possible(f"{path}/invoice_line", named, count):
            if of is None:
                drafting.put_default(f"{path}/quantity/unit", "C62", EACH)
            else:
                drafting.convert(f"{path}/quantity/unit", of, unit)
            drafting.convert(f"{path}/quantity/value", amount, decimal_number)


PACKAGE: Mapping = (
    Take("PAC/3.1", "type_code", code, lenient=True),
    Take("PAC/PCI/2.1", "marks", text),
)
_PACKED: Mapping = (mass_at("gross", "gross_mass"), mass_at("net", "net_mass"))

HEAD: Mapping = (
    Take("BGM/2.1", "number", required=True),
    dated(("DTM[137]", "DTM[11]"), "date", required=True),
    Take(("RFF[IV]/1.2", "CPS/LIN/RFF[IV]/1.2"), "invoice", text),
    party_at(("NAD[SE]", "NAD[SU]", "NAD[SF]", "NAD[CZ]"), "issuer", "seller"),
    party_at(("NAD[BY]", "NAD[IV]", "NAD[CN]"), "buyer"),
    *_PACKED,
    references_at("CPS/LIN"),
)

FIELDS: Mapping = (
    *HEAD,
    told(("CPS/PAC/PCI/GIN[BJ]/2.1, GIN[AW], GIN[ML]", "packages/n/id")),
    told(("CPS/1.1 (where no GIN stands)", "packages/n/id")),
    told(("CPS/PAC/3.1", "packages/n/type_code"), ("CPS/PAC/PCI/2.1", "packages/n/marks")),
    told(("CPS/PAC/MEA/3.2", "packages/n/gross_mass, net_mass")),
    told(("CPS/LIN/RFF[IV]/1.3, QTY[12]", "packages/n/contents/n")),
    told(
        ("CPS/PAC/1.1 (of the whole)", "totals/count"),
        ("EQD[CN]/2.1", "references/n (CNTR)"),
    ),
)
"""The mapping as the documentation lists it."""


def read_desadv(reading: Reading) -> list[Draft]:
    """A draft for every message."""
    drafts = []
    for message in messages_of(reading, MESSAGE):
        check_function(reading, message)
        nested = grouped_message(reading, message)
        drafting = Drafting(reading, Kind.PACKING_LIST, message)
        apply(HEAD, drafting, nested)
        _put_packages(drafting, nested)
        for equipment in nested.named("EQD[CN]"):
            _put_container(drafting, equipment)
        put_references(drafting, nested)
        describe(reading, message)
        drafts.append(drafting.finish())
    return drafts


def _put_container(drafting: Drafting, equipment: Node) -> None:
    from adapters.references import put_reference

    number = equipment.find("2.1")
    if number is not None:
        put_reference(drafting, number, "CNTR")


def _put_packages(drafting: Drafting, nested: Node) -> None:
    """A package for every number; a level that only holds other levels (CPS, element 2) gives the totals."""
    levels = nested.named("CPS")
    parents = {level.value("2.1") for level in levels}
    leaves = [level for level in levels if level.value("1.1") not in parents or _numbers(level)]
    if not leaves:
        raise DocumentMalformed(nested.location, expected="packages (CPS)", found="none")
    for level in leaves:
        _put_level(drafting, level)
    for level in (level for level in levels if level not in leaves):
        total, kind = level.find("PAC/1.1"), level.find("PAC/3.1")
        if total is not None and not drafting.has("totals"):
            drafting.convert("totals/count", total, whole_number)
            if kind is not None:
                drafting.convert_if_possible("totals/type_code", kind, code)
        for framing in level.children:
            if framing.name in ("1.1", "2.1", "3.1"):
                drafting.reading.mark_structural(framing, "places the packages in one another")


def _numbers(level: Node) -> list[Node]:
    """The numbers of the level's packages: SSCC (GIN+BJ), licence plate or mark."""
    packed = level.named("PAC")
    places = [*packed, *(pci for pac in packed for pci in pac.named("PCI")), *level.named("LIN")]
    labels = [
        gin for place in places for name in ("GIN[BJ]", "GIN[AW]", "GIN[ML]") for gin in place.named(name)
    ]
    return [
        child
        for gin in labels
        for child in gin.children
        if child.name != "1.1" and (child.text or "").strip()
    ]


def _put_level(drafting: Drafting, level: Node) -> None:
    numbers = _numbers(level) or [node for node in [level.find("1.1")] if node is not None]
    if not numbers:
        raise DocumentMalformed(
            level.location, expected="a number of the package in CPS or GIN", found="none"
        )
    for position, number in enumerate(numbers):
        path = drafting.next_item("packages")
        drafting.convert(f"{path}/id", number, text)
        if position == 0:
            apply(PACKAGE, drafting, level, path)
            measured = level.find("PAC")
            if measured is not None and len(numbers) == 1:
                apply(_PACKED, drafting, measured, path)
            _contents(drafting, level, path)
    for framing in (child for child in level.children if child.name in ("1.1", "2.1", "3.1")):
        if framing.location not in drafting.reading.used:
            drafting.reading.mark_structural(framing, "places the package in another")
    _count(drafting, level, len(numbers))


def _count(drafting: Drafting, level: Node, packages: int) -> None:
    """PAC's number of packages is told by the packages themselves; another number is warned about."""
    stated = level.find("PAC/1.1")
    if stated is None:
        return
    drafting.reading.mark_structural(stated, "counts the packages that are listed")
    if whole_number((stated.text or "").strip(), stated) != packages:
        said = f"{stated.text} packages are stated, {packages} have a number of their own"
        drafting.warn("packages.count", stated, said)
