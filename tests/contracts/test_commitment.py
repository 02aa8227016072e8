"""A record's id binds every field, its kind, its agreement and its seed."""

from hashlib import sha256, shake_256
from typing import Any

import pytest

from contracts import merkle
from contracts.commitment import commit, record_id, salts
from contracts.errors import RecordInvalid
from contracts.records import parse_record

SEED = bytes(range(32))


def test_the_id_is_made_as_the_format_says(certificate: dict[str, Any]) -> None:
    commitment = commit(parse_record(1, certificate), SEED)
    stream = shake_256(SEED + b"tegata/salts/1").digest(16 * len(commitment.fields))
    leaves = [
        sha256(
            b"\0"
            + stream[16 * i : 16 * i + 16]
            + sha256(field.path.encode()).digest()
            + bytes([field.type])
            + field.value
        ).digest()
        for i, field in enumerate(commitment.fields)
    ]
    head = b"\x02" + b"\x01" + b"\0\1" + b"\0\x14" + len(leaves).to_bytes(4, "big")
    assert commitment.id == sha256(head + merkle.root(leaves)).digest()


def test_the_same_record_and_seed_give_the_same_id(certificate: dict[str, Any]) -> None:
    assert commit(parse_record(1, certificate), SEED).id == commit(parse_record(1, certificate), SEED).id


def test_another_seed_gives_another_id(certificate: dict[str, Any]) -> None:
    record = parse_record(1, certificate)
    assert commit(record, SEED).id != commit(record, bytes(32)).id


@pytest.mark.parametrize(
    "change",
    [
        {"agreement": "JP-VN"},
        {"number": "VN-RCEP-2026-004418"},
        {"retroactive": True},
        {"remarks": "added"},
        {"author": 4},
    ],
)
def test_any_other_fact_gives_another_id(certificate: dict[str, Any], change: dict[str, Any]) -> None:
    before = commit(parse_record(1, certificate), SEED).id
    assert commit(parse_record(1, {**certificate, **change}), SEED).id != before


def test_an_id_of_one_kind_is_no_id_of_another() -> None:
    assert record_id(1, 1, 20, 5, bytes(32)) != record_id(3, 1, 20, 5, bytes(32))


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_seed_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(RecordInvalid, match="32 random bytes"):
        salts(bytes(size), 3)
