"""`tegata revoke`, `withdraw`, `supersede`: how a record ends, under its member's signature."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.console import Console

from clients.cli.access import now, open_author, open_client, open_key, open_trust
from clients.cli.exit_codes import ExitCode
from clients.cli.output import answer
from clients.cli.place import gateway_member_option, gateway_option, json_option, key_option, trust_option
from contracts.acts import Reason
from contracts.errors import TegataError
from contracts.ids import RecordId, UnixTime, hex0x, unhex

if TYPE_CHECKING:
    from clients.sdk import Client

F = TypeVar("F", bound=Callable[..., Any])
VALID_SECONDS = 24 * 3600
REASONS = {reason.name.lower(): reason for reason in Reason}


def _options(command: F) -> F:
    for option in (
        json_option,
        key_option,
        click.option("--access-key", metavar="NAME", help="The key to sign in with, if it is another."),
        trust_option,
        gateway_member_option,
        gateway_option,
        click.option("--reason", type=click.Choice(list(REASONS)), default="unspecified", show_default=True),
        click.option(
            "--member",
            type=click.IntRange(1, 65_535),
            required=True,
            envvar="TEGATA_MEMBER",
            help="Your member number.",
        ),
    ):
        command = option(command)
    return command


def _several(command: F) -> F:
    for option in (
        click.option("--whole-batch", is_flag=True, help="Every record of the batch that ID stands in."),
        click.option(
            "--from",
            "listed",
            type=click.File(encoding="ascii"),
            metavar="FILE",
            help="More ids, a line each; - is standard input.",
        ),
        click.argument("record_ids", metavar="ID...", nargs=-1),
    ):
        command = option(command)
    return command


@click.command()
@_several
@_options
@click.pass_context
def revoke(context: click.Context, /, **options: Any) -> None:
    """Revoke the records ID: they were wrong, or are no longer true. This can't be undone.

    Many go in at once; each is told by itself, and one that is refused does not hold up the others.

    Example: tegata revoke 0x5e… --member 11 --reason issued_in_error
    """
    context.exit(_end_all("revoke", **options))


@click.command()
@_several
@_options
@click.pass_context
def withdraw(context: click.Context, /, **options: Any) -> None:
    """Withdraw the records ID: they should not have been stated. This can't be undone.

    Example: tegata withdraw 0x5e… --member 11 --reason shipment_cancelled
    """
    context.exit(_end_all("withdraw", **options))


@click.command()
@click.argument("record_id", metavar="ID")
@click.argument("successor", metavar="SUCCESSOR")
@_options
@click.pass_context
def supersede(context: click.Context, /, record_id: str, successor: str, **options: Any) -> None:
    """Put SUCCESSOR, an anchored record of the same kind, in the place of the record ID.

    Example: tegata supersede 0x5e… 0xa1… --member 11 --reason data_corrected
    """
    other = RecordId(unhex(successor, 32, "SUCCESSOR"))
    context.exit(_end_all("supersede", (record_id,), successor=other, **options))


def _end_all(
    kind: str,
    record_ids: tuple[str, ...],
    *,
    member: int,
    reason: str,
    gateway: str,
    gateway_member: int | None,
    trust_path: Path | None,
    key_name: str | None,
    access_key: str | None,
    as_json: bool,
    successor: RecordId | None = None,
    listed: Iterable[str] = (),
    whole_batch: bool = False,
) -> int:
    """Hands in an act for each record, then waits for all; the exit code."""
    targets = _targets((*record_ids, *(listed or ())), whole_batch=whole_batch)
    trust = open_trust(trust_path)
    author = open_author(member, key_name, trust)
    secret = author.private_key if access_key is None else open_key(access_key)
    valid_until = UnixTime(now() + VALID_SECONDS)
    with open_client(gateway, secret, trust, gateway_member) as client:

        def end(target: RecordId) -> Any:
            return client.end(
                author, kind, target, REASONS[reason], valid_until, successor, whole_batch=whole_batch
            )

        handed_in = [_tried(target, end) for target in targets]
        ended = [_decided(client, target, one) for target, one in zip(targets, handed_in, strict=True)]
    refused = [one for one in ended if isinstance(one, TegataError)]
    if len(ended) == 1 and refused:
        raise refused[0]
    told = [_told(kind, target, one) for target, one in zip(targets, ended, strict=True)]
    document = told[0] if len(told) == 1 else {"acts": told}
    answer(as_json, document, lambda screen: _show(screen, told))
    return ExitCode.PARTLY if refused else ExitCode.OK


def _targets(lines: Iterable[str], *, whole_batch: bool) -> list[RecordId]:
    """The records that are named, each once. Raises click.UsageError for none, or for too many."""
    ids = [line.strip() for line in lines if line.strip()]
    targets = [RecordId(unhex(one, 32, "ID")) for one in dict.fromkeys(ids)]
    if not targets:
        raise click.UsageError("Name a record, or a file of them with --from.")
    if whole_batch and len(targets) > 1:
        raise click.UsageError("--whole-batch takes one ID: that of any record of the batch.")
    return targets


def _tried(target: RecordId, act: Callable[[RecordId], Any]) -> Any:
    """What `act` gives; the error of one that was refused, so that the others go on."""
    from clients.sdk import GatewayRefused, NotAnchored

    try:
        return act(target)
    except (GatewayRefused, NotAnchored) as error:
        return error


def _decided(client: "Client", target: RecordId, receipt: Any) -> Any:
    if isinstance(receipt, TegataError):
        return receipt
    return _tried(target, lambda _: client.wait_for_act(receipt))


def _told(kind: str, target: RecordId, outcome: Any) -> dict[str, Any]:
    said = {"state": "refused", "problem": outcome.to_dict()} if isinstance(outcome, TegataError) else outcome
    return {"id": hex0x(target), "act": kind, **said}


def _show(screen: Console, told: list[dict[str, Any]]) -> None:
    for one in told:
        why = f": {one['problem']['message']}" if "problem" in one else ""
        screen.print(f"{one['act']} of {one['id']}: {one['state']}{why}", soft_wrap=True)
