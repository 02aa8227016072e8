"""UBL: what its elements become, whatever prefixes and minor version a document uses."""

from decimal import Decimal

import pytest

from adapters import DocumentRefused, Draft, read
from contracts.records import Kind

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


@pytest.fixture
def invoice(documents: dict[str, bytes]) -> Draft:
    return read(documents["ubl-invoice.xml"])[0]


@pytest.fixture
def waybill(documents: dict[str, bytes]) -> Draft:
    return read(documents["ubl-waybill.xml"])[0]


def changed(documents: dict[str, bytes], name: str, old: str, new: str) -> bytes:
    data = documents[name].decode()
    assert old in data
    return data.replace(old, new).encode()


def test_an_invoice_keeps_its_decimals_exactly_and_drops_trailing_zeros(invoice: Draft) -> None:
    assert invoice.kind == Kind.INVOICE
    assert invoice.data["total"] == {"value": "12560", "currency": "USD"}
    assert invoice.data["lines"][0]["unit_price"] == {"value": "2.6", "currency": "USD"}
    assert invoice.source_of("total").original == "12560.00"


def test_a_source_names_the_xpath_and_the_line(invoice: Draft) -> None:
    source = invoice.provenance["lines/0/quantity/value"]
    assert source.location == "/Invoice/cac:InvoiceLine/cbc:InvoicedQuantity"
    assert source.line == 41


def test_names_stand_in_latin_and_in_local_script(invoice: Draft) -> None:
    assert invoice.data["seller"]["name"] == "Example Bearings Co., Ltd."
    assert invoice.data["seller"]["name_local"] == "Công ty Vòng bi Ví dụ"
    assert invoice.data["buyer"]["name_local"] == "例示貿易株式会社"


def test_only_a_classification_of_the_harmonized_system_is_one(invoice: Draft) -> None:
    assert invoice.data["lines"][0]["classification"] == {"code": "848210", "edition": "HS2022"}
    left = {item.original: item.reason for item in invoice.unmapped}
    assert "UNSPSC" in left["31171504"]


def test_documents_named_by_untdid_1001_become_references(invoice: Draft) -> None:
    assert {"type": "BL", "number": "MAEU240118001", "date": "2026-02-26"} in invoice.data["references"]
    assert {"type": "PO", "number": "PO-7781"} in invoice.data["references"]


def of_units(documents: dict[str, bytes], units: str) -> Draft:
    data = changed(
        documents,
        "ubl-invoice.xml",
        '<cbc:BaseQuantity unitCode="C62">1<',
        f'<cbc:BaseQuantity unitCode="C62">{units}<',
    )
    return read(data)[0]


def test_a_price_of_several_units_is_divided_and_said_to_be(documents: dict[str, bytes]) -> None:
    whole = Decimal(of_units(documents, "1").data["lines"][0]["unit_price"]["value"])
    draft = of_units(documents, "100")
    assert Decimal(draft.data["lines"][0]["unit_price"]["value"]) == whole / 100
    assert "price.base_quantity" in {remark.code for remark in draft.warnings}
    assert "100" in draft.defaults["lines/0/unit_price/value"]


@pytest.mark.parametrize("units", ["7", "0"])
def test_a_price_that_no_exact_division_gives_is_left(documents: dict[str, bytes], units: str) -> None:
    draft = of_units(documents, units)
    assert "unit_price" not in draft.data["lines"][0]
    assert "price.base_quantity" in {remark.code for remark in draft.warnings}


def test_without_a_document_currency_that_of_the_total_is_the_invoices(documents: dict[str, bytes]) -> None:
    stated = "<cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>"
    draft = read(changed(documents, "ubl-invoice.xml", stated, ""))[0]
    assert draft.data["currency"] == "USD"
    assert draft.provenance["currency"].location.endswith("cbc:PayableAmount/@currencyID")


def test_what_was_prepaid_belongs_to_the_total(documents: dict[str, bytes]) -> None:
    rest = '<cbc:PayableAmount currencyID="USD">12560.00<'
    prepaid = '<cbc:PrepaidAmount currencyID="USD">12000.00</cbc:PrepaidAmount>'
    whole = '<cbc:TaxInclusiveAmount currencyID="USD">12560.00</cbc:TaxInclusiveAmount>'
    due = '<cbc:PayableAmount currencyID="USD">560.00<'
    draft = read(changed(documents, "ubl-invoice.xml", rest, whole + prepaid + due))[0]
    assert draft.data["total"]["value"] == "12560"
    alone = read(changed(documents, "ubl-invoice.xml", rest, prepaid + due))[0]
    assert alone.data["total"]["value"] == "560"
    assert "total.rest" in {remark.code for remark in alone.warnings}


def test_a_qualified_signature_in_an_extension_is_read_past(documents: dict[str, bytes]) -> None:
    names = ["QualifyingProperties", "UnsignedProperties", "UnsignedSignatureProperties", "CertificateValues"]
    deep = "".join(f"<x:{name}>" for name in names) + "value"
    deep += "".join(f"</x:{name}>" for name in reversed(names))
    signed = (
        f'<e:UBLExtensions xmlns:e="{UBL}CommonExtensionComponents-2"><e:UBLExtension><e:ExtensionContent>'
        f'<s:UBLDocumentSignatures xmlns:s="{UBL}CommonSignatureComponents-2">'
        f'<a:SignatureInformation xmlns:a="{UBL}SignatureAggregateComponents-2">'
        '<d:Signature xmlns:d="http://www.w3.org/2000/09/xmldsig#"><d:Object>'
        f'<w xmlns:x="http://uri.etsi.org/01903/v1.3.2#">{deep}</w></d:Object></d:Signature>'
        "</a:SignatureInformation></s:UBLDocumentSignatures>"
        "</e:ExtensionContent></e:UBLExtension></e:UBLExtensions>"
    )
    version = "<cbc:UBLVersionID>"
    (draft,) = read(changed(documents, "ubl-invoice.xml", version, signed + version))
    assert any("xades:CertificateValues" in item.location for item in draft.unmapped)


@pytest.mark.parametrize(
    ("old", "new", "where", "expected"),
    [
        (">2026-02-20<", ">2026-02-30<", "/Invoice/cbc:IssueDate", "a day"),
        (">2026-02-20<", ">20.02.2026<", "/Invoice/cbc:IssueDate", "a day"),
        (">12560.00<", ">12,560.00<", "PayableAmount", "no separators"),
        (">12560.00<", ">0.0000000001<", "PayableAmount", "9 after the point"),
        (">USD</cbc:Doc", ">US$</cbc:Doc", "DocumentCurrencyCode", "ISO 4217"),
        (' currencyID="USD">12560', ">12560", "PayableAmount", "@currencyID"),
        ("<cbc:ID>INV-2026-0042</cbc:ID>", "", "/Invoice", "cbc:ID"),
        (">8482.10<", ">8482.1O<", "ItemClassificationCode", "HS code"),
        (">VN</cbc:IdentificationCode></cac:O", ">XX</cbc:IdentificationCode></cac:O", "Origin", "3166-1"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_where_it_stands(
    documents: dict[str, bytes], old: str, new: str, where: str, expected: str
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(changed(documents, "ubl-invoice.xml", old, new))
    assert where in refused.value.where
    assert expected in refused.value.expected


def test_an_optional_value_without_a_place_is_left_with_a_warning(
    documents: dict[str, bytes],
) -> None:
    draft = read(changed(documents, "ubl-invoice.xml", 'unitCode="C62">4800', 'unitCode="XBX">4800'))[0]
    assert "quantity" not in draft.data["lines"][0]
    assert "value.left" in {remark.code for remark in draft.warnings}
    assert "4800" in {item.original for item in draft.unmapped}


def test_a_unit_that_is_a_slip_is_taken_as_written_and_warned_about(documents: dict[str, bytes]) -> None:
    draft = read(changed(documents, "ubl-invoice.xml", 'unitCode="C62">4800', 'unitCode="KG">4800'))[0]
    assert draft.data["lines"][0]["quantity"]["unit"] == "KG"
    assert any("keg" in remark.message for remark in draft.warnings)


def test_text_of_another_normal_form_is_normalized_and_its_original_kept(documents: dict[str, bytes]) -> None:
    decomposed = "Cafe\u0301 mills"
    draft = read(changed(documents, "ubl-invoice.xml", "Ball bearings", decomposed))[0]
    assert draft.data["lines"][0]["description"] == "Caf\u00e9 mills"
    assert draft.provenance["lines/0/description"].original == decomposed


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.4", "9.9"])
def test_every_minor_version_is_read_alike(documents: dict[str, bytes], version: str) -> None:
    draft = read(changed(documents, "ubl-invoice.xml", ">2.3<", f">{version}<"))[0]
    assert draft.data["number"] == "INV-2026-0042"


def test_a_waybill_is_what_its_name_says(waybill: Draft) -> None:
    assert (waybill.data["type_code"], waybill.data["level"]) == ("714", "house")


def test_a_waybill_without_a_known_name_is_what_its_main_carriage_is(documents: dict[str, bytes]) -> None:
    draft = read(changed(documents, "ubl-waybill.xml", "House Bill of Lading", "Transport paper"))[0]
    assert draft.data["type_code"] == "710"
    assert "type_code" in draft.defaults


def test_a_waybill_by_road_is_no_transport_document_that_a_record_knows(documents: dict[str, bytes]) -> None:
    data = changed(documents, "ubl-waybill.xml", "House Bill of Lading", "Waybill paper").decode()
    data = data.replace("TransportModeCode>1<", "TransportModeCode>3<")
    with pytest.raises(DocumentRefused, match="bill of lading"):
        read(data.encode())


def test_the_port_between_two_stages_is_a_transhipment(waybill: Draft) -> None:
    assert waybill.data["port_of_loading"]["locode"] == "VNHPH"
    assert [port["locode"] for port in waybill.data["transhipments"]] == ["SGSIN"]
    assert waybill.data["port_of_discharge"]["locode"] == "JPYOK"


def test_a_consignee_to_order_makes_the_document_negotiable(waybill: Draft) -> None:
    assert waybill.data["to_order"] is True


def test_the_default_of_a_record_is_marked_as_one(waybill: Draft) -> None:
    assert waybill.data["through"] is False
    assert waybill.defaults["through"]
    assert "to_order" not in waybill.defaults


def test_containers_carry_their_seals_and_are_references(waybill: Draft) -> None:
    assert waybill.data["equipment"] == [{"number": "CSQU3054383", "size_type": "22G1", "seals": ["SL-1"]}]
    assert {"type": "CNTR", "number": "CSQU3054383"} in waybill.data["references"]
    assert {"type": "UCR", "number": "26VN0000000001"} in waybill.data["references"]


def test_a_wrong_check_digit_is_a_warning_and_no_refusal(documents: dict[str, bytes]) -> None:
    draft = read(changed(documents, "ubl-waybill.xml", "CSQU3054383", "CSQU3054384"))[0]
    assert "identifier.check_digit" in {remark.code for remark in draft.warnings}


def test_a_hint_of_another_format_is_a_refusal(documents: dict[str, bytes]) -> None:
    assert read(documents["ubl-invoice.xml"], hint="ubl-invoice")
    with pytest.raises(DocumentRefused, match="ubl-waybill"):
        read(documents["ubl-invoice.xml"], hint="ubl-waybill")


@pytest.mark.parametrize(("type_code", "found"), [("381", "a credit note"), ("325", "a pro-forma invoice")])
def test_what_is_no_commercial_invoice_is_refused(
    documents: dict[str, bytes], type_code: str, found: str
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(changed(documents, "ubl-invoice.xml", ">380<", f">{type_code}<"))
    assert refused.value.found == found


@pytest.mark.parametrize(
    ("spelled", "type_"), [("1", "addition"), ("0", "deduction"), ("false", "deduction")]
)
def test_a_charge_is_told_from_an_allowance_in_either_spelling_of_a_boolean(
    documents: dict[str, bytes], spelled: str, type_: str
) -> None:
    data = changed(documents, "ubl-invoice.xml", "Indicator>true<", f"Indicator>{spelled}<")
    assert read(data)[0].data["adjustments"][0]["type"] == type_


def test_a_comment_inside_a_value_does_not_cut_it(documents: dict[str, bytes]) -> None:
    data = changed(documents, "ubl-invoice.xml", ">Ball bearings<", ">Ball <!-- steel -->bearings<")
    assert read(data)[0].data["lines"][0]["description"] == "Ball bearings"


def test_a_wrong_check_digit_of_an_identifier_is_warned_about(documents: dict[str, bytes]) -> None:
    draft = read(changed(documents, "ubl-invoice.xml", "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R13"))[0]
    assert any("LEI" in remark.message for remark in draft.warnings)


def test_a_certificate_of_origin_names_its_agreement_criterion_and_issuer(
    documents: dict[str, bytes],
) -> None:
    (draft,) = read(documents["ubl-certificate.xml"])
    assert draft.kind == Kind.ORIGIN_CERTIFICATE
    assert draft.data["agreement"] == "RCEP"
    assert draft.data["issuer"] == {"name": "Example Chamber of Commerce"}
    assert draft.data["lines"][0]["criterion"] == "CTC"
    assert draft.data["lines"][0]["quantity"] == {"unit": "C62", "value": "4800"}
    assert {"type": "INV", "number": "INV-2026-0042", "date": "2026-02-20"} in draft.data["references"]
    assert "usage/type" in draft.defaults


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (">Approved<", ">Rejected<", "ApprovalStatus"),
        ("<cbc:ApprovalStatus>Approved</cbc:ApprovalStatus>", "", "/CertificateOfOrigin"),
        (">Form RCEP<", ">Form D<", "CertificateType"),
        ("<cbc:IssueDate>2026-02-24</cbc:IssueDate>", "", "/CertificateOfOrigin"),
        ('<cbc:Quantity unitCode="C62">4800</cbc:Quantity>', "", "quantity"),
    ],
)
def test_a_certificate_that_is_none_is_refused(
    documents: dict[str, bytes], old: str, new: str, where: str
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(changed(documents, "ubl-certificate.xml", old, new))
    assert where in refused.value.where
