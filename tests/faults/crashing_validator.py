"""A validator's node in a process of its own, which kills itself at a named point: run by test_crashes."""

import os
import signal
import sys
import threading
from pathlib import Path

from contracts.genesis import parse
from ledger_node import open_node
from ledger_node.operations.settings import read_settings


def main() -> None:
    """Serve the node in a folder; at the so-and-so-many-th passage of a point, kill the process."""
    folder, point, after = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    left = after

    def reached(name: str) -> None:
        nonlocal left
        left -= name == point
        if left == 0 and name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    node = open_node(folder, parse((folder / "genesis.json").read_bytes()), reached=reached)
    place = read_settings(folder).json_rpc
    print(node.serve(place.host, place.port).url, flush=True)
    threading.Event().wait()
