"""NACCS IDA by an unofficial layout: bytes are counted, not characters; what is written is read again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import DocumentRefused, read
from adapters.codelists import table
from adapters.naccs.declaration import explained
from adapters.naccs.layout import read_ida, write_ida

VALUES = {
    "declaration_number": "10012345670",
    "office": "1A",
    "importer_code": "50104010672520000",
    "importer_name": "例示商事株式会社",
    "exporter_name": "KAISHA CO",
    "exporter_country": "TH",
    "bill_1": "MAEU240118001",
    "packages": "2",
    "package_type": "CT",
    "gross_mass": "840.5",
    "gross_mass_unit": "KGM",
    "arrival_date": "20260304",
    "port_of_loading": "THLCH",
    "invoice_number": "INV-2026-0711",
    "terms": "FOB",
    "currency": "USD",
    "amount": "1500",
}
ITEM = {
    "hs": "870830000",
    "description": "BRAKE PADS",
    "origin": "TH",
    "origin_proof": "R",
    "quantity_1": "120",
    "unit_1": "NO",
}


def test_a_message_becomes_a_declaration_and_says_that_its_layout_is_unofficial() -> None:
    drafts = read(write_ida(VALUES, [ITEM, ITEM]))
    assert "layout.unofficial" in {remark.code for remark in drafts.warnings}
    data = drafts[0].data
    assert (data["number"], data["importing_country"]) == ("10012345670", "JP")
    assert data["importer"]["name"] == "例示商事株式会社"
    assert data["invoices"] == [{"number": "INV-2026-0711", "amount": {"value": "1500", "currency": "USD"}}]
    first, second = data["lines"]
    assert (first["quantity"], second["sequence"]) == ({"value": "120", "unit": "C62"}, 2)
    assert drafts[0].declaration(lodged="2026-03-05T01:00:00Z").lines[0].origin_country == "TH"


def test_an_origin_proof_code_is_written_out_and_explained() -> None:
    draft = read(write_ida(VALUES, [ITEM]))[0]
    assert draft.data["lines"][0]["documents"] == [{"type_code": "NACOP", "number": "WKOR"}]
    (remark,) = [each for each in draft.warnings if each.code == "code.converted"]
    assert "class of certifier O" in remark.message
    assert explained("WKON").endswith("kind of goods N")


def test_a_wrong_origin_proof_code_stays_unmapped() -> None:
    draft = read(write_ida(VALUES, [ITEM | {"origin_proof": "12"}]))[0]
    assert "documents" not in draft.data["lines"][0]


@settings(max_examples=30, deadline=None)
@given(st.text("ABC 日本語、ｱｲ①", max_size=35).map(lambda text: text.rstrip(" 　")))
def test_any_text_that_fits_comes_back(name: str) -> None:
    if len(name.encode("cp932")) > 70:
        return
    root = read_ida(write_ida({"importer_name": name}, [ITEM]))
    assert (root.named("importer_name")[0].text or "") == name


@pytest.mark.parametrize("cut", [1, 399, 420, -3])
def test_a_message_of_other_lengths_is_refused_and_never_shifted(cut: int) -> None:
    data = write_ida(VALUES, [ITEM])
    with pytest.raises(DocumentRefused):
        read(data[:cut] + data[cut + 1 :])


def test_half_a_character_is_refused_with_its_line() -> None:
    data = write_ida(VALUES, [ITEM]).replace("社".encode("cp932"), b"\x8e ")
    with pytest.raises(DocumentRefused) as refused:
        read(data)
    assert "importer_name" in refused.value.where


def test_a_value_that_does_not_fit_its_field_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="at most 2 bytes"):
        write_ida({"office": "日本"}, [ITEM])
    assert table("naccs-ida")["unofficial"] is True
