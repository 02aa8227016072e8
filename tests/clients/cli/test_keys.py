from pathlib import Path

import pytest

from clients.cli.exit_codes import ExitCode
from contracts.acts import address_of
from contracts.ids import hex0x
from tests.clients.cli.conftest import Tegata

SECRET = b"\x31" * 32


def test_a_new_key_is_listed_without_its_secret(tegata: Tegata, home: Path) -> None:
    made = tegata("keys", "new", "issuer", "--json").document
    listed = tegata("keys", "list", "--json").document
    assert listed == [made]
    assert Path(made["path"]).parent == home / "keys"
    assert made["address"] in tegata("keys", "list").out.replace("\n", "")


def test_a_secret_is_imported_from_a_file(tegata: Tegata, tmp_path: Path) -> None:
    file = tmp_path / "secret.hex"
    file.write_text(SECRET.hex())
    made = tegata("keys", "import", "issuer", "--secret-file", file, "--json").document
    assert made["address"] == hex0x(address_of(SECRET))
    assert SECRET.hex() not in Path(made["path"]).read_text()


@pytest.mark.parametrize("text", ["", "zz", "00" * 32, "11" * 31])
def test_what_is_no_secret_is_refused(tegata: Tegata, tmp_path: Path, text: str) -> None:
    file = tmp_path / "secret.hex"
    file.write_text(text)
    ran = tegata("keys", "import", "issuer", "--secret-file", file)
    assert ran.code == ExitCode.INPUT
    assert tegata("keys", "list", "--json").document == []


def test_a_name_that_is_taken_is_refused(tegata: Tegata) -> None:
    assert tegata("keys", "new", "issuer").code == ExitCode.OK
    assert tegata("keys", "new", "issuer").code == ExitCode.INPUT
