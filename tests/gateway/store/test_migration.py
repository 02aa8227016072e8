"""The migrations make the schema that the tables describe, on a fresh database and on one that is up to
date."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from gateway.store import open_store
from gateway.store.schema import metadata


def test_migrations_make_what_the_tables_describe(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    for _ in range(2):
        open_store(url).close()
        engine = create_engine(url)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_server_default": True})
            assert compare_metadata(context, metadata) == []
            found = set(inspect(connection).get_table_names())
        engine.dispose()
        assert found == {*metadata.tables, "alembic_version"}
