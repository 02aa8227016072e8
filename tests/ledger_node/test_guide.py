"""The operator's guide, followed to the letter."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contracts.genesis import GenesisLimits
from ledger_node import errors
from tests.ledger_node.network import wait_for

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "guides" / "operator.md").read_text(encoding="utf-8")
TEGATA = [sys.executable, "-c", "from clients.cli.main import main; main()"]


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [*TEGATA, *words], cwd=folder, capture_output=True, text=True, check=True, env=_environment()
    )
    return done.stdout


def _environment() -> dict[str, str]:
    root = Path(__file__).resolve().parents[2]
    return {"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"}


def test_a_node_is_set_up_run_and_asked_as_the_guide_says(tmp_path: Path) -> None:
    assert "tegata node init --data node\n" in GUIDE
    made = json.loads(run(tmp_path, "node", "init", "--data", "node", "--json"))
    (example,) = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
    genesis = json.loads(example)
    genesis["front"]["sequencer"] = made["sequencer"]
    (tmp_path / "genesis.json").write_text(json.dumps(genesis), encoding="utf-8")
    assert "tegata node run --data node --genesis genesis.json --port 8545\n" in GUIDE
    with node_of_the_guide(tmp_path) as (process, url):
        status = json.loads(run(tmp_path, "node", "status", "--rpc", url, "--json"))
        assert (status["height"], status["waiting"], status["front"]["stopped"]) == (0, 0, None)
        assert stopped(process) == 0
    with node_of_the_guide(tmp_path) as (process, _):
        assert stopped(process) == 0, "in the moment in which its address is printed, too"


@contextmanager
def node_of_the_guide(folder: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The node that the guide sets up in `folder`, and its address."""
    words = ["node", "run", "--data", "node", "--genesis", "genesis.json", "--port", "0", "--json"]
    process = subprocess.Popen(
        [*TEGATA, *words], cwd=folder, stdout=subprocess.PIPE, text=True, env=_environment()
    )
    try:
        assert process.stdout is not None
        yield process, json.loads("".join(iter(process.stdout.readline, "}\n")) + "}")["url"]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def stopped(process: "subprocess.Popen[str]") -> int | None:
    """The exit code after SIGTERM."""
    process.send_signal(signal.SIGTERM)
    wait_for(lambda: process.poll() is not None)
    return process.returncode


def test_every_refusal_that_a_client_can_meet_is_explained() -> None:
    codes = {each.code for each in vars(errors).values() if isinstance(each, type)}
    internal = {
        "transaction.refused",
        "transaction.malformed",
        "block.rejected",
        "node.genesis",
        "node.serving",
    }
    for code in codes - internal - {"tegata.error"}:
        assert f"`{code}`" in GUIDE, code


def test_the_limits_in_the_guide_are_the_defaults() -> None:
    for name, value in GenesisLimits().model_dump().items():
        assert f"| `{name}` | {value:,} |" in GUIDE, name
