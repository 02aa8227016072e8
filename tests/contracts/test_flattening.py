"""Flattening a record: a scalar at each path, sorted, whatever the record's shape."""

import json
from collections.abc import Iterator
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import RecordInvalid
from contracts.fields import FieldType, decode_value, paths_digest
from contracts.flattening import flatten
from contracts.records import KINDS, Record, parse_record

GOLDEN = Path(__file__).parents[1] / "golden" / "records"
RECORDS = [json.loads(path.read_text("utf-8")) for path in sorted(GOLDEN.glob("*.json"))]


def spelled(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The fields in a record's JSON by a plain walk, as formats §2 describes it."""
    if isinstance(value, dict) and set(value) in ({"value", "unit"}, {"value", "currency"}):
        yield path, {"value": value["value"], "unit": value.get("unit") or value.get("currency")}
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from spelled(item, f"{path}/{key}" if path else str(key))
    elif value is not None:
        yield path, value if isinstance(value, bool | str) else str(value)


def flat(record: Record) -> dict[str, Any]:
    return {field.path: decode_value(*field[1:]) for field in flatten(record).fields}


def part_of(value: Any, data: st.DataObject) -> Any:
    """`value` with lists of other lengths and without some of what it holds."""
    if isinstance(value, list):
        items = data.draw(st.lists(st.sampled_from(value), max_size=3)) if value else []
        return [part_of(item, data) for item in items]
    if isinstance(value, dict):
        return {key: part_of(item, data) for key, item in value.items() if data.draw(st.integers(0, 4))}
    return value


@given(data=st.data())
def test_every_shape_of_every_kind_has_the_fields_of_a_plain_walk(data: st.DataObject) -> None:
    vector = data.draw(st.sampled_from(RECORDS))
    try:
        record = parse_record(vector["kind"], part_of(vector["record"], data))
    except RecordInvalid:
        return
    fields = flat(record)
    assert fields.pop("") == vector["schema"]
    assert fields.pop("#") == paths_digest(["", *fields]).decode()
    assert fields == dict(spelled(record.model_dump(mode="json")))


@pytest.mark.parametrize("vector", RECORDS, ids=lambda vector: vector["schema"])
def test_a_record_of_any_kind_has_the_fields_of_a_plain_walk(vector: dict[str, Any]) -> None:
    record = parse_record(vector["kind"], vector["record"])
    fields = flat(record)
    assert {path: fields[path] for path in fields.keys() - {"", "#"}} == dict(
        spelled(record.model_dump(mode="json"))
    )


def test_every_kind_is_among_the_vectors() -> None:
    assert {vector["kind"] for vector in RECORDS} == set(KINDS)


def test_a_certificate_has_its_schema_its_path_list_and_a_scalar_at_each_path(
    certificate: dict[str, Any],
) -> None:
    fields = {field.path: field for field in flatten(parse_record(1, certificate)).fields}
    assert fields[""].value == b"tegata/origin-certificate/1"
    assert fields["lines/0/quantity"].type == FieldType.MEASURE
    assert decode_value(*fields["lines/0/gross_mass"][1:]) == {"value": "312.5", "unit": "KGM"}
    assert fields["exporter/name_local"].value.decode() == "Công ty CP May Tân Long"
    assert decode_value(*fields["retroactive"][1:]) is False
    assert decode_value(*fields["audience/1"][1:]) == "2"


def test_the_field_hash_lists_all_other_paths(certificate: dict[str, Any]) -> None:
    flattened = flatten(parse_record(1, certificate))
    others = sorted(path.encode() for path in flattened.paths if path != "#")
    listed = dict(zip(flattened.paths, flattened.typed, strict=True))["#"]
    assert listed == b"\1" + sha256(b"\n".join(others)).hexdigest().encode()


def test_fields_are_sorted_by_the_bytes_of_their_paths(certificate: dict[str, Any]) -> None:
    certificate["lines"] = certificate["lines"] * 11
    paths = [path.encode() for path in flatten(parse_record(1, certificate)).paths]
    assert paths == sorted(paths)


def test_what_is_absent_has_no_field(certificate: dict[str, Any]) -> None:
    certificate["remarks"] = None
    certificate["audience"] = []
    paths = flatten(parse_record(1, certificate)).paths
    assert not [path for path in paths if path.startswith(("remarks", "audience"))]


def test_lists_that_hold_the_same_in_other_places_keep_their_places(certificate: dict[str, Any]) -> None:
    identifiers = [{"scheme": "LEI", "value": "5493001KJTIIGC8Y1R12"}]
    shapes = []
    for holder in ("issuer", "exporter"):
        changed = deepcopy(certificate)
        changed[holder]["identifiers"] = identifiers
        shapes.append({path for path in flatten(parse_record(1, changed)).paths if "identifiers" in path})
    assert shapes == [
        {f"{holder}/identifiers/0/{name}" for name in ("scheme", "value")}
        for holder in ("issuer", "exporter")
    ]


def test_the_order_in_which_members_were_set_is_of_no_importance(certificate: dict[str, Any]) -> None:
    record = parse_record(1, certificate)
    turned = record.model_copy()
    members = dict(reversed(turned.__dict__.items()))
    turned.__dict__.clear()
    turned.__dict__.update(members)
    assert flatten(turned) == flatten(record)


@pytest.mark.parametrize("text", ["東京\n2行目", "東京　港", "tab\tbed", "Công ty", "\u0301 alone", "plain"])
def test_text_that_passes_is_hashed_as_it_stands(certificate: dict[str, Any], text: str) -> None:
    certificate["remarks"] = text
    assert flat(parse_record(1, certificate))["remarks"] == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("e\u0301", "form C"),
        ("a\x00b", r"U\+0000 at position 1"),
        ("a\rb", r"U\+000D"),
        ("\u0378", r"U\+0378"),
    ],
)
def test_text_that_is_no_field_is_refused_with_its_path(
    certificate: dict[str, Any], text: str, said: str
) -> None:
    certificate["lines"][0]["description"] = text
    with pytest.raises(RecordInvalid, match=f"lines/0/description: .*{said}"):
        flatten(parse_record(1, certificate))


def test_a_value_of_a_type_that_no_field_has_is_refused(certificate: dict[str, Any]) -> None:
    record = parse_record(1, certificate).model_copy(update={"remarks": 1.5})
    with pytest.raises(RecordInvalid, match=r"remarks: .* found float"):
        flatten(record)


def test_a_record_may_have_20_000_fields_and_no_more(certificate: dict[str, Any]) -> None:
    fewest = len(flatten(parse_record(1, {**certificate, "audience": []})).paths)
    most = [1] * (20_000 - fewest)
    assert len(flatten(parse_record(1, {**certificate, "audience": most})).paths) == 20_000
    with pytest.raises(RecordInvalid, match="at most 20000 fields, found 20001"):
        flatten(parse_record(1, {**certificate, "audience": [*most, 1]}))
