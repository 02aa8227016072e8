"""A node in a process of its own, which may kill itself at a named point: run by test_durability."""

import os
import signal
import sys
import threading
from pathlib import Path

from contracts.genesis import parse
from ledger_node import open_node
from tests.ledger_node.network import SEQUENCER


def main(folder: str, point: str, after: str) -> None:
    """Serve the node in `folder` until killed; at the `after`-th passage of `point`, kill the process."""
    left = int(after)

    def reached(name: str) -> None:
        nonlocal left
        left -= name == point
        if left == 0 and name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    genesis = parse(Path(folder, "genesis.json").read_text(encoding="utf-8"))
    node = open_node(Path(folder, "data"), genesis, key=SEQUENCER, reached=reached)
    print(node.serve().url, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
