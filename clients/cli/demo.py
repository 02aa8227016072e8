"""`tegata demo`: the whole of Tegata in one process, told step by step."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from clients.cli.output import console, plain
from clients.cli.place import json_option

if TYPE_CHECKING:
    from clients.demo.run import Demonstration, Example
    from clients.demo.world import World


@click.command()
@click.option("--once", is_flag=True, help="Do everything, print a summary and end.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Keep everything here.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port", type=click.IntRange(0, 65_535), help="The portal's port.  [default: 8700; free with --once]"
)
@json_option
def demo(once: bool, data: Path | None, host: str, port: int | None, as_json: bool) -> None:
    """Start a node and a gateway, hand in example consignments, and show what does not match.

    Real documents become signed records on a ledger, declarations are reconciled with them, proofs are
    verified offline. Without --data everything is gone afterwards.

    Example: tegata demo --once --json
    """
    from clients.cli.serving import listen_for_the_end
    from clients.demo.world import running_world

    screen = console(stderr=as_json)
    with _folder(data) as folder, running_world(folder, host, _port(port, once)) as world:
        demonstration = _tell(world, screen)
        if as_json:
            click.echo(json.dumps(demonstration.told.to_json(), ensure_ascii=False))
        if not once:
            wait_for_the_end = listen_for_the_end()
            _invite(screen, world, demonstration.keep_example(folder))
            wait_for_the_end()


def _tell(world: "World", screen: Console) -> "Demonstration":
    """Run the demonstration, a line for each step."""
    from clients.demo import consignments
    from clients.demo.run import Demonstration

    demonstration = Demonstration(world, lambda text: screen.print(text, style="yellow"))
    stories = consignments()
    screen.print(f"A ledger and a gateway are running at {world.url}", style="bold")
    for number, consignment in enumerate(stories, 1):
        demonstration.submit(consignment)
        demonstration.act(consignment, "before_declarations")
        demonstration.declare(consignment)
        demonstration.act(consignment, "after_declarations")
        screen.print(f"[dim]{number:>3}/{len(stories)}[/] {plain(consignment.title.en)}")
    demonstration.settle()
    demonstration.verify_bundles()
    told = demonstration.told
    screen.print(
        f"{told.records} records anchored, {len(told.declarations)} declarations reconciled, "
        f"{len(told.findings)} findings, {told.verified} proofs verified offline."
    )
    return demonstration


def _invite(screen: Console, world: "World", example: "Example") -> None:
    """What to open, and what to try."""
    from clients.demo.world import OFFICER

    lines = [
        ("Open", world.url),
        ("Sign in as", f"{OFFICER}, password {world.secrets.password}"),
        ("Look at", "the findings, and decide one; the network's state"),
        ("Search for", f"{example.number}, or any number on a document"),
        ("Verify", f"tegata verify {example.bundle} --trust {example.trust}"),
        ("Tamper", "change a character of that file, and verify it again"),
        ("Ask", f"curl {world.url}/v1/network"),
        ("End with", "Ctrl-C"),
    ]
    screen.print()
    for title, text in lines:
        screen.print(f"[bold]{title:<11}[/] {plain(text)}", soft_wrap=True)


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="tegata-demo-") as made:
        yield Path(made)


def _port(port: int | None, once: bool) -> int:
    if port is not None:
        return port
    return 0 if once else 8700
