"""The shipment that a declaration is about: means of transport, documents, invoices, charges."""

from adapters.codelists import table
from adapters.drafting import Drafting
from adapters.mapping import first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values.codes import country, imo
from adapters.values.text import text
from adapters.wco.goods import put_invoice, put_ucr
from adapters.wco.parts import document_code, put_amount, put_document, put_time, put_transport_document


def mode(drafting: Drafting, node: Node, _at: str) -> None:
    """The mode of transport at the border (UN/ECE Rec 19)."""
    stated = first_value(node, "BorderTransportMeans/ModeCode")
    known = None if stated is None else table("transport")["mode"].get((stated.text or "").strip())
    if stated is not None and known is not None:
        drafting.put("mode", known, stated)


def means(drafting: Drafting, node: Node, _at: str) -> None:
    """The means of transport on arrival, or else at the border, by the type of its identification."""
    fields = table("wco")["means"]
    arrival = "GoodsShipment/Consignment/ArrivalTransportMeans"
    for means in (*node.find_all(arrival), *node.named("BorderTransportMeans")):
        number, typed = first_value(means, "ID"), first_value(means, "IdentificationTypeCode")
        field = fields.get((typed.text or "").strip()) if typed is not None else None
        if number is not None and typed is not None and field is not None and not drafting.has(field):
            drafting.reading.mark_structural(typed, "chose the field of its ID")
            drafting.convert_if_possible(field, number, imo if field == "vessel/imo" else text)
        _named_means(drafting, means)
        arrived = means.find("ArrivalDateTime")
        if arrived is not None and not drafting.has("arrival") and not drafting.has("arrival_date"):
            put_time(drafting, arrived, "arrival", day_path="arrival_date")


def _named_means(drafting: Drafting, means: Node) -> None:
    for source, field in (("Name", "vessel/name"), ("JourneyID", "voyage")):
        found = first_value(means, source)
        if found is not None and not drafting.has(field):
            drafting.convert(field, found, text)
    flagged = first_value(means, "RegistrationNationalityCode")
    if flagged is not None and drafting.values.get("mode") == "sea":
        drafting.convert_if_possible("vessel/flag", flagged, country)


def documents(drafting: Drafting, node: Node, _at: str) -> None:
    """Documents of the whole declaration, those of its transport and its consignment among them."""
    shipment = "GoodsShipment"
    for document in node.find_all(f"{shipment}/Consignment/TransportContractDocument"):
        put_transport_document(drafting, document)
    for document in node.find_all(f"{shipment}/PreviousDocument"):
        if not put_transport_document(drafting, document) and not put_ucr(drafting, document):
            put_document(drafting, document, "documents")
    for document in (*node.named("AdditionalDocument"), *node.find_all(f"{shipment}/AdditionalDocument")):
        put_document(drafting, document, "documents")
        number = first_value(document, "ID")
        if number is not None and document_code(document) in table("wco")["invoices"]["codes"]:
            put_invoice(drafting, number)


def ucr(drafting: Drafting, node: Node, _at: str) -> None:
    """The unique consignment reference, a field and a reference."""
    found = first_value(node, "GoodsShipment/UCR/TraderAssignedReferenceID")
    if found is not None:
        drafting.convert("ucr", found, text)
        put_reference(drafting, found, "UCR")


def invoice(drafting: Drafting, node: Node, _at: str) -> None:
    """Invoices by number; the invoiced total belongs to the one invoice, where there is but one."""
    for number in node.find_all("GoodsShipment/Invoice/ID"):
        put_invoice(drafting, number)
    total = first_value(node, "InvoiceAmount")
    if total is None:
        return
    if drafting.has("invoices/0") and not drafting.has("invoices/1"):
        put_amount(drafting, total, "invoices/0/amount")
    else:
        drafting.reading.leave(total, "the total of several invoices, or of none that is named")


def charges(drafting: Drafting, node: Node, _at: str) -> None:
    """Freight and insurance, by our codes."""
    fields = table("wco")["charges"]
    for charge in node.find_all("GoodsShipment/CustomsValuation/ChargeDeduction"):
        typed, value = (
            first_value(charge, "ChargesTypeCode"),
            first_value(charge, "OtherChargeDeductionAmount"),
        )
        field = fields.get((typed.text or "").strip()) if typed is not None else None
        if typed is not None and value is not None and field is not None and not drafting.has(field):
            put_amount(drafting, value, field)
            drafting.reading.mark_structural(typed, "chose the field of its amount")
