"""`tegata convert`: what a document becomes, beside what stands in it."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from clients.cli.documents import read_drafts
from clients.cli.output import answer, plain, table
from clients.cli.place import json_option

if TYPE_CHECKING:
    from adapters import Drafts

WRITTEN = (
    "ubl-invoice",
    "ubl-certificate",
    "wco-dec",
    "naccs-ida",
    "dcsa-tnt-2.2",
    "epcis-json",
    "credential",
    "csv",
    "xlsx",
)
"""Formats that can be written; a test holds this to `adapters.writing`, which is imported only when used."""

_STYLES = {"same": "", "converted": "yellow", "default": "cyan"}
_TITLES = ("field", "in the document", "in the record", "", "place")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--hint", metavar="FORMAT", help="The format, where a document could be of several.")
@click.option("--changed", is_flag=True, help="Show only the fields that are not as the document has them.")
@click.option(
    "--to", metavar="FORMAT", help="Write the document anew in this format: " + ", ".join(WRITTEN) + "."
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The file that --to writes.")
@json_option
def convert(
    file: Path, hint: str | None, changed: bool, to: str | None, output: Path | None, as_json: bool
) -> None:
    """Read a trade document and show the record it becomes. Nothing leaves this machine.

    Each field is shown as the document has it and as the record has it: the same, converted (another
    spelling), or a default that the document does not hold; with its place, and with what no field holds.

    With --to the document is written in another format, and what that has no place for is named.

    Example: tegata convert invoice.xml
    """
    drafts = read_drafts(file, hint)
    if to is not None:
        _write(drafts, to, output, as_json=as_json)
        return

    def render(screen: Console) -> None:
        from adapters import convert_report

        report = convert_report(drafts)
        for document in report["documents"]:
            _show(screen, document, report["format"], changed=changed)
        _show_rest(screen, report)
        for check in report["proofs"]:
            told = f"{check['outcome']} ({check['suite']}): {check['message']}"
            screen.print(f"[cyan]proof[/]     {plain(told)}")

    answer(as_json, [draft.to_dict() for draft in drafts], render)


def _write(drafts: "Drafts", to: str, output: Path | None, *, as_json: bool) -> None:
    """The drafts of the first one's kind in the format `to`: into the file, or on standard output."""
    from adapters.writing import write

    if not drafts:
        raise click.UsageError("The document holds nothing that could be written.")
    alike = [draft.data for draft in drafts if draft.kind == drafts[0].kind]
    written = write(drafts[0].kind, alike, to)
    if output is None:
        sys.stdout.buffer.write(written.content)
        return
    output.write_bytes(written.content)

    def render(screen: Console) -> None:
        screen.print(f"{plain(str(output))}: {len(written.content)} bytes of {plain(to)}")
        for path in written.left_out:
            screen.print(f"[yellow]left out[/]  {plain(path)}: {plain(to)} has no place for it")

    answer(as_json, {"file": str(output), "format": to, "left_out": list(written.left_out)}, render)


def _show(screen: Console, document: Mapping[str, Any], format_: str, *, changed: bool) -> None:
    name = " ".join(str(part) for part in (document["kind"], document["number"]) if part)
    screen.print(f"[bold]{plain(name)}[/] from {plain(format_)}, {plain(document['location'])}")
    fields = [field for field in document["fields"] if not changed or field["note"] != "same"]
    rows = [
        (field["path"], field["original"], field["value"], field["note"], _place(field)) for field in fields
    ]
    screen.print(table(_TITLES, rows, styles=[_STYLES[field["note"]] for field in fields]))
    counts = document["counts"]
    screen.print(
        f"{counts['fields']} fields: {counts['same']} same, {counts['converted']} converted, "
        f"{counts['default']} default; {counts['unmapped']} values in no field"
    )
    if document["missing"]:
        screen.print(f"[red]missing[/]   {plain(', '.join(document['missing']))}")
    _show_rest(screen, document)
    screen.print()


def _show_rest(screen: Console, report: Mapping[str, Any]) -> None:
    """What no field holds, what a person should look at, and events that have not happened."""
    for item in report["unmapped"]:
        why = f"  ({item['reason']})" if item.get("reason") else ""
        screen.print(
            f"[yellow]unmapped[/]  {plain(item['original'])}{plain(why)}  [dim]{plain(item['location'])}[/]"
        )
    for item in report["warnings"]:
        screen.print(f"[yellow]note[/]      {plain(item['message'])}  [dim]{plain(item['location'])}[/]")
    for item in report.get("expectations", ()):
        told = " ".join(str(part) for part in (item["classifier"], item["event"], item.get("when")) if part)
        screen.print(f"[yellow]expected[/]  {plain(told)}: no milestone  [dim]{plain(item['location'])}[/]")


def _place(field: Mapping[str, Any]) -> str:
    if "why" in field:
        return str(field["why"])
    line = f"line {field['line']}  " if "line" in field else ""
    return f"{line}{field['location']}"
