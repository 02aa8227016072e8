"""A node and a gateway in one process, for tests that need both.

A module marked `both_databases` runs on SQLite and on PostgreSQL; the others run on SQLite.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.gateway import postgresql
from tests.gateway.world import World


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_databases") is not None
        metafunc.parametrize("database", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Path]:
    with postgresql.server() as folder:
        yield folder


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str | None:
    """The URL of a new database; None for SQLite's file in the test's own folder."""
    if request.param == "sqlite":
        return None
    return postgresql.new_database(request.getfixturevalue("postgresql_server"))


@pytest.fixture
def world(tmp_path: Path, database: str | None) -> Iterator[World]:
    made = World(tmp_path, database=database)
    made.start_node()
    yield made
    made.close()


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with world.gateway() as served:
        yield served
