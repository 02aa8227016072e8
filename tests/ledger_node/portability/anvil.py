"""Another maker's node: anvil, of Foundry, as npm brings it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ledger_node.javascript.running import BIN

_LISTENING = "Listening on "


@contextmanager
def anvil_process(folder: Path, genesis: str) -> Iterator[str]:
    """Where anvil serves a chain that begins with a genesis file; it ends with the block."""
    file = folder / "genesis.json"
    file.write_text(genesis)
    options = ["--init", str(file), "--port", "0", "--hardfork", "prague", "--accounts", "0"]
    fees = ["--gas-price", "0", "--block-base-fee-per-gas", "0", "--disable-min-priority-fee"]
    process = subprocess.Popen([str(BIN / "anvil"), *options, *fees], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        address = next((line.removeprefix(_LISTENING).strip() for line in lines if _LISTENING in line), None)
        assert address, "anvil did not start"
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(timeout=20)
