"""A node of a small chain of our own, and one that imported Ethereum's test chain."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger_node.development import DevelopmentNode, open_development_node, read_genesis
from tests.ledger_node.development.chain import GENESIS


def pytest_configure(config: pytest.Config) -> None:
    """Before web3.py's module tests are imported (web3py/), which bear this mark."""
    config.addinivalue_line("markers", "asyncio: of web3.py's tests; anyio runs them here")


@pytest.fixture
def development(tmp_path: Path) -> Iterator[DevelopmentNode]:
    """A development node whose genesis gives ether to the accounts of `chain.py`."""
    with open_development_node(tmp_path, read_genesis(GENESIS)) as node:
        yield node


@pytest.fixture(scope="session")
def execution_apis() -> Path:
    """The folder of Ethereum's conversations; tests that need it are skipped where it is not at hand."""
    root = Path(__file__).parents[3]
    named = os.environ.get("TEGATA_EXECUTION_APIS")
    folder = Path(named or root.parent / "shared" / "execution-apis")
    if not folder.is_dir():
        if named and os.environ.get("CI") == "true":
            pytest.fail(f"TEGATA_EXECUTION_APIS names {named}, which is no folder")
        pytest.skip("no conversations: set TEGATA_EXECUTION_APIS to the folder of chain.rlp")
    return folder
