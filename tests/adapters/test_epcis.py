"""EPCIS events, in both syntaxes: steps, places, transactions, and declarations of error."""

import json
import re
from typing import Any

import pytest

from adapters import DocumentRefused, read


@pytest.fixture
def document(documents: dict[str, bytes]) -> dict[str, Any]:
    return json.loads(documents["epcis.jsonld"])


def test_an_event_becomes_a_milestone(documents: dict[str, bytes]) -> None:
    data = read(documents["epcis.jsonld"])[0].data
    assert (data["event"], data["scheme"], data["meaning"]) == ("unloading", "EPCIS-CBV", "discharged")
    assert data["occurred"] == "2026-03-04T09:13:00+09:00"
    assert data["equipment"] == {"number": "CSQU3054383"}
    assert data["location"] == {"facility": "urn:epc:id:sgln:0614141.07346.1234"}
    assert [(r["type"], r["number"]) for r in data["references"]] == [
        ("BL", "MAEU240118001"),
        ("PO", "PO-7781"),
        ("CNTR", "CSQU3054383"),
    ]


def test_an_event_declared_wrong_is_taken_back_and_what_corrects_it_is_named(
    documents: dict[str, bytes],
) -> None:
    wrong, right = read(documents["epcis.jsonld"])[1:]
    assert wrong.data["retracts"] == "urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8"
    assert (wrong.data["recorded"], wrong.data["remarks"]) == ("2026-03-05T10:00:00+09:00", "incorrect_data")
    (told,) = [remark for remark in wrong.warnings if remark.code == "event.corrected"]
    assert right.data["source_event"] in told.message
    assert "retracts" not in right.data
    assert right.data["meaning"] == "departed"


def test_a_single_event_is_read_and_a_query_s_answer_too(document: dict[str, Any]) -> None:
    event = document["epcisBody"]["eventList"][0]
    assert len(read(json.dumps(event).encode())) == 1
    answer = {
        "type": "EPCISQueryDocument",
        "epcisBody": {"queryResults": {"resultsBody": {"eventList": [event]}}},
    }
    assert len(read(json.dumps(answer).encode())) == 1


def test_xml_of_both_namespaces_gives_what_json_gives() -> None:
    xml = """<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:{0}" schemaVersion="{0}.0"><EPCISBody>
      <EventList><ObjectEvent><eventTime>2026-03-04T09:13:00+09:00</eventTime>
      <epcList><epc>urn:epc:id:bic:CSQU3054383</epc></epcList>
      <bizStep>urn:epcglobal:cbv:bizstep:unloading</bizStep>
      <bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:inv">INV-1</bizTransaction>
      </bizTransactionList></ObjectEvent></EventList></EPCISBody></epcis:EPCISDocument>"""
    first, second = (read(xml.format(version).encode())[0].data for version in (1, 2))
    assert first["meaning"] == second["meaning"] == "discharged"
    assert {"type": "INV", "number": "INV-1"} in first["references"]


def test_a_time_without_an_offset_is_marked(document: dict[str, Any]) -> None:
    document["epcisBody"]["eventList"][0]["eventTime"] = "2026-03-04T09:13:00"
    assert "occurred" in read(json.dumps(document).encode())[0].defaults


@pytest.mark.parametrize("change", [{"eventTime": None}, {"eventTime": "2026-03-04"}, {"type": "Event"}])
def test_an_event_without_its_time_or_type_is_refused(
    document: dict[str, Any], change: dict[str, Any]
) -> None:
    document["epcisBody"]["eventList"][0] |= change
    with pytest.raises(DocumentRefused) as refused:
        read(json.dumps(document).encode())
    assert refused.value.where.startswith("/epcisBody/eventList/0")


SENDER = (
    "<EPCISHeader><s:StandardBusinessDocumentHeader "
    'xmlns:s="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">'
    '<s:Sender><s:Identifier Authority="GS1">4006381000000</s:Identifier></s:Sender>'
    "</s:StandardBusinessDocumentHeader></EPCISHeader>"
)


def test_the_sender_of_the_header_is_who_states_the_events(documents: dict[str, bytes]) -> None:
    text = documents["epcis.xml"].decode().replace("<EPCISBody>", f"{SENDER}<EPCISBody>")
    (draft,) = read(text.encode())
    assert draft.data["issuer"]["identifiers"] == [{"scheme": "GLN", "value": "4006381000000"}]
    assert draft.missing == ()


def test_elements_that_a_sender_qualifies_are_read_like_plain_ones(documents: dict[str, bytes]) -> None:
    text = documents["epcis.xml"].decode()
    qualified = re.sub(r"<(/?)(ObjectEvent|eventTime|bizStep|readPoint|id)>", r"<\1epcis:\2>", text)
    assert qualified != text
    before, after = read(text.encode())[0], read(qualified.encode())[0]
    assert {**after.data, "original": None} == {**before.data, "original": None}
