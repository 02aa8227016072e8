"""The command as a whole: quick to start, explained, honest about strangers and errors."""

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from clients.cli import strangers
from clients.cli.catalogue import COMMANDS
from clients.cli.exit_codes import MEANINGS, ExitCode
from clients.cli.main import tegata as group
from tests.clients.cli.conftest import Tegata

HEAVY = ("pydantic", "httpx", "rich", "web3", "eth_account", "fastapi", "sqlalchemy", "polars", "eth", "lxml")


def loaded_by(arguments: list[str], watched: tuple[str, ...]) -> list[str]:
    """Which of `watched` a command imports, in a process of its own."""
    program = (
        "import sys; from clients.cli.main import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        f"print('LOADED', [m for m in {watched!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout.rpartition("LOADED ")[2].replace("'", '"')))


def test_help_loads_nothing_that_takes_time() -> None:
    assert loaded_by(["--help"], HEAVY) == []


def every_command() -> list[tuple[str, click.Command]]:
    context = click.Context(group)
    found: list[tuple[str, click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {sub}", command.commands[sub]) for sub in command.commands]
    return found


@pytest.mark.parametrize(("name", "command"), every_command(), ids=lambda value: str(value))
def test_every_command_is_explained_with_an_example(name: str, command: click.Command) -> None:
    text = command.help or ""
    example = re.search(r"Example: tegata ([a-z -]+)", text)
    assert example is not None, name
    assert example[1].startswith(name.split(maxsplit=1)[0])


@pytest.mark.parametrize(
    ("name", "command"),
    [(n, c) for n, c in every_command() if not isinstance(c, click.Group)],
    ids=lambda value: str(value),
)
def test_every_command_answers_with_json_if_asked(name: str, command: click.Command) -> None:
    assert any("--json" in parameter.opts for parameter in command.params), name


def test_the_help_lists_every_command_and_every_exit_code(tegata: Tegata) -> None:
    shown = tegata("--help").out
    assert all(f"  {name} " in shown for name in COMMANDS)
    assert all(f"{code.value:>2}  {meaning}" in shown for code, meaning in MEANINGS.items())
    assert set(MEANINGS) == set(ExitCode)


def test_an_unknown_command_is_a_wrong_call(tegata: Tegata) -> None:
    ran = tegata("frobnicate")
    assert ran.code == ExitCode.USAGE
    assert "frobnicate" in ran.err


def test_an_error_says_where_what_and_what_to_do(tegata: Tegata, tmp_path: Path) -> None:
    missing = tmp_path / "no-trust.json"
    bundle = tmp_path / "b.json"
    bundle.write_text("{}")
    ran = tegata("verify", bundle, "--trust", missing)
    assert ran.code == ExitCode.INPUT
    assert str(missing) in ran.err
    assert "tegata trust init" in ran.err
    as_json = json.loads(tegata("verify", bundle, "--trust", missing, "--json").err)
    assert as_json["error"]["code"] == "setting.missing"
    assert as_json["error"]["where"] == str(missing)


class TestStrangers:
    """Packages of other people under our names."""

    def test_ours_are_ours(self) -> None:
        strangers.check_packages()

    @pytest.mark.parametrize("name", strangers.OURS)
    def test_a_foreign_package_before_ours_is_named(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
        home = Path(strangers.__file__).resolve().parents[2]
        with pytest.raises(strangers.StrangerFound) as found:
            strangers.check_packages(home, [str(tmp_path), str(home)])
        assert str(tmp_path / name) in found.value.message
        assert f"pip uninstall {name}" in found.value.remedy

    def test_a_foreign_module_of_one_file_is_named_too(self, tmp_path: Path) -> None:
        (tmp_path / "adapters.py").write_text("")
        home = Path(strangers.__file__).resolve().parents[2]
        with pytest.raises(strangers.StrangerFound, match=r"adapters\.py"):
            strangers.check_packages(home, [str(tmp_path), str(home)])

    def test_the_command_refuses_to_start_beside_one(
        self, tegata: Tegata, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "gateway").mkdir()
        (tmp_path / "gateway" / "__init__.py").write_text("")
        monkeypatch.syspath_prepend(str(tmp_path))
        ran = tegata("keys", "list")
        assert ran.code == ExitCode.INPUT
        assert "package gateway" in ran.err
