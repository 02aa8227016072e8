"""From untrusted data to a record: what passes, and what each refusal says."""

from typing import Any

import pytest

from contracts.errors import RecordInvalid
from contracts.records import KINDS, Kind, kind_of, parse_record, scope_of_record
from contracts.roles import AUTHOR_ROLES


def test_a_certificate_comes_back_from_its_own_json(certificate: dict[str, Any]) -> None:
    record = parse_record(Kind.ORIGIN_CERTIFICATE, certificate)
    again = parse_record(Kind.ORIGIN_CERTIFICATE, record.model_dump_json(exclude_none=True))
    assert again == record
    assert kind_of(record).schema_id == "tegata/origin-certificate/1"


def test_an_origin_proof_is_scoped_to_its_agreement_and_a_milestone_to_none(
    certificate: dict[str, Any], milestone: dict[str, Any]
) -> None:
    assert scope_of_record(parse_record(1, certificate)) == 20
    assert scope_of_record(parse_record(5, milestone)) == 0


def test_every_kind_has_a_model_and_roles_that_may_author_it() -> None:
    assert {int(kind) for kind in KINDS} == set(AUTHOR_ROLES) == set(range(1, 12))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("grade", "notarised", "record/grade"),
        ("author", "3", "record/author"),
        ("author", 0, "record/author"),
        ("issue_date", "2026-02-30", "record/issue_date"),
        ("issue_date", "02/03/2026", "a date is text like 2026-03-01"),
        ("issue_date", "2026-03-02T00:00:00Z", "a date is text like 2026-03-01"),
        ("issuing_country", "VV", "an ISO 3166-1 alpha-2 country code"),
        ("issuing_country", None, "record/issuing_country"),
        ("agreement", "NAFTA", "an agreement code"),
        ("lines", [], "record/lines"),
        ("surprise", "x", "record/surprise"),
        ("usage", {"type": "blanket"}, "a blanket proof, and only a blanket proof"),
    ],
)
def test_a_wrong_field_is_named_with_what_was_expected(
    certificate: dict[str, Any], path: str, value: Any, said: str
) -> None:
    certificate[path] = value
    with pytest.raises(RecordInvalid, match=said.replace("(", r"\(")):
        parse_record(1, certificate)


@pytest.mark.parametrize(
    "value", ["1e3", "1.50", "01", "+1", "-0", ".5", "1.", "1.0000000001", "NaN", 1.5, 7]
)
def test_a_number_in_a_second_spelling_is_refused(certificate: dict[str, Any], value: Any) -> None:
    certificate["lines"][0]["quantity"]["value"] = value
    with pytest.raises(RecordInvalid, match="lines/0/quantity/value"):
        parse_record(1, certificate)


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "0.000000001", "99999999999999999999"])
def test_a_number_in_its_one_spelling_passes(certificate: dict[str, Any], value: str) -> None:
    certificate["lines"][0]["quantity"]["value"] = value
    assert f'"{value}"' in parse_record(1, certificate).model_dump_json()


@pytest.mark.parametrize(
    "value",
    ["2026-03-04T21:15:00", "2026-03-04T21:15Z", "2026-03-04 21:15:00Z", "2026-03-04T21:15:00+00:00",
     "2026-03-04T21:15:00.50Z", "2026-03-04T25:15:00Z", "2026-W10-3T00:00:00Z", "2026-03-04"],
)  # fmt: skip
def test_a_time_in_a_second_spelling_is_refused(milestone: dict[str, Any], value: str) -> None:
    milestone["occurred"] = value
    with pytest.raises(RecordInvalid, match="record/occurred"):
        parse_record(5, milestone)


@pytest.mark.parametrize("value", ["2026-03-04T21:15:00Z", "2026-03-04T21:15:00.5+07:00"])
def test_a_time_keeps_the_offset_it_was_given(milestone: dict[str, Any], value: str) -> None:
    milestone["occurred"] = value
    assert f'"{value}"' in parse_record(5, milestone).model_dump_json()


def test_an_estimate_is_never_a_milestone(milestone: dict[str, Any]) -> None:
    milestone["classifier"] = "EST"
    with pytest.raises(RecordInvalid, match="record/classifier"):
        parse_record(5, milestone)


def test_a_kind_that_does_not_exist_is_refused(certificate: dict[str, Any]) -> None:
    with pytest.raises(RecordInvalid, match="a kind of record, 1 to 11"):
        parse_record(12, certificate)
