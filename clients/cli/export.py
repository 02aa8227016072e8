"""`tegata export`: everything that a member may see, in documented formats."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TextColumn

from clients.cli.access import open_client, open_key
from clients.cli.output import answer
from clients.cli.place import gateway_option, json_option, key_option


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@gateway_option
@key_option
@json_option
def export(folder: Path, gateway: str, key_name: str | None, as_json: bool) -> None:
    """Take out everything that you may see from a gateway into DIR: records, proofs, tables (docs/export.md).

    `tegata fsck DIR` checks it afterwards, without the gateway.

    Example: tegata export leaving/
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
    document = {"folder": str(folder), "files": count, "bytes": total}
    answer(as_json, document, lambda screen: screen.print(f"{count} files in {folder}", soft_wrap=True))
