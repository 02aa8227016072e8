"""A PostgreSQL server for tests; where it is not installed they are skipped, unless CI requires it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.bench.postgresql import NotInstalled, new_database
from scripts.bench.postgresql import server as started

__all__ = ["new_database", "server"]


@contextmanager
def server() -> Iterator[Path]:
    """The folder of a running server's socket; skips the test where PostgreSQL is not installed."""
    try:
        with started() as folder:
            yield folder
    except NotInstalled as error:
        reason = f"{error}, or set CI=true to require it"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(reason)
        pytest.skip(reason)
