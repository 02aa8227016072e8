"""`tegata fsck`: an export, checked by itself: no gateway, no node, no network."""

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from clients.cli.access import open_trust
from clients.cli.exit_codes import ExitCode
from clients.cli.output import answer, plain
from clients.cli.place import json_option, trust_option


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@trust_option
@click.option("--own-trust", is_flag=True, help="Believe the trust file in DIR: shows only that it fits.")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Processes that check records.  [default: processors]"
)
@json_option
@click.pass_context
def fsck(
    context: click.Context,
    folder: Path,
    trust_path: Path | None,
    own_trust: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Derive everything in the export DIR anew, and name each difference (docs/export.md).

    Ids, signatures, authority, states, utilisation, tables and results of reconciliation follow from the
    export alone. The exit code is 0 if nothing differs, and 8 otherwise.

    Example: tegata fsck leaving/ --trust trust.json
    """
    from gateway.archive.checking import check_archive

    trust = None if own_trust else open_trust(trust_path)
    with Progress(console=Console(stderr=True), disable=as_json) as bar:
        task = bar.add_task("files", total=1.0)

        def progress(doing: str, share: float) -> None:
            bar.update(task, description=doing, completed=share)

        report = check_archive(folder, trust, progress, workers)
    document = report.to_json()
    answer(as_json, document, lambda screen: _show(screen, document))
    context.exit(ExitCode.OK if report.clean else ExitCode.DIFFERS)


def _show(screen: Console, document: dict[str, Any]) -> None:
    for one in document["differences"]:
        screen.print(f"[red]{plain(one['place'])}[/]", soft_wrap=True)
        screen.print(
            f"  expected  {plain(one['expected'])}\n  found     {plain(one['found'])}", soft_wrap=True
        )
    for sentence in document["not_derived"]:
        screen.print(f"[yellow]not derived:[/] {plain(sentence)}", soft_wrap=True)
    counted = ", ".join(f"{count} {name}" for name, count in document["counted"].items())
    verdict = "[bold green]nothing differs[/]" if document["clean"] else "[bold red]it differs[/]"
    screen.print(f"{counted}: {verdict}", soft_wrap=True)
