import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from contracts.ids import UnixTime
from contracts.records.invoice import Invoice
from contracts.records.kinds import kind_of
from contracts.records.parts import Record
from contracts.records.transport_document import TransportDocument
from gateway.consignments.graph import consignment_id
from gateway.consignments.shelf import TableShelf, clear
from gateway.consignments.stage import NAME, take_in
from gateway.store import Store, open_store
from gateway.store.events import Event, Topic, append_events, move_cursor
from gateway.store.reader_sets import reader_set_of
from gateway.store.tables.consignments import consignment_names, consignment_statements
from gateway.store.tables.records import payloads, records, submissions

WORK_OFF = """
import sys
from gateway.consignments.stage import take_in
from gateway.store import open_store
store = open_store(sys.argv[1])
while take_in(store):
    pass
"""
NOW = UnixTime(1_790_000_000)
EXPORTER, CARRIER = 2, 1


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'gateway.db'}")
    yield opened
    opened.close()


def invoice(number: str, *references: tuple[str, str]) -> Record:
    return Invoice.model_validate(
        {
            "issuer": {"name": "Acme"},
            "author": EXPORTER,
            "grade": "issuer_signed",
            "references": [{"type": t, "number": n} for t, n in references],
            "number": number,
            "issue_date": "2026-05-01",
            "seller": {"name": "Acme"},
            "buyer": {"name": "Nippon"},
            "currency": "USD",
            "total": {"value": "10", "currency": "USD"},
            "lines": [{"sequence": 1, "description": "x", "amount": {"value": "10", "currency": "USD"}}],
        }
    )


def bill(number: str, *references: tuple[str, str]) -> Record:
    return TransportDocument.model_validate(
        {
            "issuer": {"name": "Line"},
            "author": CARRIER,
            "grade": "issuer_signed",
            "references": [{"type": t, "number": n} for t, n in references],
            "number": number,
            "type_code": "705",
        }
    )


def anchor(connection: Connection, name: str, *batch: Record) -> None:
    """What intake and the indexer write for an anchored batch; `name` stands for its root."""
    kind, author, root = int(kind_of(batch[0]).kind), batch[0].author, name.encode()
    submission = connection.execute(
        insert(submissions).values(
            member=author, root=root, size=len(batch), kind=kind, scope=0, valid_until=NOW, signature=b"",
            author=b"", state="anchored", received_at=NOW, receipt={},
        )
    ).inserted_primary_key[0]  # fmt: skip
    readers = reader_set_of(connection, [author])
    for position, record in enumerate(batch):
        identity = f"{name}/{position}".encode()
        number = connection.execute(
            insert(payloads).values(
                record_id=identity,
                submission_no=submission,
                position=position,
                seed=b"",
                body=record.model_dump_json(exclude_none=True).encode(),
            )
        ).inserted_primary_key[0]
        connection.execute(
            insert(records).values(
                no=number, record_id=identity, kind=kind, scope=0, member=author, root=root,
                position=position, batch_size=len(batch), block=1, anchored_at=NOW, reader_set=readers,
            )
        )  # fmt: skip
    data = {"member": author, "submission": submission}
    append_events(connection, [Event(Topic.BATCH_ANCHORED, root, data, NOW)])


def node(name: str, position: int = 0) -> str:
    return f"{name}/{position}".encode().hex()


def work_off(store: Store) -> None:
    while take_in(store):
        pass


def contents(store: Store) -> tuple[list, list]:
    with store.read() as connection:
        return (
            [tuple(r) for r in connection.execute(select(consignment_statements).order_by("node"))],
            [
                tuple(r)
                for r in connection.execute(select(consignment_names).order_by("node", "family", "number"))
            ],
        )


def a_small_world(store: Store) -> None:
    store.write(
        lambda c: anchor(c, "invoices", invoice("INV-1", ("BL", "B 1")), invoice("INV-2", ("BL", "B 2")))
    )
    work_off(store)
    store.write(lambda c: anchor(c, "bills", bill("B1", ("INV", "INV 1")), bill("B2")))
    work_off(store)


def test_records_of_an_anchored_batch_become_consignments(store: Store):
    a_small_world(store)
    with store.read() as connection:
        cores = TableShelf(connection).cores_of([node("invoices"), node("bills"), node("invoices", 1)])
    assert cores[node("invoices")] == cores[node("bills")] != cores[node("invoices", 1)]


def test_the_tables_come_out_identical_after_they_were_dropped(store: Store):
    a_small_world(store)
    before = contents(store)
    store.write(lambda c: (clear(c), move_cursor(c, NAME, 0)))
    assert contents(store) == ([], [])
    work_off(store)
    assert contents(store) == before


def test_work_done_again_after_a_crash_before_the_cursor_moved_changes_nothing(store: Store):
    a_small_world(store)
    before = contents(store)
    store.write(lambda c: move_cursor(c, NAME, 0))
    work_off(store)
    assert contents(store) == before


@pytest.mark.crash
@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_a_stage_that_was_killed_goes_on_where_the_store_has_it(tmp_path: Path, point: str):
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    opened = open_store(url)
    opened.write(lambda c: anchor(c, "invoices", invoice("INV-1", ("BL", "B 1")), invoice("INV-2")))
    opened.write(lambda c: anchor(c, "bills", bill("B1", ("INV", "INV 1"))))
    opened.close()
    killed = subprocess.run(
        [sys.executable, "-c", WORK_OFF, url],
        env={**os.environ, "TEGATA_CRASH_AT": f"consignments.{point}"},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    reopened = open_store(url)
    work_off(reopened)
    after = contents(reopened)
    reopened.write(lambda c: (clear(c), move_cursor(c, NAME, 0)))
    work_off(reopened)
    assert contents(reopened) == after != ([], [])
    reopened.close()


@pytest.mark.parametrize("number", ["–", "9" * 3_999])
def test_a_number_that_is_none_stops_nothing_and_joins_nothing(store: Store, number: str):
    odd = invoice(number), invoice(number + " ")
    store.write(lambda c: anchor(c, "odd", *odd))
    store.write(lambda c: anchor(c, "even", invoice("INV-1")))
    work_off(store)
    with store.read() as connection:
        cores = TableShelf(connection).cores_of([node("odd"), node("odd", 1), node("even")])
        assert len(set(cores.values())) == (3 if number == "–" else 2)
        assert all(len(n) <= 200 for n in connection.scalars(select(consignment_names.c.number)))


def test_a_feed_without_news_is_no_work(store: Store):
    a_small_world(store)
    assert take_in(store) is False


def test_any_statement_of_a_consignment_leads_to_it(store: Store):
    a_small_world(store)
    with store.read() as connection:
        shelf = TableShelf(connection)
        for start in (node("invoices"), node("bills")):
            found = shelf.aliased(consignment_id(start))
            assert {s.node for s in shelf.together_with([found])} == {node("invoices"), node("bills")}
