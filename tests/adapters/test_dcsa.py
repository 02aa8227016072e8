"""DCSA Track & Trace: only what happened becomes a milestone."""

import json
from typing import Any

import pytest

from adapters import DocumentRefused, read


def events(documents: dict[str, bytes], name: str) -> Any:
    return json.loads(documents[name])


def test_an_actual_event_becomes_a_milestone(documents: dict[str, bytes]) -> None:
    loaded = read(documents["dcsa-2.2.json"])[0].data
    assert (loaded["event"], loaded["scheme"], loaded["meaning"]) == ("LOAD", "DCSA-TNT-2", "loaded")
    assert loaded["occurred"] == "2026-02-26T16:30:00+07:00"
    assert loaded["equipment"]["laden"] is True
    assert loaded["location"] == {"locode": "VNHPH", "name": "Hai Phong", "country": "VN"}


def test_an_estimate_stays_an_expectation_and_never_becomes_a_milestone(documents: dict[str, bytes]) -> None:
    drafts = read(documents["dcsa-2.2.json"])
    assert [draft.data["source_event"] for draft in drafts] == ["e1", "e3"]
    (expected,) = drafts.expectations
    assert (expected.location, expected.classifier, expected.event) == ("/1", "EST", "ARRI")


@pytest.mark.parametrize("classifier", ["PLN", "EST", "REQ"])
def test_no_other_classifier_ever_becomes_a_milestone(documents: dict[str, bytes], classifier: str) -> None:
    found = events(documents, "dcsa-2.2.json")
    for event in found:
        event["eventClassifierCode"] = classifier
    drafts = read(json.dumps(found).encode())
    assert list(drafts) == []
    assert len(drafts.expectations) == 3


def test_an_unknown_classifier_is_refused_and_not_taken_for_actual(documents: dict[str, bytes]) -> None:
    found = events(documents, "dcsa-2.2.json")
    found[0]["eventClassifierCode"] = "act"
    with pytest.raises(DocumentRefused) as refused:
        read(json.dumps(found).encode())
    assert refused.value.where == "/0/eventClassifierCode"


def test_an_event_of_the_shipment_is_about_a_document(documents: dict[str, bytes]) -> None:
    issued = read(documents["dcsa-2.2.json"])[1].data
    assert issued["meaning"] == "document"
    assert {"type": "BL", "number": "MAEU240118001"} in issued["references"]


def test_the_voyage_of_an_arrival_is_the_import_voyage(documents: dict[str, bytes]) -> None:
    found = events(documents, "dcsa-2.2.json")
    found[0] |= {"eventType": "TRANSPORT", "transportEventTypeCode": "ARRI"}
    assert read(json.dumps(found).encode())[0].data["voyage"] == "025S"
    found[0]["transportEventTypeCode"] = "DEPA"
    assert read(json.dumps(found).encode())[0].data["voyage"] == "024N"


def test_the_version_is_told_by_shape_and_not_by_what_the_message_says(documents: dict[str, bytes]) -> None:
    found = events(documents, "dcsa-2.2.json")
    for event in found:
        event["eventVersion"] = "3.0.0"
    assert read(json.dumps(found).encode()).format == "dcsa-tnt-2.2"
    assert read(documents["dcsa-3.0.json"]).format == "dcsa-tnt-3.0"


def test_one_event_as_a_subscription_delivers_it_is_read(documents: dict[str, bytes]) -> None:
    event = events(documents, "dcsa-2.2.json")[0]
    assert read(json.dumps(event).encode())[0].data["source_event"] == "e1"


def test_events_of_both_versions_in_one_message_are_refused(documents: dict[str, bytes]) -> None:
    mixed = [*events(documents, "dcsa-2.2.json"), events(documents, "dcsa-3.0.json")["events"][0]]
    with pytest.raises(DocumentRefused) as refused:
        read(json.dumps(mixed).encode())
    assert refused.value.where == "/3"


def test_a_release_by_customs_is_one(documents: dict[str, bytes]) -> None:
    released = read(documents["dcsa-3.0.json"])[0].data
    assert (released["event"], released["meaning"]) == ("CUSR", "customs_released")
    assert released["issuer"] == {"identifiers": [{"scheme": "SMDG:LCL", "value": "MAEU"}]}


def test_a_retraction_is_a_milestone_that_retracts(documents: dict[str, bytes]) -> None:
    retraction = read(documents["dcsa-3.0.json"])[1].data
    assert (retraction["source_event"], retraction["retracts"]) == ("e0", "e0")
    assert retraction["meaning"] == "arrived"


def test_a_retraction_that_says_no_more_than_whose_is_reported() -> None:
    data = b'{"events": [{"eventID": "e7", "isRetracted": true}]}'
    drafts = read(data)
    assert list(drafts) == []
    assert drafts.expectations[0].classifier == "RETRACTED"
    assert drafts.warnings[0].code == "event.retraction"


def test_an_event_that_is_not_retracted_retracts_nothing(documents: dict[str, bytes]) -> None:
    found = events(documents, "dcsa-3.0.json")
    found["events"][1]["isRetracted"] = False
    assert "retracts" not in read(json.dumps(found).encode())[1].data


def test_a_local_time_is_read_by_the_stated_rule_and_marked(documents: dict[str, bytes]) -> None:
    found = events(documents, "dcsa-2.2.json")
    found[0]["eventDateTime"] = "2026-02-26T16:30:00"
    draft = read(json.dumps(found).encode())[0]
    assert draft.data["occurred"] == "2026-02-26T16:30:00+07:00"
    assert "VN" in draft.defaults["occurred"]
    assert "time.no_offset" in {remark.code for remark in draft.warnings}


def test_a_local_time_in_a_country_of_several_zones_is_read_as_utc(documents: dict[str, bytes]) -> None:
    found = events(documents, "dcsa-2.2.json")
    found[0] |= {"eventDateTime": "2026-02-26T16:30:00", "eventLocation": {"UNLocationCode": "USLAX"}}
    draft = read(json.dumps(found).encode())[0]
    assert draft.data["occurred"] == "2026-02-26T16:30:00Z"
    assert "UTC" in draft.defaults["occurred"]


def test_a_day_is_no_moment_and_no_midnight_is_invented(documents: dict[str, bytes]) -> None:
    found = events(documents, "dcsa-2.2.json")
    found[0]["eventDateTime"] = "2026-02-26"
    with pytest.raises(DocumentRefused, match="a day alone is none"):
        read(json.dumps(found).encode())


def test_an_empty_list_of_events_makes_no_draft() -> None:
    assert list(read(b'{"events": []}')) == []


def test_the_beta_of_version_3_is_known_by_its_shape_and_half_an_event_of_it_is_refused() -> None:
    data = b'[{"metadata": {"eventID": "1"}, "payload": {"eventType": "TRANSPORT"}}]'
    with pytest.raises(DocumentRefused) as refused:
        read(data)
    assert refused.value.code == "document.malformed"
    assert refused.value.where == "/0"
    assert "eventClassifierCode" in refused.value.expected
    assert "metadata, payload" in refused.value.found


def test_events_in_a_member_of_that_name_are_a_list_of_events(documents: dict[str, bytes]) -> None:
    found = events(documents, "dcsa-2.2.json")
    wrapped = read(json.dumps({"events": found}).encode())
    assert [draft.data["event"] for draft in wrapped] == ["LOAD", "ISSU"]
    assert len(wrapped.expectations) == 1


def test_a_carrier_that_numbers_no_events_is_read(documents: dict[str, bytes]) -> None:
    found = events(documents, "dcsa-2.2.json")
    for event in found:
        del event["eventID"]
    assert all("source_event" not in draft.data for draft in read(json.dumps(found).encode()))


def test_the_location_of_the_transport_call_is_the_events_place(documents: dict[str, bytes]) -> None:
    (loaded, *_) = events(documents, "dcsa-2.2.json")
    del loaded["eventLocation"]
    loaded["transportCall"]["location"] = {"UNLocationCode": "CNSHA", "facilityCode": "CNSHA-01"}
    (draft,) = read(json.dumps([loaded]).encode())
    assert draft.data["location"] == {"locode": "CNSHA", "facility": "CNSHA-01"}
