"""The benchmark's extract as a gateway's database in PostgreSQL: every projection as its table, and the
records, batches, members, keys and status changes that say how each record stands.
"""

import time
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection, LargeBinary, Table, create_engine, text

from gateway.reconciliation.batch.extracts import Extract
from gateway.store import open_store
from gateway.store.projections.columns import HEADS
from gateway.store.projections.tables import TABLES
from gateway.store.tables.chain import anchored_batches, keys, members, status_changes
from gateway.store.tables.records import records

_AT_ONCE = 100_000
_OF_A_BATCH = 1_000
_SECOND = 1_000_000


def fill_database(folder: Path, url: str) -> None:
    """Writes the extract in `folder` into the empty database at `url`."""
    store, extract = open_store(url), Extract(folder)
    with store.engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))  # readers of records are left out
        for name, table in TABLES.items():
            _fill(connection, table, extract.scan(name).collect())
        _fill_standing(connection, pl.concat([_standing(extract, name) for name in HEADS]).collect())
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    store.close()
    _wait_until_alone(url)


def _wait_until_alone(url: str) -> None:
    """Returns when the server has ended what served the filling: its time is none of the batch's."""
    engine = create_engine(url)
    others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.scalar(text(others)) != 1:
            time.sleep(0.1)
    engine.dispose()


def _standing(extract: Extract, name: str) -> pl.LazyFrame:
    """Of each record its number and how it stands; a member is one country's, a batch one key's."""
    countries = sorted({country for (country,) in _countries(extract).iter_rows() if country})
    numbers = {country: number for number, country in enumerate(countries, start=1)}
    batch = pl.col("record") // _OF_A_BATCH
    compromised = pl.col("compromised_since")
    return extract.scan(name).select(
        no="record",
        record_id=_hex(pl.col("record")),
        member=pl.col("member_country").replace_strict(numbers, default=0, return_dtype=pl.Int64),
        country="member_country",
        root=_hex(pl.concat_str(compromised.fill_null(0), batch.cast(pl.String).str.zfill(12))),
        author=_hex(compromised.fill_null(0)),
        compromised_since=compromised // _SECOND,
        anchored_at=pl.col("anchored") // _SECOND,
        state="state",
        time=pl.col("ended") // _SECOND,
    )


def _countries(extract: Extract) -> pl.DataFrame:
    some = [extract.scan(name).select("member_country").unique() for name in HEADS]
    return pl.concat(some).unique().collect()


def _hex(value: pl.Expr) -> pl.Expr:
    """32 bytes as PostgreSQL reads them; digits are hex digits too."""
    return pl.lit("\\x") + value.cast(pl.String).str.zfill(64)


def _fill_standing(connection: Connection, rows: pl.DataFrame) -> None:
    _fill(connection, records, rows)
    _fill(connection, anchored_batches, rows.unique(["member", "root"]).with_columns(time="anchored_at"))
    known = rows.filter(pl.col("country").is_not_null()).unique("member")
    _fill(connection, members, known.with_columns(number="member", agreements=pl.lit("0")))
    held = rows.filter(pl.col("compromised_since").is_not_null()).unique("author")
    _fill(connection, keys, held.with_columns(address="author", key="author"))
    ended = rows.filter(pl.col("state") != 0)
    _fill(connection, status_changes, ended.with_columns(target="record_id", key="author"))


def _fill(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Copies rows in; columns that the frame lacks are nothing, zero or empty."""
    missing = [column for column in table.columns if column.name not in frame.columns and not column.nullable]
    made = frame.with_columns(pl.lit(_nothing(column)).alias(column.name) for column in missing)
    names = [column.name for column in table.columns if column.name in made.columns]
    driver: Any = connection.connection.driver_connection
    into = f"COPY {table.name} ({_quoted(names)}) FROM STDIN (FORMAT csv)"
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for some in made.select(names).iter_slices(_AT_ONCE):
            copy.write(some.write_csv(include_header=False, quote_style="necessary"))


def _nothing(column: Any) -> Any:
    if isinstance(column.type, LargeBinary):
        return "\\x"
    return False if column.type.python_type is bool else "" if column.type.python_type is str else 0


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
