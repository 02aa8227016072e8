"""EDIFACT INVOIC → invoice record (kind 3): EANCOM, EN 16931 and the plain directories alike."""

from adapters.amounts import price_of_one
from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.edifact.groups import grouped_message, messages_of
from adapters.edifact.rules import (
    amount_at,
    check_function,
    dated,
    describe,
    free_text,
    measure_at,
    number,
    party_at,
    put_amount,
    references_at,
)
from adapters.errors import DocumentMalformed, ValueRefused
from adapters.mapping import By, Each, Mapping, Take, apply, below
from adapters.sources.tree import Node
from adapters.values.codes import country, currency, hs, incoterm
from adapters.values.text import text
from contracts.records import Kind

MESSAGE = "INVOIC"
_TOTALS = ("MOA[9]", "MOA[77]", "MOA[86]", "MOA[39]", "MOA[388]")


def _type(_drafting: Drafting, node: Node, _at: str) -> None:
    typed = node.find("BGM/1.1")
    other = None if typed is None else table("transport")["no_invoice"].get((typed.text or "").strip())
    if typed is not None and other is not None:
        raise ValueRefused(typed.place, expected="a commercial invoice (380)", found=other)


def _currency(drafting: Drafting, node: Node, _at: str) -> None:
    """The invoice's currency: CUX, else that of the total, else the one that every amount is in."""
    totals = (node.find(f"{total}/1.3") for total in _TOTALS)
    stated = node.find("CUX[2]/1.2") or node.find("CUX[1]/1.2") or next(filter(None, totals), None)
    if stated is None:
        named = [found for found in node.leaves() if _is_currency(found)]
        stated = named[0] if len({(found.text or "").strip() for found in named}) == 1 else None
    if stated is None:
        raise DocumentMalformed(node.place, expected="CUX with the invoice's currency", found="none")
    drafting.convert("currency", stated, currency)


def _is_currency(component: Node) -> bool:
    return component.location.startswith("MOA#") and component.name == "1.3"


def _total(drafting: Drafting, node: Node, at: str) -> None:
    """The invoice's amount. The amount due (9) is only the rest where something was paid before (113)."""
    prepaid = node.find("MOA[113]/1.2")
    is_rest = prepaid is not None and number((prepaid.text or "").strip(), prepaid) != "0"
    order = (*_TOTALS[1:], _TOTALS[0]) if is_rest else _TOTALS
    if is_rest and not any(node.find(f"{total}/1.2") for total in _TOTALS[1:]) and prepaid is not None:
        said = "something was prepaid, and no total with it is stated: MOA+9 is only the rest"
        drafting.warn("total.rest", prepaid, said)
    amount_at(order, "total", required=True).apply(drafting, node, at)


def _trade_terms(drafting: Drafting, node: Node, _at: str) -> None:
    terms = node.find("TOD")
    rule = None if terms is None else terms.find("3.1")
    if terms is None or rule is None:
        return
    if drafting.convert_if_possible("trade_terms/condition", rule, incoterm):
        place = terms.find("LOC[1]/2.4") or terms.find("3.4")
        if place is not None:
            drafting.convert("trade_terms/place", place, text)


def _charges(drafting: Drafting, node: Node, _at: str) -> None:
    """Freight and insurance into their fields, every other allowance (A) and charge (C) as an adjustment."""
    fields = table("edifact")["charges"]
    for group in (child for child in node.children if child.name in ("ALC[A]", "ALC[C]")):
        stated, service = (
            group.find("MOA[8]") or group.find("MOA[23]") or group.find("MOA[204]"),
            group.find("5.1"),
        )
        value = None if stated is None else stated.find("1.2")
        indicator = group.find("1.1")
        if stated is None or value is None or indicator is None:
            continue
        field = fields.get(((service and service.text) or "").strip()) if group.name == "ALC[C]" else None
        if field is not None and service is not None and not drafting.has(field):
            put_amount(drafting, value, stated.find("1.3"), field)
            drafting.reading.mark_structural(service, "says that the charge is freight or insurance")
            drafting.reading.mark_structural(indicator, "says that it is a charge")
            continue
        reason = group.find("5.4") or service or group.find("2.1")
        if reason is None:
            drafting.reading.leave(group, "an allowance or charge without a reason")
            continue
        path = drafting.next_item("adjustments")
        drafting.put(f"{path}/type", "addition" if group.name == "ALC[C]" else "deduction", indicator)
        drafting.convert(f"{path}/reason", reason, text)
        put_amount(drafting, value, stated.find("1.3"), f"{path}/amount")


def _sequence(drafting: Drafting, node: Node, at: str) -> None:
    from adapters.values.numbers import count

    stated = node.find("1.1")
    if stated is not None and drafting.convert_if_possible(below(at, "sequence"), stated, count):
        return
    position = int(at.rpartition("/")[2]) + 1
    drafting.put_default(below(at, "sequence"), position, "the line's place: LIN has no number")


def _description(drafting: Drafting, node: Node, at: str) -> None:
    """Item descriptions, their parts as one; a coded one where there is no text."""
    found = [child for item in node.named("IMD") for child in item.children if child.name in ("3.4", "3.5")]
    spoken = [child for child in found if (child.text or "").strip()]
    if not spoken:
        coded = node.find("IMD/3.1") or node.find("LIN/3.1") or node.find("3.1") or node.find("PIA/2.1")
        if coded is not None:
            drafting.convert(below(at, "description"), coded, text)
            drafting.warn("description.code", coded, "no description in words: the item's code stands for it")
        return
    joined = " ".join((child.text or "").strip() for child in spoken)
    drafting.convert(below(at, "description"), spoken[0], lambda _value, place: text(joined, place))
    for child in spoken[1:]:
        drafting.reading.mark_structural(child, "goes on with the text before it")


def _classification(drafting: Drafting, node: Node, at: str) -> None:
    """PIA's first number that is of the Harmonized System (7143: HS, CC)."""
    for element in ("2", "3", "4", "5", "6"):
        for item in node.named("PIA"):
            value = item.find(f"{element}.1")
            if (
                value is not None
                and item.value(f"{element}.2") in ("HS", "CC")
                and not drafting.has(below(at, "classification"))
            ):
                drafting.convert_if_possible(below(at, "classification/code"), value, hs)
    customs = node.find("CST/2.1")
    if customs is not None and not drafting.has(below(at, "classification")):
        drafting.convert_if_possible(below(at, "classification/code"), customs, hs)


def _unit_price(drafting: Drafting, node: Node, at: str) -> None:
    """The price of one unit; where it is of several (5284), divided by their number."""
    price = node.find("PRI[AAA]") or node.find("PRI[INV]") or node.find("PRI[AAB]")
    value = None if price is None else price.find("1.2")
    if price is None or value is None:
        return
    base = price.find("1.5")
    convert = number if base is None else price_of_one(drafting, value, base, number)
    if convert is not None:
        put_amount(drafting, value, price.find("CUX[2]/1.2"), below(at, "unit_price"), convert)


LINE: Mapping = (
    By(_sequence, (("1.1", "sequence"),)),
    By(_description, (("IMD/3.4", "description"), ("IMD/3.5", "description"), ("PIA/2.1", "description"))),
    By(_classification, (("PIA/2.1 (HS)", "classification/code"), ("CST/2.1", "classification/code"))),
    Take("ALI/1.1", "origin_country", country, lenient=True),
    measure_at(("QTY[47]", "QTY[46]", "QTY[12]"), "quantity"),
    By(_unit_price, (("PRI[AAA]/1.2", "unit_price/value"),)),
    amount_at(("MOA[203]", "MOA[38]", "MOA[66]"), "amount", required=True),
    Take(("RFF[ON]/1.2", "RFF[CO]/1.2"), "purchase_order"),
)

INVOIC: Mapping = (
    By(_type, (("BGM/1.1", "(must be an invoice)"),)),
    Take("BGM/2.1", "number", required=True),
    dated(("DTM[137]", "DTM[3]"), "issue_date", required=True),
    By(_currency, (("CUX[2]/1.2", "currency"), ("MOA/1.3", "currency"))),
    party_at(("NAD[SE]", "NAD[SU]", "NAD[II]"), "issuer", "seller"),
    party_at(("NAD[BY]", "NAD[IV]"), "buyer"),
    party_at(("NAD[DP]", "NAD[ST]", "NAD[CN]", "NAD[UC]"), "ship_to"),
    By(_trade_terms, (("TOD/3.1", "trade_terms/condition"), ("TOD/LOC[1]/2.4", "trade_terms/place"))),
    By(_total, tuple((f"{total}/1.2", "total/value") for total in _TOTALS)),
    amount_at(("MOA[64]",), "freight"),
    amount_at(("MOA[67]",), "insurance"),
    By(
        _charges,
        (
            ("ALC[C]/MOA[8]/1.2 (FC)", "freight"),
            ("ALC[C]/MOA[8]/1.2 (IN)", "insurance"),
            ("ALC/1.1", "adjustments/n/type"),
            ("ALC/5.4, 5.1, 2.1", "adjustments/n/reason"),
            ("ALC/MOA[8], MOA[23], MOA[204]/1.2", "adjustments/n/amount"),
        ),
    ),
    free_text(("AAI", "INV", "PUR", "AAR", "CUS"), "remarks"),
    references_at("LIN"),
    Each("LIN", "lines", LINE, required=True),
)


def read_invoic(reading: Reading) -> list[Draft]:
    """A draft for every message of the interchange."""
    drafts = []
    for message in messages_of(reading, MESSAGE):
        check_function(reading, message)
        drafting = Drafting(reading, Kind.INVOICE, message)
        apply(INVOIC, drafting, grouped_message(reading, message))
        describe(reading, message)
        drafts.append(drafting.finish())
    return drafts
