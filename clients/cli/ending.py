"""`tegata revoke`, `withdraw`, `supersede`: how a record ends, under its member's signature."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from clients.cli.access import now, open_author, open_client, open_key, open_trust
from clients.cli.output import answer
from clients.cli.place import gateway_member_option, gateway_option, json_option, key_option, trust_option
from contracts.acts import Reason
from contracts.ids import RecordId, UnixTime, unhex

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


@click.command()
@click.argument("record_id", metavar="ID")
@_options
def revoke(record_id: str, **options: Any) -> None:
    """Revoke the record ID: it was wrong, or is no longer true. This can't be undone.

    Example: tegata revoke 0x5e… --member 11 --reason issued_in_error
    """
    _end("revoke", record_id, None, **options)


@click.command()
@click.argument("record_id", metavar="ID")
@_options
def withdraw(record_id: str, **options: Any) -> None:
    """Withdraw the record ID: it should not have been stated. This can't be undone.

    Example: tegata withdraw 0x5e… --member 11 --reason shipment_cancelled
    """
    _end("withdraw", record_id, None, **options)


@click.command()
@click.argument("record_id", metavar="ID")
@click.argument("successor", metavar="SUCCESSOR")
@_options
def supersede(record_id: str, successor: str, **options: Any) -> None:
    """Put SUCCESSOR, an anchored record of the same kind, in the place of the record ID.

    Example: tegata supersede 0x5e… 0xa1… --member 11 --reason data_corrected
    """
    _end("supersede", record_id, successor, **options)


def _end(
    kind: str,
    record_id: str,
    successor: str | None,
    *,
    member: int,
    reason: str,
    gateway: str,
    gateway_member: int | None,
    trust_path: Path | None,
    key_name: str | None,
    access_key: str | None,
    as_json: bool,
) -> None:
    target = RecordId(unhex(record_id, 32, "ID"))
    other = None if successor is None else RecordId(unhex(successor, 32, "SUCCESSOR"))
    trust = open_trust(trust_path)
    author = open_author(member, key_name, trust)
    secret = author.private_key if access_key is None else open_key(access_key)
    with open_client(gateway, secret, trust, gateway_member) as client:
        valid_until = UnixTime(now() + VALID_SECONDS)
        receipt = client.end(author, kind, target, REASONS[reason], valid_until, other)
        state = client.wait_for_act(receipt)
    answer(
        as_json,
        {"id": record_id, "act": kind, **state},
        lambda screen: screen.print(f"{kind} of {record_id}: {state['state']}", soft_wrap=True),
    )
