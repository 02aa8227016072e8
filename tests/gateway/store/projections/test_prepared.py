"""What is made ready at intake: the same as a payload gives later, in any process, for every kind."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from contracts.acts import Batch
from contracts.ids import BatchRoot, MemberId, RecordId, UnixTime
from contracts.records import parse_record
from gateway.intake.documents import verify_record
from gateway.store.projections.prepared import Packed, columns_of, prepare, unpack
from gateway.store.projections.readership import readership_of
from gateway.store.recent import RecentlyPrepared

FIRST, SECOND, THIRD = (RecordId(bytes([n]) * 32) for n in (1, 2, 3))
VECTORS = sorted((Path(__file__).parents[3] / "golden/records").glob("*.json"))


def batch_of(vector: dict[str, Any]) -> Batch:
    member = MemberId(vector["record"]["author"])
    return Batch(BatchRoot(bytes(32)), 1, vector["kind"], vector["scope"], member, UnixTime(1))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_what_intake_prepares_is_what_the_payload_gives(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    raw = {"record": vector["record"], "seed": vector["seed"]}
    batch = batch_of(vector)
    verified = verify_record(raw, batch, 256 * 1024, "records/0")
    again = parse_record(batch.kind, verified.body)
    prepared = unpack(verified.prepared)
    assert prepared == prepare(again, batch.member, batch.kind)
    assert pickle.loads(pickle.dumps(verified)) == verified
    assert prepared.readership == readership_of(again)
    for name, rows in prepared.rows:
        assert {len(row) for row in rows} == {len(columns_of(name)) - 1}


def test_what_is_taken_is_kept_no_longer() -> None:
    recent = RecentlyPrepared()
    recent.keep([(FIRST, Packed(b"one")), (SECOND, Packed(b"two"))])
    assert recent.take([FIRST, FIRST]) == [b"one", None]
    assert recent.take([SECOND]) == [b"two"]


def test_the_oldest_is_forgotten_when_there_are_too_many_bytes() -> None:
    recent = RecentlyPrepared(most_bytes=10)
    recent.keep([(FIRST, Packed(bytes(8)))])
    recent.keep([(FIRST, Packed(bytes(4))), (SECOND, Packed(bytes(6)))])
    recent.keep([(THIRD, Packed(bytes(5)))])
    assert recent.take([FIRST, SECOND, THIRD]) == [None, None, bytes(5)]
    recent.keep([(FIRST, Packed(bytes(10)))])
    assert recent.take([FIRST]) == [bytes(10)]
