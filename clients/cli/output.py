"""Showing results: a JSON document, or tables and sentences for people."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

PIPE_WIDTH = 240

SHOWN = {"proved": "green", "refuted": "red", "not_shown": "yellow"}
OUTCOMES = {
    "valid": "bold green",
    "stale": "bold yellow",
    "ended": "bold red",
    "unauthorised": "bold red",
    "refused": "bold red",
}


def answer(as_json: bool, document: Any, render: Callable[[Console], None]) -> None:
    """Print `document` as JSON, or let `render` show it on a console."""
    if as_json:
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        render(console())


def console(*, stderr: bool = False) -> Console:
    """A console of the terminal's width; wide and without colours where the output is no terminal."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, width=None if stream.isatty() else PIPE_WIDTH)


def plain(text: object) -> str:
    """Text from outside, made harmless: no markup, no control characters."""
    return escape("".join(c if c.isprintable() else " " for c in str(text)))


def table(
    titles: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str | None = None,
    styles: Iterable[str] = (),
) -> Table:
    """A table of texts from outside; `styles` are those of the first rows, in their order."""
    made = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for name in titles:
        made.add_column(name, overflow="fold")
    for row, style in zip(rows, chain(styles, repeat("")), strict=False):
        made.add_row(*(plain(cell) for cell in row), style=style or None)
    return made
