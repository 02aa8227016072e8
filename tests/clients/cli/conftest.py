import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clients.cli.main import main
from clients.demo.world import World, running_world


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Tegata = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user of their own: an empty Tegata folder, a password in the environment, no gateway."""
    folder = tmp_path / "home"
    for name in ("TEGATA_GATEWAY", "TEGATA_TRUST", "TEGATA_KEY", "TEGATA_MEMBER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TEGATA_HOME", str(folder))
    monkeypatch.setenv("TEGATA_PASSWORD", "correct horse")
    monkeypatch.setattr("clients.keystore.files.SCRYPT_N", 2)
    return folder


@pytest.fixture
def tegata(home: Path, capsys: pytest.CaptureFixture[str]) -> Tegata:
    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        code = ended.value.code
        return Ran(0 if code is None else int(code), out, err)

    return run


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A node and a gateway on a socket, with the demonstration's members and nothing handed in."""
    with running_world(tmp_path_factory.mktemp("network"), "127.0.0.1", 0) as world:
        yield world
