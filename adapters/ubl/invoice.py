"""UBL Invoice → invoice record (kind 3). Element paths follow UBL 2.1 §Invoice; later versions only add."""

from adapters.amounts import price_of_one
from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.errors import DocumentMalformed, ValueRefused
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
_TOTALS = ("cac:LegalMonetaryTotal/cbc:PayableAmount", "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount")
_AMOUNT = (("", "value"), ("/@currencyID", "currency"))
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


def _currency(drafting: Drafting, node: Node, _at: str) -> None:
    """The document's currency; UBL lets it out, for every amount names its own: then that of the total."""
    stated = first_value(node, "cbc:DocumentCurrencyCode")
    if stated is not None:
        drafting.convert("currency", stated, currency)
        return
    total = first_value(node, _TOTALS)
    of_total = None if total is None else total.find("@currencyID")
    if of_total is None:
        raise DocumentMalformed(
            node.place,
            expected="cbc:DocumentCurrencyCode, or @currencyID of the total",
            found="nothing there",
        )
    drafting.convert("currency", of_total, currency)


def _total(drafting: Drafting, node: Node, _at: str) -> None:
    """What the buyer pays for the goods, in all: what was paid before the invoice belongs to it.

    The price is the total payment made or to be made (WTO valuation agreement, note to Art. 1): where
    something was prepaid, PayableAmount is only the rest.
    """
    prepaid = first_value(node, "cac:LegalMonetaryTotal/cbc:PrepaidAmount")
    whole = first_value(node, _TOTALS[1])
    is_rest = prepaid is not None and decimal((prepaid.text or "").strip(), prepaid) != "0"
    total = whole if is_rest and whole is not None else first_value(node, _TOTALS[0])
    if total is None:
        raise ValueRefused(node.place, expected=_TOTALS[0], found="nothing there")
    if is_rest and total is not whole:
        said = "something was prepaid, and no total with it is stated: this is only the rest"
        drafting.warn("total.rest", total, said)
    put_amount(drafting, total, "total")


def _unit_price(drafting: Drafting, node: Node, at: str) -> None:
    """The price of one unit; where it is of several (cbc:BaseQuantity), divided by their number."""
    price = first_value(node, "cac:Price/cbc:PriceAmount")
    base = first_value(node, "cac:Price/cbc:BaseQuantity")
    if price is None:
        return
    convert = decimal if base is None else price_of_one(drafting, price, base)
    if convert is not None:
        put_amount(drafting, price, below(at, "unit_price"), convert)


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
    By(
        _currency,
        (
            ("cbc:DocumentCurrencyCode", "currency"),
            *((f"{path}/@currencyID", "currency") for path in _TOTALS),
        ),
    ),
    By(_total, tuple((f"{path}{part}", f"total/{field}") for path in _TOTALS for part, field in _AMOUNT)),
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
