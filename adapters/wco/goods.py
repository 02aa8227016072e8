"""GovernmentAgencyGoodsItem → a line of the declaration."""

from adapters.codelists import table
from adapters.drafting import Drafting
from adapters.mapping import By, Mapping, Take, below, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values.codes import container, hs
from adapters.values.numbers import count, decimal
from adapters.values.text import code
from adapters.wco import preference
from adapters.wco.parts import (
    DOCUMENT_FIELDS,
    amount,
    document_code,
    mass,
    put_amount,
    put_document,
    put_quantity,
    put_transport_document,
)


def _classification(drafting: Drafting, item: Node, at: str) -> None:
    """The commodity code; digits of the national tariff beyond it (TRC, TRA) stay unmapped."""
    wanted = table("wco")["classification"]["codes"]
    for found in item.find_all("Commodity/Classification"):
        number, typed = first_value(found, "ID"), first_value(found, "IdentificationTypeCode")
        kind = (typed.text or "").strip() if typed is not None else wanted[0]
        if number is None or kind not in wanted or drafting.has(f"{at}/classification"):
            drafting.reading.leave(found, "additional digits of the national tariff")
            continue
        drafting.convert(f"{at}/classification/code", number, hs)
        if typed is not None:
            drafting.reading.mark_structural(typed, "says that the ID is the commodity code")


def _quantities(drafting: Drafting, item: Node, at: str) -> None:
    """Quantities in the tariff's units: the first, and a second where there is one."""
    found = item.find_all("Commodity/GoodsMeasure/TariffQuantity")
    for quantity, field in zip(found, ("quantity", "second_quantity"), strict=False):
        put_quantity(drafting, quantity, f"{at}/{field}")


def _duty(drafting: Drafting, item: Node, at: str) -> None:
    """Regime, rate and amount of customs duty; other taxes stay unmapped."""
    for fee in item.find_all("Commodity/DutyTaxFee"):
        regime, typed = first_value(fee, "DutyRegimeCode"), first_value(fee, "TypeCode")
        if regime is not None and not drafting.has(f"{at}/duty_regime"):
            drafting.convert(f"{at}/duty_regime", regime, code)
        if typed is None or (typed.text or "").strip() not in table("wco")["duty"]["types"]:
            continue
        drafting.reading.mark_structural(typed, "says that the fee is customs duty")
        rate = first_value(fee, "TaxRateNumeric")
        if rate is not None and not drafting.has(f"{at}/duty_rate_percent"):
            drafting.convert(f"{at}/duty_rate_percent", rate, decimal)
        assessed = first_value(fee, ("Payment/TaxAssessedAmount", "Payment/PaymentAmount"))
        if assessed is not None and not drafting.has(f"{at}/duty"):
            put_amount(drafting, assessed, f"{at}/duty")


def _documents(drafting: Drafting, item: Node, at: str) -> None:
    """Every document of the line; invoices and origin proofs are references besides."""
    for document in item.named("AdditionalDocument"):
        put_document(drafting, document, f"{at}/documents")
        number = first_value(document, "ID")
        if number is not None and document_code(document) in table("wco")["invoices"]["codes"]:
            put_invoice(drafting, number)
    for document in item.named("PreviousDocument"):
        if not put_transport_document(drafting, document) and not put_ucr(drafting, document):
            put_document(drafting, document, f"{at}/documents")


def put_invoice(drafting: Drafting, number: Node) -> None:
    """An invoice as the declaration states it, once, and as a reference."""
    if put_reference(drafting, number, "INV") is not None:
        path = drafting.next_item("invoices")
        drafting.put(f"{path}/number", " ".join((number.text or "").split()), number)


def put_ucr(drafting: Drafting, document: Node) -> bool:
    """A previous document that is a UCR, as a reference; False for any other."""
    number, typed = first_value(document, "ID"), first_value(document, "TypeCode")
    if number is None or typed is None:
        return False
    if (typed.text or "").strip() not in table("wco")["consignment_references"]["codes"]:
        return False
    put_reference(drafting, number, "UCR")
    for chose in (typed, *document.named("CategoryCode")):
        drafting.reading.mark_structural(chose, "chose the type of the reference")
    return True


def put_equipment(drafting: Drafting, node: Node, _at: str) -> None:
    """Every container once, with its seals; containers are references besides."""
    for found in node.named("TransportEquipment"):
        number = first_value(found, "ID")
        for sequence in found.named("SequenceNumeric"):
            drafting.reading.mark_structural(sequence, "numbers the equipment")
        if number is None or put_reference(drafting, number, "CNTR") is None:
            continue
        path = drafting.next_item("equipment")
        drafting.convert(f"{path}/number", number, container)
        for seal in found.find_all("Seal/ID"):
            drafting.put(drafting.next_item(f"{path}/seals"), (seal.text or "").strip(), seal)


def _ruling(drafting: Drafting, item: Node, at: str) -> None:
    """The number of an advance ruling: a document of type C626 (classification) or C627 (origin)."""
    for document in item.named("AdditionalDocument"):
        number = first_value(document, "ID")
        if number is not None and document_code(document) in ("C626", "C627"):
            put_reference(drafting, number, "RUL")
            if not drafting.has(below(at, "ruling")):
                drafting.put(below(at, "ruling"), (number.text or "").strip(), number)


def _under(prefix: str, fields: tuple[tuple[str, str], ...], path: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"{prefix}/{source}", f"{path}/{target}") for source, target in fields)


CLASSIFICATION = By(_classification, (("Commodity/Classification/ID", "classification/code"),))

ITEM: Mapping = (
    Take("SequenceNumeric", "sequence", count, required=True),
    Take("Commodity/Description", "description"),
    CLASSIFICATION,
    By(
        preference.statements,
        (
            ("AdditionalInformation[EPAAG]/StatementDescription", "preference/agreement"),
            ("AdditionalInformation[EPARR]/StatementDescription", "preference/rate_rule"),
            ("AdditionalInformation[EPACR]/StatementDescription", "preference/criterion"),
            ("AdditionalInformation[EPAPT]/StatementDescription", "preference/proof_type"),
            ("AdditionalInformation[EPANP]/StatementDescription", "preference/no_proof_reason"),
            ("AdditionalInformation[NACOP]/StatementDescription", "preference/origin_proof_code"),
        ),
    ),
    By(
        preference.origin,
        (
            ("Origin[TypeCode=2]/CountryCode", "preference/rate_origin_country"),
            ("Origin/CountryCode", "origin_country"),
        ),
    ),
    By(
        preference.proof,
        (
            ("AdditionalDocument[N861, N862, N865, N954]/ID", "preference/proof_number"),
            ("AdditionalDocument[N861, N862, N865, N954]/TypeCode", "preference/proof_type"),
            ("AdditionalDocument[N861, N862, N865, N954]/LineNumeric", "preference/proof_line"),
            ("AdditionalDocument[N861, N862, N865, N954]/EffectiveDateTime", "preference/proof_date"),
            ("AdditionalDocument[N861, N862, N865, N954]/ID", "/references/n (CO, OD)"),
        ),
    ),
    By(
        _duty,
        (
            ("Commodity/DutyTaxFee/DutyRegimeCode", "duty_regime"),
            ("Commodity/DutyTaxFee/TaxRateNumeric", "duty_rate_percent"),
            ("Commodity/DutyTaxFee/Payment/TaxAssessedAmount", "duty"),
        ),
    ),
    Take("Packaging/QuantityQuantity", "packages/count", count),
    Take("Packaging/TypeCode", "packages/type_code", code),
    Take("Packaging/MarksNumbersID", "packages/marks"),
    By(
        _quantities,
        (
            ("Commodity/GoodsMeasure/TariffQuantity", "quantity"),
            ("Commodity/GoodsMeasure/TariffQuantity[2]", "second_quantity"),
        ),
    ),
    mass("Commodity/GoodsMeasure/GrossMassMeasure", "gross_mass"),
    mass("Commodity/GoodsMeasure/NetNetWeightMeasure", "net_mass"),
    amount("Commodity/InvoiceLine/ItemChargeAmount", "invoice_amount"),
    amount("CustomsValueAmount", "customs_value"),
    By(_ruling, (("AdditionalDocument[C626, C627]/ID", "ruling"),)),
    By(
        _documents,
        (
            *_under("AdditionalDocument", DOCUMENT_FIELDS, "documents/n"),
            *_under("PreviousDocument", DOCUMENT_FIELDS[:4], "documents/n"),
            ("AdditionalDocument[N380, N935]/ID", "/invoices/n/number"),
            ("AdditionalDocument[N380, N935]/ID", "/references/n (INV)"),
            ("PreviousDocument[DCR, MCR]/ID", "/references/n (UCR)"),
        ),
    ),
    By(put_equipment, (("TransportEquipment/ID", "/equipment/n/number"),)),
)
