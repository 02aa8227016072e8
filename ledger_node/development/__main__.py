"""`python -m ledger_node.development`: a development node as a process; prints where it serves."""

import argparse
import signal
import sys
import tempfile
import threading
from pathlib import Path

from ledger_node.development.genesis import read_genesis
from ledger_node.development.node import open_development_node


def main() -> None:
    """Serve until a signal comes. Nothing is kept unless `--data` names a folder."""
    parser = argparse.ArgumentParser(prog="python -m ledger_node.development", description=__doc__)
    parser.add_argument("--genesis", type=Path, required=True, help="a genesis file as go-ethereum reads it")
    parser.add_argument("--blocks", type=Path, help="blocks to import, as `geth export` writes them")
    parser.add_argument("--data", type=Path, help="the folder to keep the chain in")
    parser.add_argument("--port", type=int, default=0, help="0 for a free one")
    parser.add_argument("--heartbeat", type=float, help="seconds after which an empty block is made")
    given = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with tempfile.TemporaryDirectory() as folder:
        blocks = given.blocks.read_bytes() if given.blocks else b""
        genesis = read_genesis(given.genesis.read_text())
        node = open_development_node(
            given.data or Path(folder),
            genesis,
            blocks=blocks,
            mining=not given.blocks,
            heartbeat=given.heartbeat,
        )
        with node:
            sys.stdout.write(node.serve(port=given.port).url + "\n")
            sys.stdout.flush()
            ended.wait()


if __name__ == "__main__":
    main()
