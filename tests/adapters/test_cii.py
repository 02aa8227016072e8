"""Cross Industry Invoices, bare and inside PDFs; packing lists and statuses of UBL."""

import re
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfWriter

from adapters import DocumentRefused, read


def pdf(*attached: tuple[str, bytes], password: str | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    for name, content in attached:
        writer.add_attachment(name, content)
    if password is not None:
        writer.encrypt(password)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def refused(data: bytes) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as error:
        read(data)
    return error.value


def test_an_invoice_is_read_in_the_currency_that_it_states_once(documents: dict[str, bytes]) -> None:
    draft = read(documents["cii-invoice.xml"])[0]
    assert draft.data["total"] == {"value": "1820.5", "currency": "USD"}
    assert draft.data["freight"] == {"value": "320.5", "currency": "USD"}
    assert "document" in draft.defaults["total/currency"]
    assert draft.data["trade_terms"] == {"condition": "FOB", "place": "Bangkok"}
    assert draft.data["seller"]["identifiers"] == [{"scheme": "LEI", "value": "529900T8BM49AURSDO55"}]
    line = draft.data["lines"][0]
    assert (line["classification"], line["origin_country"]) == ({"code": "870830"}, "TH")
    assert line["unit_price"]["value"] == "12.5"
    assert {(r["type"], r["number"]) for r in draft.data["references"]} == {
        ("BL", "MAEU240118001"),
        ("PO", "PO-7781"),
    }


def test_the_invoice_inside_a_pdf_is_read_and_the_pdf_is_its_original(documents: dict[str, bytes]) -> None:
    data = pdf(("factur-x.xml", documents["cii-invoice.xml"]), ("logo.png", b"\x89PNG"))
    draft = read(data)[0]
    assert draft.data["number"] == "INV-2026-0711"
    assert draft.data["original"] == {
        "sha256": sha256(data).hexdigest(),
        "format": "cii-invoice",
        "media_type": "application/pdf",
    }


def test_a_ubl_invoice_inside_a_pdf_is_read_too(documents: dict[str, bytes]) -> None:
    assert read(pdf(("x.dat", documents["ubl-invoice.xml"]))).format == "ubl-invoice"


def test_a_pdf_without_an_invoice_is_refused(documents: dict[str, bytes]) -> None:
    assert "0 attachments" in refused(pdf()).found
    twice = documents["cii-invoice.xml"]
    assert "2 attachments" in refused(pdf(("a.xml", twice), ("b.xml", twice))).found


def test_an_encrypted_pdf_is_refused(documents: dict[str, bytes]) -> None:
    assert "encrypted" in refused(pdf(("a.xml", documents["cii-invoice.xml"]), password="x")).found


def test_a_pdf_that_unpacks_to_a_bomb_is_refused() -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=10, height=10)
    writer.add_attachment("bomb.xml", b"<" + b" " * 80_000_000).content  # noqa: B018
    for item in writer._objects:
        if item is not None and type(item).__name__ == "DecodedStreamObject":
            writer._objects[writer._objects.index(item)] = item.flate_encode()
            break
    target = BytesIO()
    writer.write(target)
    error = refused(target.getvalue())
    assert error.code in ("document.too_large", "document.malformed")


@pytest.mark.parametrize("cut", [10, 300, 900, -40])
def test_a_broken_pdf_is_refused(documents: dict[str, bytes], cut: int) -> None:
    data = pdf(("factur-x.xml", documents["cii-invoice.xml"]))
    assert refused(data[:cut]).code in ("document.malformed", "document.unknown_format")


def test_a_credit_note_is_refused_by_name() -> None:
    root = b'<CreditNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"/>'
    error = refused(root)
    assert error.code == "document.unknown_format"
    assert "credit note" in error.found


def test_a_packing_list_holds_its_handling_units(documents: dict[str, bytes]) -> None:
    data = read(documents["ubl-packing-list.xml"])[0].data
    assert data["invoice"] == "INV-2026-0711"
    assert data["packages"][0] == {
        "id": "387123450000000017",
        "type_code": "PX",
        "marks": "EXAMPLE/TOKYO",
        "container": "CSQU3054383",
    }
    assert data["totals"] == {"count": 2}


def test_a_completed_event_is_a_milestone_and_another_an_expectation(documents: dict[str, bytes]) -> None:
    drafts = read(documents["ubl-status.xml"])
    data = drafts[0].data
    assert (data["meaning"], data["occurred"]) == ("arrived", "2026-03-04T09:13:00+09:00")
    assert (data["scheme"], data["source_event"]) == ("UN-REC-24", "EV-1")
    assert data["location"] == {"locode": "JPYOK"}
    assert [e.classifier for e in drafts.expectations] == ["PLN"]


_CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
NAMES_OF_ZUGFERD_1 = {
    _CII: "urn:ferd:CrossIndustryDocument:invoice:1p0",
    "BusinessInformationEntity:100": "BusinessInformationEntity:12",
    "UnqualifiedDataType:100": "UnqualifiedDataType:15",
    "CrossIndustryInvoice": "CrossIndustryDocument",
    "rsm:ExchangedDocumentContext": "rsm:SpecifiedExchangedDocumentContext",
    "rsm:ExchangedDocument>": "rsm:HeaderExchangedDocument>",
    "rsm:SupplyChainTradeTransaction": "rsm:SpecifiedSupplyChainTradeTransaction",
    "ram:ApplicableHeaderTrade": "ram:ApplicableSupplyChainTrade",
    "ram:SpecifiedLineTrade": "ram:SpecifiedSupplyChainTrade",
    "SettlementHeaderMonetary": "SettlementMonetary",
    "SettlementLineMonetary": "SettlementMonetary",
    "ram:IssuerAssignedID": "ram:ID",
}


def test_the_first_edition_of_zugferd_says_the_same_in_older_names(documents: dict[str, bytes]) -> None:
    today = documents["cii-invoice.xml"].decode()
    older = today
    for name, old in NAMES_OF_ZUGFERD_1.items():
        older = older.replace(name, old)
    then, now = read(older.encode())[0], read(today.encode())[0]
    assert {**then.data, "original": None} == {**now.data, "original": None}
    assert "SpecifiedSupplyChainTradeTransaction" in then.provenance["lines/0/description"].location


_LINE, _HEAD = "ram:IncludedSupplyChainTradeLineItem", "ram:AssociatedDocumentLineDocument"


@pytest.mark.parametrize(
    ("status", "reason"),
    [("INFORMATION", "a line of text, no goods"), ("GROUP", "sums up the lines below it")],
)
def test_lines_that_are_no_goods_are_left(documents: dict[str, bytes], status: str, reason: str) -> None:
    text = documents["cii-invoice.xml"].decode()
    line = text[text.index(f"<{_LINE}>") : text.index(f"</{_LINE}>")] + f"</{_LINE}>"
    stated = f"<{_HEAD}><ram:LineStatusReasonCode>{status}</ram:LineStatusReasonCode>"
    (draft,) = read(text.replace(line, line.replace(f"<{_HEAD}>", stated) + line, 1).encode())
    assert draft.data["lines"] == read(text.encode())[0].data["lines"]
    assert reason in {item.reason for item in draft.unmapped}


def test_a_line_without_a_product_is_a_note(documents: dict[str, bytes]) -> None:
    text = documents["cii-invoice.xml"].decode()
    note = f"<{_LINE}><{_HEAD}><ram:LineID>9</ram:LineID></{_HEAD}></{_LINE}><{_LINE}>"
    (draft,) = read(text.replace(f"<{_LINE}>", note, 1).encode())
    assert draft.data["lines"] == read(text.encode())[0].data["lines"]


def test_a_profile_without_lines_is_refused_with_what_to_ask_for(documents: dict[str, bytes]) -> None:
    text = documents["cii-invoice.xml"].decode()
    bare = re.sub(
        r"<ram:IncludedSupplyChainTradeLineItem>.*</ram:IncludedSupplyChainTradeLineItem>",
        "",
        text,
        flags=re.DOTALL,
    )
    with pytest.raises(DocumentRefused, match="profile BASIC"):
        read(bare.encode())


def test_what_was_prepaid_belongs_to_the_total(documents: dict[str, bytes]) -> None:
    text = documents["cii-invoice.xml"].decode()
    due = re.search(r"<ram:DuePayableAmount[^>]*>([0-9.]+)</ram:DuePayableAmount>", text)
    assert due is not None
    paid = f"<ram:GrandTotalAmount>{due[1]}</ram:GrandTotalAmount>"
    paid += "<ram:TotalPrepaidAmount>100.00</ram:TotalPrepaidAmount>"
    bare = re.sub(r"<ram:GrandTotalAmount.*?</ram:GrandTotalAmount>", "", text, flags=re.DOTALL)
    rest = bare.replace(due[0], f"{paid}<ram:DuePayableAmount>1.00</ram:DuePayableAmount>")
    assert read(rest.encode())[0].data["total"] == read(text.encode())[0].data["total"]
