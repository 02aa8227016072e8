"""The migrations make the schema that the tables describe, on a fresh database and on one that is up to
date."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, inspect, select, text

from gateway.store import open_store
from gateway.store.engine import open_engine
from gateway.store.migration import migrate
from gateway.store.projections.tables import TABLES
from gateway.store.schema import metadata
from gateway.store.tables.declarations import declaration_versions


@pytest.mark.both_databases
def test_migrations_make_what_the_tables_describe(tmp_path: Path, database: str | None) -> None:
    url = database or f"sqlite:///{tmp_path / 'store.db'}"
    for _ in range(2):
        open_store(url).close()
        engine = create_engine(url)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_server_default": True})
            assert compare_metadata(context, metadata) == []
            found = set(inspect(connection).get_table_names())
        engine.dispose()
        assert found == {*metadata.tables, "alembic_version"}


def test_declarations_that_were_lodged_before_get_their_charges(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    migrate(engine, "0004")
    charges = {"freight": {"value": "800.5", "currency": "USD"}}
    lodged = {"function": "original", "stage": "main", "cancelled": False, "message": b"{}", "member": 5}
    with engine.begin() as connection:
        for name, version, current in (
            ("JP-1", 1, {"insurance": {"value": "1", "currency": "USD"}}),
            ("JP-1", 2, charges),
            ("JP-2", 1, {}),
        ):
            row = {**lodged, "declaration": name, "version": version, "current": json.dumps(current).encode()}
            connection.execute(insert(declaration_versions).values(row | {"received_at": 1}))
        for name in ("JP-1", "JP-2"):
            connection.execute(
                text("INSERT INTO projected_declarations (declaration) VALUES (:name)"), {"name": name}
            )
    migrate(engine)
    table = TABLES["declarations"]
    with engine.begin() as connection:
        columns = (table.c.freight, table.c.freight_currency, table.c.insurance)
        found = connection.execute(select(*columns).order_by(table.c.declaration)).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [(Decimal("800.5"), "USD", None), (None, None, None)]
