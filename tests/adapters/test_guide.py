"""The integrator's guide: its commands for files run, and every format that is read from a file has one."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from adapters import read
from clients.cli.main import tegata

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "guides" / "integrator.md").read_text("utf-8")
COMMANDS = [
    shlex.split(line, comments=True)[1:] for line in GUIDE.splitlines() if line.startswith("tegata convert ")
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: " ".join(arguments[1:]))
def test_a_command_of_the_guide_goes_from_file_to_record(
    arguments: list[str], documents: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, data in documents.items():
        (tmp_path / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(tegata, arguments)
    assert done.exit_code == 0, done.output


def test_every_document_of_the_tests_is_in_the_guide(documents: dict[str, bytes]) -> None:
    shown = {read(documents[arguments[1]]).format for arguments in COMMANDS}
    assert {read(data).format for data in documents.values()} <= shown
    assert len(re.findall(r"^tegata convert", GUIDE, re.MULTILINE)) >= len(shown)
