"""A node and a gateway in one process, for tests that need both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.gateway.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.start_node()
    yield made
    made.close()


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with world.gateway() as served:
        yield served
