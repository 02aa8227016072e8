"""Cross Industry Invoice → invoice record (kind 3): D16B to D22B, whose elements keep their names."""

from dataclasses import replace

from adapters.amounts import amount_of, price_of_one, put_amount
from adapters.cii.parts import CLASSIFICATION, PARTY, dated, measure
from adapters.cii.zugferd1 import ROOT as ZUGFERD_1
from adapters.cii.zugferd1 import in_todays_names
from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.errors import DocumentMalformed, ValueRefused
from adapters.mapping import By, Each, Frame, Mapping, Take, Within, apply, below, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values.codes import country, currency, flag, incoterm
from adapters.values.numbers import count, decimal
from adapters.values.text import text
from contracts.records import Kind

_DOCUMENT = "rsm:ExchangedDocument"
_TRADE = "rsm:SupplyChainTradeTransaction"
_AGREED = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement"
_DELIVERED = f"{_TRADE}/ram:ApplicableHeaderTradeDelivery"
_SETTLED = f"{_TRADE}/ram:ApplicableHeaderTradeSettlement"
_TOTALS = f"{_SETTLED}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
_CHARGES = {"FC": "freight", "IN": "insurance"}
_LINES = f"{_TRADE}/ram:IncludedSupplyChainTradeLineItem"
_LINE_AGREED = "ram:SpecifiedLineTradeAgreement"
_PRICED = f"{_LINE_AGREED}/ram:NetPriceProductTradePrice"
_CHARGED = f"{_SETTLED}/ram:SpecifiedTradeAllowanceCharge"
_INDICATOR = ("ram:ChargeIndicator/udt:Indicator", "ram:ChargeIndicator/udt:IndicatorString")
_TERMS = f"{_AGREED}/ram:ApplicableTradeDeliveryTerms"
_PLACE = f"{_TERMS}/ram:RelevantTradeLocation"


def _type(drafting: Drafting, node: Node, _at: str) -> None:
    typed = first_value(node, f"{_DOCUMENT}/ram:TypeCode")
    if typed is None:
        return
    other = table("transport")["no_invoice"].get((typed.text or "").strip())
    if other is not None:
        raise ValueRefused(typed.place, expected="a commercial invoice (380)", found=other)
    drafting.reading.mark_structural(typed, "says what kind of document it is")


def _terms(drafting: Drafting, node: Node, _at: str) -> None:
    rule = first_value(node, f"{_TERMS}/ram:DeliveryTypeCode")
    if rule is None or not drafting.convert_if_possible("trade_terms/condition", rule, incoterm):
        return
    place = first_value(node, (f"{_PLACE}/ram:Name", f"{_PLACE}/ram:ID"))
    if place is not None:
        drafting.convert("trade_terms/place", place, text)


def _references(drafting: Drafting, node: Node, _at: str) -> None:
    """Orders and despatch advices by their element, other documents by their type (UNTDID 1001)."""
    for path, type_ in _REFERENCES:
        for found in node.find_all(f"{path}/ram:IssuerAssignedID"):
            put_reference(drafting, found, type_)
    for found in node.find_all(f"{_AGREED}/ram:AdditionalReferencedDocument"):
        number, typed = first_value(found, "ram:IssuerAssignedID"), first_value(found, "ram:TypeCode")
        known = (
            None
            if typed is None
            else table("transport")["document_reference"].get((typed.text or "").strip())
        )
        if number is None or typed is None or known is None:
            drafting.reading.leave(found, "a document of a type that references do not have")
            continue
        drafting.reading.mark_structural(typed, "chose the type of the reference")
        put_reference(drafting, number, known)


_REFERENCES = (
    (f"{_AGREED}/ram:BuyerOrderReferencedDocument", "PO"),
    (f"{_AGREED}/ram:SellerOrderReferencedDocument", "ORD"),
    (f"{_DELIVERED}/ram:DespatchAdviceReferencedDocument", "PKL"),
    (f"{_LINES}/{_LINE_AGREED}/ram:BuyerOrderReferencedDocument", "PO"),
)


def _charges(drafting: Drafting, node: Node, _at: str) -> None:
    """Freight and insurance into their fields, every other charge and allowance as an adjustment."""
    for charge in node.find_all(_CHARGED):
        indicator = first_value(charge, _INDICATOR)
        value = first_value(charge, "ram:ActualAmount")
        coded, reason = first_value(charge, "ram:ReasonCode"), first_value(charge, "ram:Reason")
        if indicator is None or value is None or (coded or reason) is None:
            continue
        is_charge = flag((indicator.text or "").strip(), indicator)
        field = _CHARGES.get((coded.text or "").strip()) if coded is not None and is_charge else None
        if field is not None and coded is not None and not drafting.has(field):
            put_amount(drafting, value, value.find("@currencyID"), field)
            for chose in (coded, indicator):
                drafting.reading.mark_structural(chose, "says that the charge is freight or insurance")
            continue
        _adjust(drafting, "addition" if is_charge else "deduction", indicator, reason or coded, value)
    for service in node.find_all(f"{_SETTLED}/ram:SpecifiedLogisticsServiceCharge"):
        described, value = first_value(service, "ram:Description"), first_value(service, "ram:AppliedAmount")
        if described is not None and value is not None:
            _adjust(drafting, "addition", described, described, value)


def _adjust(drafting: Drafting, type_: str, indicator: Node, reason: Node | None, value: Node) -> None:
    path = drafting.next_item("adjustments")
    drafting.put(f"{path}/type", type_, indicator)
    if reason is not None:
        drafting.convert(f"{path}/reason", reason, text)
    put_amount(drafting, value, value.find("@currencyID"), f"{path}/amount")


def _total(drafting: Drafting, node: Node, _at: str) -> None:
    """What the buyer pays in all: where something was prepaid, DuePayableAmount is only the rest."""
    prepaid = first_value(node, f"{_TOTALS}/ram:TotalPrepaidAmount")
    whole = first_value(node, f"{_TOTALS}/ram:GrandTotalAmount")
    due = first_value(node, f"{_TOTALS}/ram:DuePayableAmount")
    is_rest = prepaid is not None and decimal((prepaid.text or "").strip(), prepaid) != "0"
    total = whole if whole is not None and (is_rest or due is None) else due
    if total is None:
        raise ValueRefused(node.place, expected=f"{_TOTALS}/ram:GrandTotalAmount", found="nothing there")
    if is_rest and total is not whole:
        said = "something was prepaid, and no total with it is stated: this is only the rest"
        drafting.warn("total.rest", total, said)
    put_amount(drafting, total, total.find("@currencyID"), "total")


def _sequence(drafting: Drafting, node: Node, at: str) -> None:
    found = first_value(node, "ram:AssociatedDocumentLineDocument/ram:LineID")
    if found is not None and drafting.convert_if_possible(below(at, "sequence"), found, count):
        return
    position = int(at.rpartition("/")[2]) + 1
    drafting.put_default(below(at, "sequence"), position, "the line's place: its ID is no number")


def _unit_price(drafting: Drafting, node: Node, at: str) -> None:
    """The net price of one unit; where it is of several (BasisQuantity), divided by their number."""
    price = first_value(node, f"{_PRICED}/ram:ChargeAmount")
    base = first_value(node, f"{_PRICED}/ram:BasisQuantity")
    if price is None:
        return
    convert = decimal if base is None else price_of_one(drafting, price, base)
    if convert is not None:
        put_amount(drafting, price, price.find("@currencyID"), below(at, "unit_price"), convert)


LINE: Mapping = (
    By(_sequence, (("ram:AssociatedDocumentLineDocument/ram:LineID", "sequence"),)),
    Take(("ram:SpecifiedTradeProduct/ram:Name", "ram:SpecifiedTradeProduct/ram:Description"), "description"),
    Within("ram:SpecifiedTradeProduct", "", (CLASSIFICATION,)),
    Take("ram:SpecifiedTradeProduct/ram:OriginTradeCountry/ram:ID", "origin_country", country, lenient=True),
    measure(("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",), "quantity"),
    By(
        _unit_price,
        ((f"{_PRICED}/ram:ChargeAmount", "unit_price"),),
    ),
    amount_of(
        "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
        "amount",
        required=True,
    ),
    Take(
        f"{_LINE_AGREED}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID",
        "purchase_order",
    ),
)

INVOICE: Mapping = (
    By(_type, ((f"{_DOCUMENT}/ram:TypeCode", "(must be an invoice)"),)),
    Take(f"{_DOCUMENT}/ram:ID", "number", required=True),
    dated(f"{_DOCUMENT}/ram:IssueDateTime", "issue_date", required=True),
    Take(f"{_SETTLED}/ram:InvoiceCurrencyCode", "currency", currency, required=True),
    Within(f"{_AGREED}/ram:SellerTradeParty", "issuer", PARTY),
    Within(f"{_AGREED}/ram:SellerTradeParty", "seller", PARTY),
    Within(f"{_AGREED}/ram:BuyerTradeParty", "buyer", PARTY),
    Within(f"{_DELIVERED}/ram:ShipToTradeParty", "ship_to", PARTY),
    By(
        _terms,
        (
            (f"{_TERMS}/ram:DeliveryTypeCode", "trade_terms/condition"),
            (f"{_TERMS}/ram:RelevantTradeLocation/ram:Name", "trade_terms/place"),
        ),
    ),
    By(
        _total,
        (
            (f"{_TOTALS}/ram:DuePayableAmount", "total/value"),
            (f"{_TOTALS}/ram:GrandTotalAmount", "total/value"),
        ),
    ),
    By(
        _charges,
        (
            (f"{_CHARGED}/ram:ActualAmount", "adjustments/n/amount"),
            (
                f"{_CHARGED}/ram:Reason, ram:ReasonCode",
                "adjustments/n/reason",
            ),
            (f"{_CHARGED}/ram:ActualAmount (FC, IN)", "freight, insurance"),
            (f"{_SETTLED}/ram:SpecifiedLogisticsServiceCharge/ram:AppliedAmount", "adjustments/n/amount"),
        ),
    ),
    Take(f"{_DOCUMENT}/ram:IncludedNote/ram:Content", "remarks"),
    By(
        _references,
        (
            *((f"{path}/ram:IssuerAssignedID", "references/n") for path, _ in _REFERENCES),
            (f"{_AGREED}/ram:AdditionalReferencedDocument/ram:IssuerAssignedID", "references/n"),
        ),
    ),
    Each(_LINES, "lines", LINE, required=True),
    Frame(
        (
            "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID",
            "rsm:ExchangedDocumentContext/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID",
            "rsm:ExchangedDocumentContext/ram:TestIndicator/udt:Indicator",
            "@xsi:schemaLocation",
        ),
        "frames the document",
    ),
)


_NO_GOODS = {"INFORMATION": "a line of text, no goods", "GROUP": "sums up the lines below it"}


def _of_goods(reading: Reading, root: Node) -> Node:
    """The tree without lines that are no goods: notes, and sums of other lines (Factur-X EXTENDED, BT-X-8).

    ZUGFeRD 1.0 names no kinds: there a line without a product is a note.
    """
    kept: list[Node] = []
    for part in root.children:
        lines = []
        for child in part.children:
            kind = child.value("ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode") or ""
            is_line = child.name == "ram:IncludedSupplyChainTradeLineItem"
            is_note = is_line and child.find("ram:SpecifiedTradeProduct") is None
            why = _NO_GOODS.get("INFORMATION" if is_note else kind) if is_line else None
            if why is None:
                lines.append(child)
            else:
                reading.leave(child, why)
        kept.append(replace(part, children=lines))
    return replace(root, children=kept)


def read_invoice(reading: Reading) -> list[Draft]:
    """The invoice's draft."""
    root = in_todays_names(reading.root) if reading.root.name == ZUGFERD_1 else reading.root
    root = _of_goods(reading, root)
    if not root.find_all(_LINES):
        raise DocumentMalformed(
            root.place,
            expected="at least one line of goods (IncludedSupplyChainTradeLineItem)",
            found="an invoice without lines, as the profiles MINIMUM and BASIC WL are",
            remedy="Ask the sender for the profile BASIC or a higher one: these two say nothing of goods.",
        )
    drafting = Drafting(reading, Kind.INVOICE, reading.root)
    apply(INVOICE, drafting, root)
    return [drafting.finish()]
