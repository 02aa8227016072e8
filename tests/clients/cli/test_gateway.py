"""`tegata gateway init`: the key under a gateway's receipts, made once and told for the genesis file."""

from pathlib import Path

import pytest

from clients.cli.exit_codes import ExitCode
from contracts.genesis import GenesisServiceKey
from contracts.ids import unhex
from tests.clients.cli.conftest import Tegata


@pytest.mark.usefixtures("home")
def test_the_key_is_made_once_for_its_owner_alone(tegata: Tegata, tmp_path: Path) -> None:
    file = tmp_path / "gateway" / "signing.key"
    first = tegata("gateway", "init", "--signing-key", file, "--json")
    assert first.code == ExitCode.OK, first.err
    assert file.stat().st_mode & 0o777 == 0o600
    assert GenesisServiceKey(public_key=unhex(first.document["public_key"], 32))
    assert tegata("gateway", "init", "--signing-key", file, "--json").document == first.document
    assert file.read_text("ascii").strip() not in first.out


@pytest.mark.usefixtures("home")
def test_a_file_that_holds_no_key_is_refused_and_kept(tegata: Tegata, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a key")
    assert tegata("gateway", "init", "--signing-key", file).code == ExitCode.INPUT
    assert file.read_text() == "not a key"
