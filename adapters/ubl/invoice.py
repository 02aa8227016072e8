"""UBL Invoice → invoice record (kind 3). Element paths follow UBL 2.1 §Invoice; later versions only add."""

from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.errors import ValueRefused
from adapters.mapping import By, Each, Frame, Mapping, Take, Within, apply, below, first_value
from adapters.sources.tree import Node
from adapters.ubl.parties import PARTY
from adapters.ubl.parts import (
    CLASSIFICATION,
    ENVELOPE,
    amount,
    line_number,
    measure,
    put_amount,
    reference,
    typed_references,
)
from adapters.values.codes import country, currency, flag, incoterm
from adapters.values.numbers import decimal
from adapters.values.text import text
from adapters.values.times import day
from contracts.records import Kind

ROOT = "Invoice"
_TERMS_PLACE = (
    "cac:DeliveryLocation/cbc:ID",
    "cac:DeliveryLocation/cbc:Description",
    "cac:DeliveryLocation/cbc:Name",
)


def _type(drafting: Drafting, node: Node, _at: str) -> None:
    """The type of the document, which must be an invoice: not a credit note, not a pro-forma."""
    typed = first_value(node, "cbc:InvoiceTypeCode")
    if typed is None:
        return
    other = table("transport")["no_invoice"].get((typed.text or "").strip())
    if other is not None:
        raise ValueRefused(typed.place, expected="a commercial invoice (380)", found=other)
    drafting.reading.mark_structural(typed, "says what kind of document it is")


def _description(drafting: Drafting, node: Node, at: str) -> None:
    """Item name and description; both stand in the record when they differ."""
    name, described = first_value(node, "cac:Item/cbc:Name"), first_value(node, "cac:Item/cbc:Description")
    main = described or name or first_value(node, "cbc:Note")
    if main is not None:
        drafting.convert(below(at, "description"), main, text)
    if name is not None and name is not main:
        drafting.reading.leave(name, "the description is taken instead")


def _adjustments(drafting: Drafting, node: Node, _at: str) -> None:
    """Charges are additions to the price, allowances deductions (WTO valuation agreement Art. 8)."""
    for charge in node.named("cac:AllowanceCharge"):
        indicator, value = charge.find("cbc:ChargeIndicator"), charge.find("cbc:Amount")
        reason = first_value(charge, ("cbc:AllowanceChargeReason", "cbc:AllowanceChargeReasonCode"))
        if indicator is None or value is None or reason is None:
            continue
        path = drafting.next_item("adjustments")
        is_charge = flag((indicator.text or "").strip(), indicator)
        drafting.put(f"{path}/type", "addition" if is_charge else "deduction", indicator)
        drafting.convert(f"{path}/reason", reason, text)
        put_amount(drafting, value, f"{path}/amount")


def _remarks(drafting: Drafting, node: Node, _at: str) -> None:
    """The first note; its language is the document's, if it names one."""
    note = first_value(node, "cbc:Note")
    if note is not None:
        drafting.convert("remarks", note, text)


def _trade_terms(drafting: Drafting, node: Node, at: str) -> None:
    """DeliveryTerms: its ID where that is an Incoterms rule, with the place named."""
    terms = node.find("cac:DeliveryTerms")
    rule = None if terms is None else first_value(terms, "cbc:ID")
    if terms is None or rule is None:
        return
    if drafting.convert_if_possible(below(at, "trade_terms/condition"), rule, incoterm):
        place = first_value(terms, _TERMS_PLACE)
        if place is not None:
            drafting.convert(below(at, "trade_terms/place"), place, text)


def _unit_price(drafting: Drafting, node: Node, at: str) -> None:
    """The price of one unit; a price of several (cbc:BaseQuantity) is no unit price and stays unmapped."""
    price = first_value(node, "cac:Price/cbc:PriceAmount")
    base = first_value(node, "cac:Price/cbc:BaseQuantity")
    if price is None:
        return
    if base is not None:
        if decimal((base.text or "").strip(), base) != "1":
            drafting.warn("price.base_quantity", price, f"a price of {base.text} units is left unmapped")
            drafting.reading.leave(price, "a price of several units")
            return
        drafting.reading.mark_structural(base, "says that the price is of one unit")
    put_amount(drafting, price, below(at, "unit_price"))


LINE: Mapping = (
    By(line_number("cbc:ID"), (("cbc:ID", "sequence"),)),
    By(
        _description,
        (("cac:Item/cbc:Description", "description"), ("cac:Item/cbc:Name", "description")),
    ),
    Within("cac:Item", "", (CLASSIFICATION,)),
    Take("cac:Item/cac:OriginCountry/cbc:IdentificationCode", "origin_country", country),
    measure("cbc:InvoicedQuantity", "quantity"),
    By(
        _unit_price,
        (
            ("cac:Price/cbc:PriceAmount", "unit_price/value"),
            ("cac:Price/cbc:PriceAmount/@currencyID", "unit_price/currency"),
        ),
    ),
    amount("cbc:LineExtensionAmount", "amount", required=True),
    Take("cac:OrderLineReference/cac:OrderReference/cbc:ID", "purchase_order"),
)

INVOICE: Mapping = (
    Take("cbc:ID", "number", required=True),
    Take("cbc:IssueDate", "issue_date", day, required=True),
    Within("cac:AccountingSupplierParty/cac:Party", "issuer", PARTY),
    Within("cac:AccountingSupplierParty/cac:Party", "seller", PARTY),
    Within("cac:AccountingCustomerParty/cac:Party", "buyer", PARTY),
    Within("cac:Delivery/cac:DeliveryParty", "ship_to", PARTY),
    By(
        _trade_terms,
        (
            ("cac:DeliveryTerms/cbc:ID", "trade_terms/condition"),
            *((f"cac:DeliveryTerms/{path}", "trade_terms/place") for path in _TERMS_PLACE),
        ),
    ),
    Take("cbc:DocumentCurrencyCode", "currency", currency, required=True),
    amount("cac:LegalMonetaryTotal/cbc:PayableAmount", "total", required=True),
    By(
        _adjustments,
        (
            ("cac:AllowanceCharge/cbc:ChargeIndicator", "adjustments/n/type"),
            ("cac:AllowanceCharge/cbc:AllowanceChargeReason", "adjustments/n/reason"),
            ("cac:AllowanceCharge/cbc:Amount", "adjustments/n/amount/value"),
            ("cac:AllowanceCharge/cbc:Amount/@currencyID", "adjustments/n/amount/currency"),
        ),
    ),
    By(_remarks, (("cbc:Note", "remarks"),)),
    reference("cac:OrderReference/cbc:ID", "PO"),
    reference("cac:InvoiceLine/cac:OrderLineReference/cac:OrderReference/cbc:ID", "PO"),
    typed_references("cac:AdditionalDocumentReference"),
    Each("cac:InvoiceLine", "lines", LINE, required=True),
    Frame(ENVELOPE, "frames the document"),
    By(_type, (("cbc:InvoiceTypeCode", "(must be an invoice)"),)),
)


def read_invoice(reading: Reading) -> list[Draft]:
    """The invoice's draft."""
    drafting = Drafting(reading, Kind.INVOICE, reading.root)
    apply(INVOICE, drafting, reading.root)
    return [drafting.finish()]
