"""EDIFACT messages of trade and transport: invoices, despatches, containers, cargo reports."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydifact.control.characters import Characters
from pydifact.exceptions import EDISyntaxError

from adapters import DocumentRefused, read
from adapters.sources.edifact import _raw_segments, _told_apart


def test_an_invoice_becomes_a_record(documents: dict[str, bytes]) -> None:
    data = read(documents["invoic.edi"])[0].data
    assert data["total"] == {"value": "2620.5", "currency": "USD"}
    assert data["freight"] == {"value": "320.5", "currency": "USD"}
    assert data["adjustments"][0]["type"] == "deduction"
    assert data["trade_terms"] == {"condition": "FOB", "place": "BANGKOK"}
    assert data["seller"]["name"] == "KAISHA O'HARE CO"
    assert data["seller"]["identifiers"] == [
        {"scheme": "GLN", "value": "8712345000004"},
        {"scheme": "TAX", "value": "TH0105536000315"},
    ]
    first, second = data["lines"]
    assert first["classification"] == {"code": "870899"}
    assert (first["origin_country"], first["description"]) == ("TH", "BRAKE PADS CERAMIC")
    assert first["unit_price"] == {"value": "12.5", "currency": "USD"}
    assert second["unit_price"]["value"] == "90"
    assert {"type": "PO", "number": "PO-7781", "date": "2026-01-20"} in data["references"]


def test_a_despatch_becomes_a_packing_list_whose_contents_are_lines_of_the_invoice(
    documents: dict[str, bytes],
) -> None:
    data = read(documents["desadv.edi"])[0].data
    first, second = data["packages"]
    assert (first["id"], first["gross_mass"]["value"]) == ("387123450000000017", "420")
    assert first["contents"] == [{"invoice_line": 1, "quantity": {"value": "60", "unit": "C62"}}]
    assert "contents" not in second
    assert data["totals"]["count"] == 2


def test_a_despatch_without_an_invoice_is_a_packing_list_all_the_same(documents: dict[str, bytes]) -> None:
    lines = documents["desadv.edi"].decode().splitlines()
    bare = "\n".join(line for line in lines if not line.startswith("RFF+IV")).replace("UNT+26", "UNT+24")
    draft = read(bare.encode())[0]
    assert "invoice" not in draft.data
    assert draft.record(author=3, grade="captured").original is not None


def test_a_discharge_is_a_milestone_where_the_ship_lay(documents: dict[str, bytes]) -> None:
    drafts = read(documents["coarri.edi"])
    data = drafts[0].data
    assert (data["meaning"], data["occurred"]) == ("discharged", "2026-03-04T09:13:00+09:00")
    assert data["location"] == {"locode": "JPYOK", "facility": "T1"}
    assert data["vessel"] == {"imo": "9074729", "name": "EXAMPLE PEARL"}
    assert {e.classifier for e in drafts.expectations} == {"EST", "UNDATED"}


def test_a_load_is_one_at_the_port_of_loading(documents: dict[str, bytes]) -> None:
    loaded = documents["coarri.edi"].replace(b"BGM+44", b"BGM+46").replace(b"LOC+11+JPYOK", b"LOC+9+JPYOK")
    data = read(loaded)[0].data
    assert (data["meaning"], data["location"]["locode"]) == ("loaded", "JPYOK")


def test_a_gate_is_a_milestone_at_the_activity_s_place(documents: dict[str, bytes]) -> None:
    data = read(documents["codeco.edi"])[0].data
    assert (data["meaning"], data["location"]) == ("gate_out", {"locode": "JPYOK", "facility": "MICT"})
    assert data["vessel"] == {"name": "MAGNAVIA"}  # a call sign is no IMO number


def test_a_cargo_report_holds_a_transport_document_for_each_consignment(documents: dict[str, bytes]) -> None:
    data = read(documents["cuscar.edi"])[0].data
    assert (data["number"], data["type_code"]) == ("MAEU240118001", "705")
    assert data["port_of_loading"] == {"locode": "THLCH"}
    assert data["items"][0]["classification"] == {"code": "870830"}
    assert data["equipment"] == [
        {"number": "CSQU3054383", "size_type": "45G1", "laden": True, "seals": ["SL1"]}
    ]
    assert data["legs"][0]["vessel"]["imo"] == "9074729"


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("invoic.edi", "BGM+380", "BGM+381", "BGM#3/1.1"),
        ("invoic.edi", "MOA+203:900'", "MOA+124:900'", "LIN#27"),
        ("invoic.edi", "CUX+2:USD:4'", "CUX+2'", "UNH#2"),
        ("invoic.edi", "CNT+2:2", "CNT+2:3", "CNT#34/1.2"),
        ("desadv.edi", "DTM+137:202603021130:203", "DTM+137:202613021130:203", "DTM#4/1.2"),
        ("coarri.edi", "EQD+CN+CSQU3054383", "EQX+CN+CSQU3054383", None),
        ("coarri.edi", "CNT+16:2", "CNT+16:3", "CNT#17/1.2"),
        ("cuscar.edi", "RFF+BM", "RFF+ZZZ", "CNI#11"),
        ("cuscar.edi", "BGM+85+MAN-34+9", "BGM+85+MAN-34+1", "BGM#3/3.1"),
    ],
)
def test_what_is_wrong_is_refused_with_its_segment(
    documents: dict[str, bytes], name: str, old: str, new: str, where: str | None
) -> None:
    text = documents[name].decode()
    assert old in text
    with pytest.raises(DocumentRefused) as refused:
        read(text.replace(old, new).encode())
    assert where is None or refused.value.where == where


def test_a_segment_that_the_message_does_not_have_is_left_with_a_warning(documents: dict[str, bytes]) -> None:
    text = documents["codeco.edi"].decode().replace("TDT+1++3+31'", "ZZZ+X'\nTDT+1++3+31'")
    drafts = read(text.replace("UNT+12", "UNT+13").encode())
    assert "edifact.segment" in {remark.code for remark in drafts.warnings}


def test_an_unknown_directory_is_read_and_said_to_be_unknown(documents: dict[str, bytes]) -> None:
    drafts = read(documents["codeco.edi"].replace(b"D:95B", b"D:31Z"))
    assert [remark.code for remark in drafts.warnings] == ["edifact.directory"]


def test_service_characters_whose_reserved_space_was_cut_are_read(documents: dict[str, bytes]) -> None:
    whole = documents["desadv.edi"]
    for cut in (b"UNA:+.?'\r\n", b"UNA:+.?'\n"):
        assert read(cut + whole)[0].data == {
            **read(whole)[0].data,
            "original": read(cut + whole)[0].data["original"],
        }


def test_an_invoice_without_cux_is_in_the_one_currency_of_its_amounts(documents: dict[str, bytes]) -> None:
    text = documents["invoic.edi"].decode()
    bare = text.replace("CUX+2:USD:4'\n", "").replace("UNT+35", "UNT+34")
    (draft,) = read(bare.replace("MOA+203:900'", "MOA+203:900:THB'").encode())
    assert draft.data["currency"] == "THB"
    with pytest.raises(DocumentRefused):
        read(
            bare.replace("MOA+203:900'", "MOA+203:900:THB'")
            .replace("MOA+204:100'", "MOA+204:100:USD'")
            .encode()
        )


def test_what_was_paid_before_belongs_to_the_invoices_amount(documents: dict[str, bytes]) -> None:
    text = documents["invoic.edi"].decode()
    paid = "MOA+9:620,50'\nMOA+113:2000'\nMOA+77:2620,50'"
    data = text.replace("MOA+77:2620,50'", paid).replace("UNT+35", "UNT+37").encode()
    assert read(data)[0].data["total"]["value"] == "2620.5"


def test_a_price_of_several_units_is_divided(documents: dict[str, bytes]) -> None:
    data = documents["invoic.edi"].replace(b"PRI+AAA:90:::1'", b"PRI+AAA:90:::100'")
    assert read(data)[0].data["lines"][1]["unit_price"]["value"] == "0.9"


def test_a_code_of_a_list_of_carriers_is_a_scac_only_by_its_agency(documents: dict[str, bytes]) -> None:
    text = documents["cuscar.edi"].decode()
    schemes = {}
    for listed in ("172:166", "172:20", "160:20"):
        (draft,) = read(text.replace("NAD+CA+SAFM:172:166'", f"NAD+CA+SAFM:{listed}'").encode())
        schemes[listed] = draft.data["carrier"]["identifiers"][0]["scheme"]
    assert schemes == {"172:166": "SCAC", "172:20": "CARRIER", "160:20": "PARTY"}


def test_parties_after_the_transport_of_a_consignment_are_the_consignments(
    documents: dict[str, bytes],
) -> None:
    text = documents["cuscar.edi"].decode()
    data = text.replace("NAD+CZ+++", "TDT+20'\nNAD+CZ+++").replace("UNT+24", "UNT+25")
    assert read(data.encode())[0].data["consignor"]["name"] == "KAISHA"


def test_the_number_of_a_package_may_stand_beside_it_without_its_marks(documents: dict[str, bytes]) -> None:
    text = documents["desadv.edi"].decode().replace("PCI+33E'\n", "").replace("UNT+26", "UNT+25")
    assert [p["id"] for p in read(text.encode())[0].data["packages"]][1] == "387123450000000024"


ELEMENTS = st.lists(
    st.lists(st.text(alphabet="A1 .*?'+:\n", max_size=4), min_size=1, max_size=4), min_size=1, max_size=4
)


def spelled(elements: list[list[str]]) -> str:
    """A segment of these components, everything that a service character is released."""
    released = [[re.sub(r"([?+:'])", r"?\1", each).lstrip("\n ") for each in parts] for parts in elements]
    return "BGM+" + "+".join(":".join(parts) for parts in released) + "'"


@given(st.lists(ELEMENTS, min_size=1, max_size=4), st.sampled_from(["", "\n", "\r\n", " "]))
def test_segments_come_apart_as_pydifact_tells_them_apart(
    segments: list[list[list[str]]], between: str
) -> None:
    characters = Characters.from_str(":+.? '")
    body = between.join(map(spelled, segments))
    ours = list(_raw_segments(body, characters))
    assert ours == list(_told_apart(body, characters))
    assert len(ours) == len(segments)


@pytest.mark.parametrize("body", ["BGM+380", "BGM+380'x", "BGM+380?'", "BGM+a?\nb'"])
def test_a_segment_without_its_end_is_no_segment(body: str) -> None:
    with pytest.raises(EDISyntaxError):
        list(_raw_segments(body, Characters.from_str(":+.? '")))


def test_a_quantity_of_eancom_without_a_unit_counts_trade_units(documents: dict[str, bytes]) -> None:
    text = documents["invoic.edi"].decode().replace("QTY+47:10:C62'", "QTY+47:10'")
    plain = read(text.encode())[0]
    assert "quantity" not in plain.data["lines"][1]
    (draft,) = read(text.replace("D:16B:UN:EN01", "D:96A:UN:EAN008").encode())
    assert draft.data["lines"][1]["quantity"] == {"value": "10", "unit": "C62"}
    assert "EANCOM" in draft.defaults["lines/1/quantity/unit"]


def test_the_check_digit_of_a_gln_is_checked(documents: dict[str, bytes]) -> None:
    right = documents["desadv.edi"].replace(b"8798765000009", b"4006381333931")
    right = right.replace(b"8712345000004", b"4006381333931")
    codes = {remark.code for draft in read(right) for remark in draft.warnings}
    assert "identifier.check_digit" not in codes
    wrong = read(right.replace(b"NAD+SE+4006381333931", b"NAD+SE+4006381333932"))
    assert "identifier.check_digit" in {remark.code for draft in wrong for remark in draft.warnings}
