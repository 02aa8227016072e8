"""An extract holds the rows of a gateway's database as they are, whichever database it is."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import Connection, delete, func, insert, select

from gateway.reconciliation.batch.copying import copied
from gateway.reconciliation.batch.extracting import extract_all
from gateway.reconciliation.batch.extracts import SCHEMAS
from gateway.reconciliation.batch.tables import COLUMNS
from gateway.store import Store, open_store
from gateway.store.projections.columns import HEADS
from gateway.store.projections.tables import TABLES, insert_rows
from gateway.store.tables.chain import anchored_batches, keys, members, status_changes
from gateway.store.tables.records import reader_sets, records
from scripts.scenarios.detection import cases, projected

pytestmark = pytest.mark.both_databases

Rows = dict[str, list[dict[str, Any]]]
_SECOND = 1_000_000
_TIMES = ("anchored", "ended", "compromised_since")
"""What the ledger says in whole seconds."""

_TEXTS = ('two\nlines, a comma and "quotes"', "", "\\N", "NULL", "\\.", "a,b", " spaces ", "’株式会社")


@pytest.fixture(scope="module")
def rows() -> Rows:
    return projected(case.consignment for case in cases(seed=11, rounds=1))


@pytest.fixture
def store(tmp_path: Path, database: str | None) -> Iterator[Store]:
    opened = open_store(database or f"sqlite:///{tmp_path / 'gateway.db'}")
    yield opened
    opened.close()


def _fill(connection: Connection, rows: Rows) -> None:
    insert_rows(connection, [{name: _own(name, some) for name, some in rows.items() if name in TABLES}])
    heads = [row for name in HEADS for row in rows[name]]
    countries = sorted({row["member_country"] for row in heads if row["member_country"]})
    connection.execute(insert(reader_sets).values(no=1, members="1"))
    for number, country in enumerate(countries, start=1):
        named = {"number": number, "active": True, "voter": True, "country": country, "roles": 0}
        connection.execute(insert(members).values(**named, agreements="0", name_hash=b"", block=1))
    for row in {row["record"]: row for row in heads}.values():
        country = row["member_country"]
        _fill_standing(connection, row, countries.index(country) + 1 if country else 0)


def _own(name: str, some: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{column.name: row[column.name] for column in TABLES[name].columns} for row in some]


def _fill_standing(connection: Connection, row: dict[str, Any], member: int) -> None:
    name = bytes.fromhex(row["record_id"].removeprefix("0x"))
    common = {"member": member, "root": name, "kind": 1, "scope": 0, "block": 1}
    anchored = row["anchored"] // _SECOND
    record = {"no": row["record"], "record_id": name, "position": 0, "batch_size": 1, "reader_set": 1}
    connection.execute(insert(records).values(**common, **record, anchored_at=anchored))
    batch = {"author": name[-20:], "size": 1, "time": anchored, "log": 0}
    connection.execute(insert(anchored_batches).values(**common, **batch))
    if row["compromised_since"] is not None:
        since = row["compromised_since"] // _SECOND
        key = {"address": name[-20:], "member": member, "purposes": 0, "valid_from": 0, "valid_until": 0}
        connection.execute(insert(keys).values(**key, compromised_since=since, block=1))
    if row["state"]:
        ended = {"state": row["state"], "reason": 0, "key": b"", "time": row["ended"] // _SECOND, "log": 0}
        place = {"member": member, "target": name, "root": name, "block": 1}
        successor = bytes.fromhex((row["successor"] or "").removeprefix("0x")) or None
        connection.execute(insert(status_changes).values(**place, **ended, successor=successor))


def test_an_extract_holds_every_row_as_it_is(rows: Rows, store: Store, tmp_path: Path) -> None:
    store.write(lambda connection: _fill(connection, rows))
    folder = tmp_path / "extract"
    folder.mkdir()
    (folder / "proofs.000099.parquet").write_text("what broke off")
    with store.read() as connection:
        extract = extract_all(connection, folder)
    for name in COLUMNS:
        expected = pl.DataFrame(rows.get(name, []), schema=SCHEMAS[name], orient="row")
        whole = [column for column in _TIMES if column in expected.columns]
        expected = expected.with_columns(pl.col(whole) // _SECOND * _SECOND)
        if name == "references_made":
            expected = expected.filter(pl.col("kind") == 5)
        found = extract.scan(name).collect()
        assert_frame_equal(found, expected, check_row_order=False)
        assert extract.count(name) == expected.height


def test_texts_that_look_like_csv_come_through(store: Store, tmp_path: Path) -> None:
    made = [_line(position, text) for position, text in enumerate((*_TEXTS, None))]
    table = TABLES["proof_lines"]
    store.write(lambda connection: connection.execute(insert(table), made))
    expected = pl.DataFrame(made, schema=SCHEMAS["proof_lines"], orient="row")
    with store.read() as connection:
        found = extract_all(connection, tmp_path / "extract").scan("proof_lines").collect()
        assert_frame_equal(found, expected, check_row_order=False)
        if connection.dialect.name == "postgresql":
            frames = list(copied(connection, select(table), SCHEMAS["proof_lines"], at_once=1))
            assert len(frames) == len(made), "a row is never cut, whatever is read at a time"
            assert_frame_equal(pl.concat(frames), expected, check_row_order=False)


def _line(position: int, text: str | None) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(SCHEMAS["proof_lines"])
    known = text is not None
    return nothing | {
        "record": 1, "position": position, "description": text,
        "quantity": Decimal("12345678901234567890.123456789") if known else None,
        "invoice_date": date(2026, 2, 28) if known else None,
    }  # fmt: skip


def test_what_is_written_during_a_read_is_not_seen_by_it(store: Store) -> None:
    table = TABLES["proof_lines"]
    store.write(lambda connection: connection.execute(insert(table), [_line(0, "before")]))
    with store.read() as connection:
        count = select(func.count()).select_from(table)
        assert connection.scalar(count) == 1
        store.write(lambda connection: connection.execute(delete(table)))
        assert connection.scalar(count) == 1
    with store.read() as connection:
        assert connection.scalar(count) == 0
