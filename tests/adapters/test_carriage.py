"""Bills of lading of carriers, the beta of Track & Trace, air waybills, phytosanitary certificates."""

import json
import re
from typing import Any

import pytest

from adapters import DocumentRefused, read


def test_a_bill_in_an_envelope_becomes_a_transport_document(documents: dict[str, bytes]) -> None:
    draft = read(documents["dcsa-pint.json"])[0]
    data = draft.data
    assert (data["number"], data["type_code"], data["to_order"]) == ("MAEU240118001", "705", True)
    assert data["on_board_date"] == "2026-02-26"
    assert data["consignor"]["identifiers"] == [{"scheme": "LEI", "value": "529900T8BM49AURSDO55"}]
    assert data["issuer"]["name"] == "Example Line"
    assert data["equipment"] == [{"number": "CSQU3054383", "size_type": "45G1", "seals": ["SL1"]}]
    (item,) = data["items"]
    assert (item["description"], item["classification"]) == ("Brake pads ceramic", {"code": "870830"})
    assert (item["gross_mass"]["value"], item["containers"]) == ("840.5", ["CSQU3054383"])
    assert {(r["type"], r["number"]) for r in data["references"]} == {
        ("CNTR", "CSQU3054383"),
        ("BKG", "BK-1"),
        ("PO", "PO-7781"),
    }


def test_shipping_instructions_lack_the_number_and_say_so(documents: dict[str, bytes]) -> None:
    document = json.loads(documents["dcsa-pint.json"])["transportDocument"]
    del document["transportDocumentReference"]
    assert read(json.dumps(document).encode())[0].missing == ("number",)


def test_a_type_of_document_that_is_none_is_refused(documents: dict[str, bytes]) -> None:
    with pytest.raises(DocumentRefused, match="BOL"):
        read(documents["dcsa-pint.json"].replace(b'"BOL"', b'"XYZ"'))


def test_only_what_happened_becomes_a_milestone_in_the_beta_too(documents: dict[str, bytes]) -> None:
    drafts = read(documents["dcsa-beta.json"])
    (draft,) = drafts
    assert (draft.data["scheme"], draft.data["meaning"]) == ("DCSA-TNT-3-BETA-1", "discharged")
    assert draft.data["voyage"] == "031W"
    assert [(e.classifier, e.event) for e in drafts.expectations] == [("RETRACTED", "b1"), ("EST", "DEPA")]


def test_a_retraction_with_a_payload_takes_back_the_event_that_it_names(documents: dict[str, bytes]) -> None:
    events: list[dict[str, Any]] = json.loads(documents["dcsa-beta.json"])
    events[2]["payload"] = events[0]["payload"]
    assert read(json.dumps(events).encode())[1].data["retracts"] == "b1"


def test_a_waybill_and_its_events_are_read_from_one_graph(documents: dict[str, bytes]) -> None:
    drafts = read(documents["one-record.json"])
    waybill, departed = (draft.data for draft in drafts)
    assert (waybill["number"], waybill["type_code"], waybill["level"]) == ("172-12345675", "741", "master")
    assert waybill["gross_mass"] == {"value": "840.5", "unit": "KGM"}
    assert waybill["consignor"] == {"name": "Kaisha Co"}
    assert (departed["meaning"], departed["mode"]) == ("departed", "air")
    assert departed["location"] == {"facility": "BKK"}
    assert [(e.classifier, e.event) for e in drafts.expectations] == [("PLN", "ARR")]


def test_a_waybill_of_the_ontology_without_a_prefix_is_read_alike(documents: dict[str, bytes]) -> None:
    full = documents["one-record.json"].replace(b'"cargo:', b'"https://onerecord.iata.org/ns/cargo#')
    assert read(full)[0].data == read(documents["one-record.json"])[0].data | {
        "original": read(full)[0].data["original"]
    }


def test_a_phytosanitary_certificate_is_a_milestone_of_its_issue(documents: dict[str, bytes]) -> None:
    data = read(documents["ephyto.xml"])[0].data
    assert (data["event"], data["meaning"], data["source_event"]) == ("851", "document", "PC-TH-2026-1")
    assert data["occurred"] == "2026-02-25T10:00:00+07:00"
    assert data["equipment"] == {"number": "CSQU3054383", "seals": ["SL1"]}
    assert "retracts" not in data


def test_a_withdrawn_certificate_takes_itself_back_and_a_day_is_no_moment(
    documents: dict[str, bytes],
) -> None:
    withdrawn = documents["ephyto.xml"].replace(b"<ram:StatusCode>70<", b"<ram:StatusCode>40<")
    assert read(withdrawn)[0].data["retracts"] == "PC-TH-2026-1"
    day = documents["ephyto.xml"].replace(b"2026-02-25T10:00:00+07:00", b"2026-02-25")
    drafts = read(day)
    assert list(drafts) == []
    assert drafts.expectations[0].classifier == "UNDATED"


def test_an_event_names_the_containers_that_it_reports_and_no_other_events(
    documents: dict[str, bytes],
) -> None:
    text = documents["ubl-status.xml"].decode()
    happened = "<cbc:CompletionIndicator>true</cbc:CompletionIndicator>"
    event = re.search(r"<cac:TransportEvent>.*?</cac:TransportEvent>", text, re.DOTALL)
    assert event is not None
    both = "".join(event[0].replace(happened, happened + reported(number)) for number in ("MSCU1", "MSCU2"))
    drafts = read(text.replace(event[0], both).encode())
    boxes = [{r["number"] for r in draft.data["references"] if r["type"] == "CNTR"} for draft in drafts]
    assert boxes == [{"CSQU3054383", "MSCU1"}, {"CSQU3054383", "MSCU2"}]


def reported(container: str) -> str:
    return (
        "<cac:ReportedShipment><cac:TransportHandlingUnit><cac:TransportEquipment>"
        f"<cbc:ID>{container}</cbc:ID>"
        "</cac:TransportEquipment></cac:TransportHandlingUnit></cac:ReportedShipment>"
    )


def test_a_status_without_an_event_is_no_milestone_and_said_to_be_none(documents: dict[str, bytes]) -> None:
    text = documents["ubl-status.xml"].decode()
    drafts = read(re.sub(r"<cac:TransportEvent>.*</cac:TransportEvent>", "", text, flags=re.DOTALL).encode())
    assert list(drafts) == []
    assert "status.no_event" in {remark.code for remark in drafts.warnings}


def test_the_check_digit_of_an_air_waybill_is_checked(documents: dict[str, bytes]) -> None:
    text = documents["one-record.json"].decode()
    assert "identifier.check_digit" not in {r.code for d in read(text.encode()) for r in d.warnings}
    wrong = read(text.replace("12345675", "12345674").encode())
    assert "identifier.check_digit" in {remark.code for draft in wrong for remark in draft.warnings}
