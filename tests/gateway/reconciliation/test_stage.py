"""The reconciliation stage: what an event touches, and that a crash costs nothing and changes nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, insert, select

from contracts.declarations import ImportDeclaration
from contracts.ids import MemberId, UnixTime
from contracts.records import parse_record
from gateway.declarations.storing import Origin, store_message
from gateway.reconciliation.stage import NAME, reconcile_touched
from gateway.reconciliation.writing import TAG
from gateway.signing import GatewaySigner
from gateway.store import Store, open_store
from gateway.store.events import Event, Topic, append_events, cursor_of, events_after
from gateway.store.projections import rows_of
from gateway.store.projections.tables import insert_rows
from gateway.store.reader_sets import reader_set_of
from gateway.store.tables.chain import anchored_batches, blocks, members, status_changes
from gateway.store.tables.findings import findings, reconciliations
from gateway.store.tables.records import payloads, records, submissions
from tests.gateway.reconciliation.trade import certificate, declaration

NOW = UnixTime(1_790_000_000)
SIGNER = GatewaySigner(b"\x07" * 32)
ROOT, PROOF = b"\x11" * 32, b"\x22" * 32


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(url(tmp_path))
    yield opened
    opened.close()


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'gateway.db'}"


def send(store: Store, **changed: Any) -> None:
    message = ImportDeclaration.model_validate(declaration(**changed))
    store.write(lambda connection: store_message(connection, message, Origin(MemberId(5), NOW)))


def anchor_certificate(connection: Connection, height: int) -> None:
    """What the indexer leaves behind for a batch of one certificate of the member 7 of Viet Nam."""
    at = {"block": height, "log": 0, "time": NOW}
    connection.execute(insert(blocks).values(height=height, hash=bytes([height]) * 32, time=NOW))
    batch = {"member": 7, "root": ROOT, "kind": 1, "scope": 20}
    connection.execute(insert(anchored_batches).values(**batch, author=b"\x33" * 20, size=1, **at))
    place = {"voter": True, "roles": 1, "agreements": "100000", "name_hash": b"\x44" * 32}
    connection.execute(insert(members).values(number=7, active=True, country="VN", block=1, **place))
    submission = {**batch, "size": 1, "valid_until": NOW + 60, "signature": b"", "author": b"\x33" * 20}
    connection.execute(
        insert(submissions).values(no=1, state="anchored", received_at=NOW, receipt={}, **submission)
    )
    payload = {"record_id": PROOF, "submission_no": 1, "position": 0, "seed": b"\x55" * 32}
    connection.execute(insert(payloads).values(no=1, body=b"{}", **payload))
    standing = {"position": 0, "batch_size": 1, "block": height, "anchored_at": NOW}
    connection.execute(
        insert(records).values(
            no=1, record_id=PROOF, reader_set=reader_set_of(connection, [MemberId(1)]), **batch, **standing
        )
    )
    insert_rows(connection, [rows_of(parse_record(1, certificate()), 1, MemberId(7), 1)])
    append_events(connection, [Event(Topic.BATCH_ANCHORED, ROOT, {"member": 7, "submission": 1}, NOW)])


def revoke_certificate(connection: Connection, height: int) -> None:
    connection.execute(insert(blocks).values(height=height, hash=bytes([height]) * 32, time=NOW))
    change = {"member": 7, "target": PROOF, "root": ROOT, "state": 1, "reason": 1, "key": b"\x33" * 20}
    connection.execute(insert(status_changes).values(**change, time=NOW, block=height, log=0))
    data = {"member": 7, "root": "0x" + ROOT.hex(), "state": 1}
    append_events(connection, [Event(Topic.STATUS_CHANGED, PROOF, data, NOW)])


def drain(store: Store) -> None:
    while reconcile_touched(store, SIGNER, NOW):
        pass


def open_rules(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.scalars(select(findings.c.rule).where(findings.c.state == "open")))


def results(store: Store) -> list[tuple[Any, ...]]:
    query = select(reconciliations).order_by(reconciliations.c.no)
    with store.read() as connection:
        return [(row.declaration, row.body, row.signature) for row in connection.execute(query)]


def test_each_event_reconciles_what_it_touches(store: Store) -> None:
    send(store)
    send(store, number="OTHER", lines=[], transport_documents=[], invoices=[], equipment=[])
    drain(store)
    assert open_rules(store) == {"proof.not_on_ledger"}
    before = len(results(store))
    store.write(lambda connection: anchor_certificate(connection, 3))
    drain(store)
    assert open_rules(store) == set()
    store.write(lambda connection: revoke_certificate(connection, 4))
    drain(store)
    assert open_rules(store) == {"proof.revoked"}
    assert len(results(store)) == before + 2, "the declaration that nothing touched was left alone"


def test_the_feed_tells_what_is_new_and_what_was_cleared(store: Store) -> None:
    send(store)
    drain(store)
    store.write(lambda connection: anchor_certificate(connection, 3))
    drain(store)
    with store.read() as connection:
        told = [event.data for event in events_after(connection, 0, topics=[Topic.FINDINGS_CHANGED])]
        [name] = connection.scalars(select(findings.c.id))
    assert told == [
        {"new": [name], "changed": [], "cleared": []},
        {"new": [], "changed": [], "cleared": [name]},
    ]


def test_a_result_is_signed_over_the_hash_of_its_bytes(store: Store) -> None:
    send(store)
    drain(store)
    [(_, body, signature)] = results(store)
    Ed25519PublicKey.from_public_bytes(SIGNER.public_key).verify(signature, TAG + sha256(body).digest())


def test_doing_it_again_writes_nothing_twice(store: Store) -> None:
    send(store)
    drain(store)
    once = results(store)
    data = {"version": 1, "member": 5}
    event = Event(Topic.DECLARATION_RECEIVED, b"JP-26031700001", data, NOW)
    store.write(lambda connection: append_events(connection, [event]))
    drain(store)
    assert results(store) == once


WORKER = """
import sys
from tests.gateway.reconciliation.test_stage import SIGNER, NOW, reconcile_touched, open_store
store = open_store(sys.argv[1])
while reconcile_touched(store, SIGNER, NOW):
    pass
store.close()
"""


def worker(folder: Path, crash_at: str = "") -> int:
    environment = {**os.environ, "TEGATA_CRASH_AT": crash_at}
    done = subprocess.run(
        [sys.executable, "-c", WORKER, url(folder)], env=environment, check=False, timeout=120
    )
    return done.returncode


@pytest.mark.crash
@pytest.mark.parametrize("point", ["reconciliation.before_commit", "reconciliation.after_commit"])
def test_a_killed_stage_does_its_work_again_and_comes_to_the_same_bytes(tmp_path: Path, point: str) -> None:
    undisturbed, crashed = tmp_path / "one", tmp_path / "other"
    for folder in (undisturbed, crashed):
        folder.mkdir()
        made = open_store(url(folder))
        send(made)
        made.write(lambda connection: anchor_certificate(connection, 3))
        made.write(lambda connection: revoke_certificate(connection, 4))
        made.close()
    assert worker(undisturbed) == 0
    assert worker(crashed, point) == -signal.SIGKILL
    assert worker(crashed) == 0
    stores = [open_store(url(folder)) for folder in (undisturbed, crashed)]
    try:
        expected, found = (results(made) for made in stores)
        assert found == expected
        assert open_rules(stores[1]) == {"proof.revoked"}
        with stores[1].read() as connection:
            changes = events_after(connection, 0, topics=[Topic.FINDINGS_CHANGED])
            assert len(changes) == 1, "nothing is told twice"
            assert cursor_of(connection, NAME) > 0
    finally:
        for made in stores:
            made.close()
