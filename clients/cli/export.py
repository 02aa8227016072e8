"""`tegata export`: everything that a member may see, in documented formats."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, TextColumn

from clients.cli.access import open_client, open_key
from clients.cli.output import answer
from clients.cli.place import gateway_option, json_option, key_option


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--originals",
    "places",
    multiple=True,
    metavar="PATH",
    type=click.Path(exists=True, path_type=Path),
    help="Where documents are that you handed in: those that records were read from are put beside.",
)
@gateway_option
@key_option
@json_option
def export(folder: Path, places: tuple[Path, ...], gateway: str, key_name: str | None, as_json: bool) -> None:
    """Take out everything that you may see from a gateway into DIR: records, proofs, tables (docs/export.md).

    `tegata fsck DIR` checks it afterwards, without the gateway.

    Example: tegata export leaving/ --originals outgoing/
    """
    with (
        open_client(gateway, open_key(key_name)) as client,
        Progress(TextColumn("{task.description}"), console=Console(stderr=True), disable=as_json) as bar,
    ):
        task = bar.add_task("waiting for the gateway")
        total = 0

        def progress(path: str, size: int) -> None:
            nonlocal total
            total += size
            bar.update(task, description=f"{total / 1e6:,.1f} MB  {path}")

        count = client.export(folder, progress)
    document: dict[str, Any] = {"folder": str(folder), "files": count, "bytes": total}
    lines = [f"{count} files in {folder}"]
    if places:
        from gateway.archive.originals import add_originals

        originals = add_originals(folder, places)
        document["originals"] = asdict(originals)
        lines.append(f"{originals.found} of {originals.named} original documents found")
    answer(as_json, document, lambda screen: screen.print("\n".join(lines), soft_wrap=True))
