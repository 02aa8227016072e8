"""`tegata convert`: what a document becomes, and where each field came from."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from clients.cli.documents import read_drafts
from clients.cli.output import answer, plain, table
from clients.cli.place import json_option

if TYPE_CHECKING:
    from adapters import Draft


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--hint", metavar="FORMAT", help="The format, where a document could be of several.")
@json_option
def convert(file: Path, hint: str | None, as_json: bool) -> None:
    """Read a trade document and show the record it becomes. Nothing leaves this machine.

    Every field is shown with its place in the document, and what no field holds is listed.

    Example: tegata convert invoice.xml
    """
    drafts = read_drafts(file, hint)

    def render(screen: Console) -> None:
        for draft in drafts:
            _show(screen, draft)

    answer(as_json, [draft.to_dict() for draft in drafts], render)


def _show(screen: Console, draft: "Draft") -> None:
    document = draft.to_dict()
    screen.print(f"[bold]{plain(document['kind'])}[/] from {plain(draft.format)}, {plain(draft.location)}")
    rows = [
        (path, source.original, source.default or source.location)
        for path, source in sorted(draft.provenance.items())
    ]
    screen.print(table(("field", "value", "from"), rows))
    if draft.missing:
        screen.print(f"[yellow]missing[/]   {plain(', '.join(draft.missing))}")
    for item in draft.unmapped:
        screen.print(f"[yellow]unmapped[/]  {plain(item.original)}  [dim]{plain(item.location)}[/]")
    for warning in draft.warnings:
        screen.print(f"[yellow]note[/]      {plain(warning.message)}  [dim]{plain(warning.location)}[/]")
    screen.print()
