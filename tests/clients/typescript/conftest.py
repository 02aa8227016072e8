"""The verifier in TypeScript, built once a run by the one worker that tries it."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.typescript.building import FOLDER, node
from tests.contracts.proofs.world import NOW, TRUST

Ask = Callable[[bytes], Any]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs these tests, which share what is built."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("typescript"))


@pytest.fixture(scope="package")
def node_js() -> str:
    return node()


@pytest.fixture(scope="package")
def page(node_js: str) -> Path:
    """The page that verifies, one file."""
    return FOLDER / "build" / "verify.html"


@pytest.fixture(scope="package")
def ask(node_js: str) -> Iterator[Ask]:
    """Asks the other verifier, which stays up."""
    trust = json.dumps(TRUST.to_json())
    command = [node_js, str(FOLDER / "build" / "peer" / "peer.js")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
        assert peer.stdin is not None and peer.stdout is not None

        def question(bundle: bytes) -> Any:
            line = {"bundle": b64encode(bundle).decode(), "trust": trust, "now": NOW}
            print(json.dumps(line), file=peer.stdin, flush=True)
            return json.loads(peer.stdout.readline())

        yield question
        peer.stdin.close()
