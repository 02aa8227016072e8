import pytest

from tests.gateway.conftest import client, world

__all__ = ["client", "world"]


@pytest.fixture
def database() -> None:
    """A gateway's database is of no concern to its clients: SQLite in the test's own folder."""
