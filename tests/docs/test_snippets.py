"""What README and guides show is possible: commands and options exist, links lead somewhere, code compiles.

The journeys run the guides' snippets (tests/journeys/test_guides.py).
"""

import re
import shlex
from pathlib import Path

import click
import pytest

from clients.cli.main import tegata

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(sh|python|text|json|mermaid)?([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def blocks(page: Path, language: str) -> list[str]:
    return [match[3] for match in BLOCK.finditer(page.read_text("utf-8")) if match[1] == language]


def commands(page: Path) -> list[list[str]]:
    """Every `tegata …` in a page's shell blocks, as words; comments and environment left out."""
    lines = [line for block in blocks(page, "sh") for line in block.replace("\\\n", " ").splitlines()]
    words = [shlex.split(line, comments=True) for line in lines]
    found = []
    for line in words:
        while line and "=" in line[0]:
            line.pop(0)
        if line and line[0].rpartition("/")[2] == "tegata":
            found.append(line[1:])
    return found


def options_of(arguments: list[str]) -> tuple[click.Command, list[str]]:
    """The command that `arguments` name, and what is left of them."""
    command: click.Command = tegata
    rest = list(arguments)
    context = click.Context(tegata)
    while isinstance(command, click.Group) and rest:
        found = command.get_command(context, rest[0])
        assert found is not None, f"no command {rest[0]!r}"
        command = found
        rest.pop(0)
    return command, rest


@pages
def test_commands_and_options_exist(page: Path) -> None:
    for arguments in commands(page):
        if arguments and arguments[0].startswith("-"):
            continue
        command, rest = options_of(arguments)
        known = {name for parameter in command.params for name in parameter.opts + parameter.secondary_opts}
        used = {word.split("=")[0] for word in rest if word.startswith("--")}
        assert used <= known, f"{arguments}: no option {sorted(used - known)}"


@pages
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pages
def test_python_compiles(page: Path) -> None:
    for block in blocks(page, "python"):
        compile(block, str(page), "exec")


def test_the_readmes_tree_exists() -> None:
    found = BLOCK.finditer((ROOT / "README.md").read_text("utf-8"))
    tree = next(match[3] for match in found if match[1] is None)
    assert tree.startswith("contracts/")
    top = ""
    for line in tree.splitlines():
        names = re.split(r"\s{2,}", line.strip())[0]
        for name in names.split(", "):
            if not line.startswith(" "):
                top = name
            path = ROOT / name if not line.startswith(" ") else ROOT / top / name
            assert path.exists(), name
