"""`tegata submit`: documents to signed, anchored records, with a progress bar and nothing to lose."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from clients.cli.access import now, open_author, open_client, open_key, open_trust
from clients.cli.documents import Context, Origin, completing_of, records_of
from clients.cli.exit_codes import ExitCode
from clients.cli.output import answer, console, plain, table
from clients.cli.place import (
    Place,
    gateway_member_option,
    gateway_option,
    json_option,
    key_option,
    trust_option,
)
from clients.cli.places import tell_places
from contracts.ids import hex0x

if TYPE_CHECKING:
    from clients.sdk import Author, Means, Submitted
    from clients.sdk.submitting import Progress


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--member",
    type=click.IntRange(1, 65_535),
    required=True,
    envvar="TEGATA_MEMBER",
    help="Your member number.",
)
@click.option(
    "--grade",
    type=click.Choice(["issuer_signed", "channel", "captured"]),
    default="issuer_signed",
    show_default=True,
)
@click.option(
    "--audience",
    type=click.IntRange(1, 65_535),
    multiple=True,
    metavar="MEMBER",
    help="Who may read it. Repeatable.",
)
@click.option("--issuer", metavar="NAME", help="Who issued it, where the document does not say.")
@click.option(
    "--complete",
    "companion",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JSON file with fields that the documents do not say: an object, or a list with one a record.",
)
@click.option("--hint", metavar="FORMAT", help="The format, where a document could be of several.")
@click.option(
    "--record", "kind", metavar="KIND", help="The files are records of this kind in Tegata's own JSON."
)
@click.option(
    "--places/--no-places",
    default=True,
    show_default=True,
    help="Tell readers of a record where in the document each field stood.",
)
@click.option("--access-key", metavar="NAME", help="The key to sign in with for that, if it is another.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Wait until it is anchored.")
@gateway_option
@gateway_member_option
@trust_option
@key_option
@json_option
@click.pass_context
def submit(
    context: click.Context,
    files: tuple[Path, ...],
    member: int,
    grade: str,
    audience: tuple[int, ...],
    issuer: str | None,
    companion: Path | None,
    hint: str | None,
    kind: str | None,
    places: bool,
    access_key: str | None,
    wait: bool,
    gateway: str,
    gateway_member: int | None,
    trust_path: Path | None,
    key_name: str | None,
    as_json: bool,
) -> None:
    """Sign the records in FILES and hand them to a gateway, up to 65,536 to a batch.

    Interrupted, the same command goes on where it stopped, with the same ids. Records that are refused are
    named; the others go through. Seeds are kept in your Tegata folder: back it up. A receipt that is not
    signed by a key that the ledger has for the gateway is refused. Where a document lacks what its record
    needs, every missing field is named; --complete supplies them, and never changes what the document says.

    Example: tegata submit invoice.xml certificate.csv --member 21 --audience 1
    """
    about = Context(member, grade, audience, issuer, completing_of(companion))
    origins = [origin for file in files for origin in records_of(file, about, hint=hint, kind=kind)]
    trust = open_trust(trust_path)
    means, secret = _means_and_access(open_author(member, key_name, trust), access_key)
    client = open_client(gateway, trust=trust, gateway_member=gateway_member)
    with client, _progress(as_json, len(origins)) as advance:
        submitted = client.submit([origin.record for origin in origins], means, advance)
        states = client.wait_for_all(submitted) if wait else ()
        told = tell_places(client, origins, submitted, secret) if places else {"told": 0}
    document = {**_document(origins, submitted, states), "places": told}
    answer(as_json, document, lambda screen: _show(screen, document))
    context.exit(ExitCode.PARTLY if submitted.refused else ExitCode.OK)


def _means_and_access(author: "Author", access_key: str | None) -> "tuple[Means, bytes]":
    """What the author submits with, and the key that it signs in with: its own unless another is named."""
    return _means(author), author.private_key if access_key is None else open_key(access_key)


def _means(author: "Author") -> "Means":
    """How the user submits: seeds in their Tegata folder, the machine's clock and randomness."""
    from clients.sdk import Means, SeedBook

    return Means(author, SeedBook(Place.of_user().seeds), now, os.urandom)


@contextmanager
def _progress(as_json: bool, count: int) -> "Iterator[Progress]":
    """A bar on standard error, where that is a terminal."""
    screen = console(stderr=True)
    if as_json or not screen.is_terminal:
        yield lambda _done, _of: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("records"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen) as bar:
        task = bar.add_task("records", total=count)
        yield lambda done, _of: bar.update(task, completed=done)


def _document(
    origins: Sequence[Origin], submitted: "Submitted", states: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    records = []
    for number, batch in enumerate(submitted.accepted):
        state = states[number] if number < len(states) else {"state": "accepted"}
        for position, entry in zip(batch.positions, batch.prepared.entries, strict=True):
            origin = origins[position]
            records.append(
                {
                    "id": hex0x(entry.id),
                    "file": str(origin.file),
                    "place": origin.place,
                    "root": hex0x(batch.prepared.batch.root),
                    "state": state["state"],
                    "anchored": state.get("anchored"),
                }
            )
    refused = [
        {"file": str(origins[position].file), "place": origins[position].place, **error}
        for position, error in sorted(submitted.refused.items())
    ]
    receipts = [dict(batch.receipt) for batch in submitted.accepted]
    return {"records": records, "refused": refused, "receipts": receipts}


def _show(screen: Console, document: dict[str, Any]) -> None:
    shown = document["records"][:50]
    if shown:
        rows = [(item["id"], item["state"], item["file"], item["place"]) for item in shown]
        screen.print(table(("id", "state", "file", "place"), rows))
    if len(document["records"]) > len(shown):
        screen.print(f"… and {len(document['records']) - len(shown)} more; --json lists all.")
    for gateway in sorted({receipt["gateway"] for receipt in document["receipts"]}):
        screen.print(f"Receipted by the gateway of member {gateway}, under a key that the ledger has for it.")
    if refusal := document["places"].get("refused"):
        screen.print(
            f"[yellow]note[/]     places in the documents were not told: {plain(refusal['message'])}"
        )
    for item in document["refused"]:
        screen.print(
            f"[red]refused[/]  {plain(item['file'])} {plain(item['place'])}: {plain(item.get('message', ''))}"
        )
