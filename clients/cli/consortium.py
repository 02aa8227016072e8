"""`tegata consortium`: what the members decide together, read and voted on at any member's node."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from clients.cli.access import now
from clients.cli.consortium_propose import propose
from clients.cli.identity import identity
from clients.cli.output import answer, table
from clients.cli.place import json_option
from clients.cli.seat import node_options, open_node, open_seat, read_secret, seat_options
from clients.consortium import (
    Listed,
    execute,
    find_proposal,
    list_members,
    list_misdeeds,
    list_parameters,
    list_proposals,
    list_validators,
    register,
    send_act,
    vote,
)
from contracts import calls
from contracts.acts import Choice
from contracts.acts.membership import DisableKey, PlaceGateway
from contracts.fingerprints import gateway_url_hash
from contracts.ids import Address, UnixTime, hex0x, unhex
from contracts.roles import Purpose

DAY = 86_400
_MISDEEDS = {1: "signed two blocks of one height", 2: "attacked light clients"}


@click.group()
def consortium() -> None:
    """Read and take part in what the members decide.

    Every act is signed by a govern key; a relay key carries it to the ledger.

    Example: tegata consortium proposals --data member-1
    """


consortium.add_command(propose)
consortium.add_command(identity)


@consortium.command()
@node_options
@json_option
def members(data: Path | None, rpc: str | None, token: str | None, as_json: bool) -> None:
    """List the members: country, roles, whether they act and vote.

    Example: tegata consortium members --data member-1
    """
    found = [
        {
            "number": number,
            "country": member.country,
            "active": member.active,
            "voter": member.voter,
            "roles": [role.name.lower() for role in member.roles],
            "suspended_until": member.suspended_until,
            "successor": member.successor,
        }
        for number, member in list_members(open_node(data, rpc, token))
    ]
    rows = [(each["number"], each["country"], each["active"], each["voter"], each["roles"]) for each in found]
    titles = ("member", "country", "active", "votes", "roles")
    answer(as_json, found, lambda screen: screen.print(table(titles, rows)))


@consortium.command()
@node_options
@json_option
def validators(data: Path | None, rpc: str | None, token: str | None, as_json: bool) -> None:
    """List the validators: whose they are, and their power.

    Example: tegata consortium validators --data member-1
    """
    found = [
        {"key": hex0x(each.key), "member": each.member, "power": each.power}
        for each in list_validators(open_node(data, rpc, token))
    ]
    rows = [tuple(each.values()) for each in found]
    answer(as_json, found, lambda screen: screen.print(table(("key", "member", "power"), rows)))


@consortium.command()
@node_options
@json_option
def proposals(data: Path | None, rpc: str | None, token: str | None, as_json: bool) -> None:
    """List what was proposed, the latest first, with its votes.

    Example: tegata consortium proposals --data member-1
    """
    found = [_shown(listed) for listed in list_proposals(open_node(data, rpc, token))]
    rows = [
        (each["number"], each["kind"], each["state"], f"{each['approvals']}/{each['needed']}", each["fields"])
        for each in found
    ]
    titles = ("number", "kind", "state", "votes/needed", "what")
    answer(as_json, found, lambda screen: screen.print(table(titles, rows)))


@consortium.command()
@node_options
@json_option
def parameters(data: Path | None, rpc: str | None, token: str | None, as_json: bool) -> None:
    """List what all nodes do alike: values in force (0: the software's own), and what comes at which block.

    Example: tegata consortium parameters --data member-1
    """
    found = {
        name: {"value": view.value, "scheduled": view.scheduled, "height": view.height}
        for name, view in list_parameters(open_node(data, rpc, token)).items()
    }
    rows = [(name, *view.values()) for name, view in found.items()]
    titles = ("parameter", "value", "to come", "at block")
    answer(as_json, found, lambda screen: screen.print(table(titles, rows)))


@consortium.command()
@node_options
@json_option
def evidence(data: Path | None, rpc: str | None, token: str | None, as_json: bool) -> None:
    """List what validators were proved to have done.

    Example: tegata consortium evidence --data member-1
    """
    found = [
        {
            "kind": _MISDEEDS.get(each.misdeed.kind, str(each.misdeed.kind)),
            "validator": each.misdeed.validator.hex().upper(),
            "height": each.misdeed.height,
            "time": each.misdeed.time,
            "power": each.misdeed.power,
            "total_power": each.misdeed.total_power,
            "recorded_at": each.recorded_at,
        }
        for each in list_misdeeds(open_node(data, rpc, token))
    ]
    rows = [(each["validator"], each["kind"], each["height"], each["time"]) for each in found]
    titles = ("validator", "what", "height", "time")
    answer(as_json, found, lambda screen: screen.print(table(titles, rows) if rows else "none"))


@consortium.command("vote")
@click.argument("number", type=click.IntRange(1))
@click.option("--against", is_flag=True, help="Vote against it.")
@seat_options
@json_option
def vote_(number: int, against: bool, as_json: bool, **options: Any) -> None:
    """Vote on the proposal NUMBER, or change the member's vote. What is signed is what is shown.

    Example: tegata consortium vote 3 --data member-2
    """
    seat = open_seat(**options)
    listed = find_proposal(seat.node, number)
    choice = Choice.REJECT if against else Choice.APPROVE
    receipt = vote(seat.node, seat.signer, listed, choice, UnixTime(now() + DAY))
    document = {**_shown(listed), "choice": choice.name.lower(), "block": receipt.block}
    answer(as_json, document, lambda screen: screen.print(f"{choice.name.lower()}: {_sentence(listed)}"))


@consortium.command("execute")
@click.argument("number", type=click.IntRange(1))
@click.option(
    "--new-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The key that the proposal brings, in hex: it signs that it is held.",
)
@seat_options
@json_option
def execute_(number: int, new_key: Path | None, as_json: bool, **options: Any) -> None:
    """Do what the proposal NUMBER says, once enough members are for it. Any member may.

    Example: tegata consortium execute 3 --data member-1
    """
    seat = open_seat(**options)
    listed = find_proposal(seat.node, number)
    secret = None if new_key is None else read_secret(new_key)
    receipt = execute(seat.node, seat.signer.relay, seat.signer.domain, listed, secret)
    document = {**_shown(listed), "state": "executed", "block": receipt.block}
    answer(as_json, document, lambda screen: screen.print(f"done: {_sentence(listed)}"))


@consortium.command("register-key")
@click.option(
    "--new-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The new key in hex: it signs that it is held.",
)
@click.option(
    "--purpose",
    "purposes",
    type=click.Choice([each.name.lower() for each in Purpose if each.name]),
    multiple=True,
    required=True,
)
@seat_options
@json_option
def register_key(new_key: Path, purposes: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Register a key of the member, valid from now on.

    Example: tegata consortium register-key --new-key author.key --purpose author --data member-1
    """
    seat = open_seat(**options)
    mask = sum(Purpose[each.upper()] for each in set(purposes))
    address = register(seat.node, seat.signer, read_secret(new_key), mask, now(), UnixTime(now() + DAY))
    answer(as_json, {"key": hex0x(address)}, lambda screen: screen.print(f"registered {hex0x(address)}"))


@consortium.command("disable-key")
@click.argument("key", metavar="ADDRESS")
@seat_options
@json_option
def disable_key(key: str, as_json: bool, **options: Any) -> None:
    """End a key of the member at once. What it signed before stands.

    Example: tegata consortium disable-key 0x5e… --data member-1
    """
    seat = open_seat(**options)
    act = DisableKey(seat.signer.member, Address(unhex(key.lower(), 20, "key")), UnixTime(now() + DAY))
    receipt = send_act(seat.node, seat.signer, act)
    document = {"key": key, "block": receipt.block}
    answer(as_json, document, lambda screen: screen.print(f"{key} signs no more", soft_wrap=True))


@consortium.command("place-gateway")
@click.argument("url")
@seat_options
@json_option
def place_gateway(url: str, as_json: bool, **options: Any) -> None:
    """Say at which URL the member's gateway is reached.

    Example: tegata consortium place-gateway https://gateway.example --data member-1
    """
    seat = open_seat(**options)
    revision = seat.node.number(calls.revision_of(seat.signer.member))
    act = PlaceGateway(seat.signer.member, gateway_url_hash(url), revision, UnixTime(now() + DAY))
    receipt = send_act(seat.node, seat.signer, act)
    answer(as_json, {"url": url, "block": receipt.block}, lambda screen: screen.print("placed"))


def _shown(listed: Listed) -> dict[str, Any]:
    view = listed.view
    closed = view.closes_at < now()
    state = "executed" if view.executed_at else "closed" if closed else "open"
    return {
        "number": listed.number,
        "kind": view.kind.__name__,
        "member": view.member,
        "state": state,
        "approvals": view.approvals,
        "needed": view.needed,
        "closes_at": view.closes_at,
        "action": hex0x(view.action),
        "fields": _fields(listed),
    }


def _fields(listed: Listed) -> dict[str, Any]:
    shown = {name: _plain(value) for name, value in vars(listed.act).items() if name != "member"}
    shown["valid_until"] = datetime.fromtimestamp(listed.view.closes_at, UTC).isoformat()
    return shown


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hex0x(value)
    if isinstance(value, tuple):
        return [{name: _plain(part) for name, part in vars(each).items()} for each in value]
    return value


def _sentence(listed: Listed) -> str:
    return f"{listed.number} {listed.view.kind.__name__} {_fields(listed)}"
