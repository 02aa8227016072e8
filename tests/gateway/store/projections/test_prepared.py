"""What is made ready at intake: the same as a payload gives later, in any process, for every kind."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from contracts.acts import Batch
from contracts.ids import BatchRoot, MemberId, UnixTime
from contracts.records import parse_record
from gateway.intake.documents import verify_record
from gateway.store.projections.prepared import columns_of, prepare
from gateway.store.projections.readership import readership_of
from gateway.store.recent import MOST, RecentlyPrepared

VECTORS = sorted((Path(__file__).parents[3] / "golden/records").glob("*.json"))


def batch_of(vector: dict[str, Any], count: int = 1) -> Batch:
    member = MemberId(vector["record"]["author"])
    return Batch(BatchRoot(bytes(32)), count, vector["kind"], vector["scope"], member, UnixTime(1))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_what_intake_prepares_is_what_the_payload_gives(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    raw = {"record": vector["record"], "seed": vector["seed"]}
    batch = batch_of(vector)
    verified = verify_record(raw, batch, 256 * 1024, "records/0")
    again = parse_record(batch.kind, verified.body)
    assert verified.prepared == prepare(again, batch.member, batch.kind)
    assert pickle.loads(pickle.dumps(verified)) == verified
    assert verified.prepared is not None
    assert verified.prepared.readership == readership_of(again)
    for name, rows in verified.prepared.rows:
        assert {len(row) for row in rows} == {len(columns_of(name)) - 1}


def test_a_batch_too_large_to_keep_is_not_prepared_at_intake() -> None:
    vector = json.loads(VECTORS[0].read_text("utf-8"))
    raw = {"record": vector["record"], "seed": vector["seed"]}
    assert verify_record(raw, batch_of(vector, MOST + 1), 256 * 1024, "records/0").prepared is None


def test_what_is_taken_is_kept_no_longer_and_the_oldest_is_forgotten() -> None:
    vector = json.loads(VECTORS[0].read_text("utf-8"))
    raw = {"record": vector["record"], "seed": vector["seed"]}
    verified = verify_record(raw, batch_of(vector), 256 * 1024, "records/0")
    assert verified.prepared is not None
    recent = RecentlyPrepared(most=1)
    recent.keep([(verified.id, verified.prepared)])
    assert recent.take([verified.id]) == [verified.prepared]
    assert recent.take([verified.id]) == [None]
