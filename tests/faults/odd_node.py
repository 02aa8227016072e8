"""A validator's node in a process of its own, whose clock is off and whose pool is small: for test_doctor."""

import threading
import time
from pathlib import Path
from typing import Any

from contracts.genesis import parse
from ledger_node import node as nodes
from ledger_node import open_node
from ledger_node.operations import driving
from ledger_node.operations.settings import read_settings
from ledger_node.pool import Pool


def main(data: str, clock_behind: float, capacity: int) -> None:
    """Serve the node in a folder until it is killed."""
    folder = Path(data)
    driving.CAPACITY = capacity  # type: ignore[misc] # a bound like any other, only sooner reached
    small: Any = lambda: Pool(capacity)  # noqa: E731
    nodes.Pool = small  # type: ignore[misc]
    genesis = parse((folder / "genesis.json").read_bytes())
    node = open_node(folder, genesis, clock=lambda: time.time() - clock_behind)
    place = read_settings(folder).json_rpc
    print(node.serve(place.host, place.port).url, flush=True)
    threading.Event().wait()
