"""A development node as a process of its own, as someone who tries a contract starts it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def development_process(folder: Path, genesis: str, *options: str) -> Iterator[str]:
    """Where a node serves that is founded from `genesis`; it ends with the block."""
    file = folder / "genesis.json"
    file.write_text(genesis)
    command = [sys.executable, "-m", "ledger_node.development", "--genesis", str(file), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, "the node did not start"
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
