"""The node's tests share one small network (network.py)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.genesis import Genesis
from ledger_node import Node, open_node
from tests.ledger_node.network import SEQUENCER, ManualClock, Wallet, make_genesis


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def genesis() -> Genesis:
    return make_genesis()


@pytest.fixture
def wallet() -> Wallet:
    return Wallet()


@pytest.fixture
def node(tmp_path: Path, genesis: Genesis, clock: ManualClock) -> Iterator[Node]:
    opened = open_node(tmp_path, genesis, key=SEQUENCER, clock=clock, sync=False)
    yield opened
    opened.close()
