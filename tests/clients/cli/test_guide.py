"""The integrator's guide: its commands go from a file to findings, against a real node and gateway."""

import re
import shlex
from pathlib import Path

import pytest

from adapters import read
from clients.cli.exit_codes import ExitCode
from clients.demo.world import World
from contracts.ids import MemberId
from tests.adapters.conftest import DOCUMENTS
from tests.clients.cli.conftest import Tegata

GUIDE = (Path(__file__).parents[3] / "docs" / "guides" / "integrator.md").read_text("utf-8")
COMMANDS = [
    shlex.split(line)[1:] for line in GUIDE.splitlines() if re.match(r"tegata (submit|reconcile) \S+\.", line)
]


def test_every_document_goes_from_file_to_finding(
    network: World, home: Path, tegata: Tegata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEGATA_GATEWAY", network.url)
    monkeypatch.chdir(DOCUMENTS)
    assert tegata("trust", "init").code == ExitCode.OK
    for number, key in sorted({(c[c.index("--member") + 1], c[c.index("--key") + 1]) for c in evidence()}):
        secret = tmp_path / f"{key}.hex"
        secret.write_text(network.secrets.key_of(MemberId(int(number))).hex())
        assert tegata("keys", "import", key, "--secret-file", secret).code == ExitCode.OK
    for command in evidence():
        ran = tegata(*command, "--json")
        assert ran.code == ExitCode.OK, (command, ran.err, ran.out)
        assert {record["state"] for record in ran.document["records"]} == {"anchored"}
    monkeypatch.setenv("TEGATA_PASSWORD", network.secrets.password)
    for command in COMMANDS:
        if command[0] == "reconcile":
            ran = tegata(*command, "--json")
            assert ran.code in (ExitCode.OK, ExitCode.FINDINGS), (command, ran.err)
            assert ran.document[0]["version"] == 1


def evidence() -> list[list[str]]:
    return [command for command in COMMANDS if command[0] == "submit"]


def test_every_format_is_taken_that_far() -> None:
    named = {
        word for command in COMMANDS for word in command if "/" not in word and (DOCUMENTS / word).is_file()
    }
    shown = {read((DOCUMENTS / name).read_bytes()).format for name in named}
    assert {read(path.read_bytes()).format for path in DOCUMENTS.iterdir()} <= shown
