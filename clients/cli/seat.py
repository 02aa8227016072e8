"""Whose seat in the consortium a command takes: node, network, govern key and relay key, from the options."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from clients.cli.place import SettingMissing
from clients.consortium import ConsortiumNode, Signer
from clients.keystore.files import parse_secret
from contracts.acts import Domain
from contracts.addresses import CONSORTIUM
from contracts.genesis import Genesis, parse
from contracts.ids import MemberId, NetworkId
from gateway.outbox.transactions import Relay

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

GENESIS_FILE, SETTINGS_FILE, KEYS_FOLDER = "genesis.json", "node.toml", "keys"


def node_options(command: F) -> F:
    """`--data`, or `--rpc` and `--token`: which node is asked."""
    for option in (
        click.option("--token", envvar="TEGATA_NODE_TOKEN", show_envvar=True, help="The node's read token."),
        click.option("--rpc", envvar="TEGATA_NODE", show_envvar=True, help="The node's JSON-RPC address."),
        click.option(
            "--data",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            envvar="TEGATA_NODE_DATA",
            show_envvar=True,
            help="The member's folder; what it has need not be said.",
        ),
    ):
        command = option(command)
    return command


def seat_options(command: F) -> F:
    """The node, and what signs: the keys in the member's folder unless others are given."""
    for option in (
        click.option("--relay-key", type=_FILE, help="A relay key in hex.  [default: keys/relay.key]"),
        click.option("--govern-key", type=_FILE, help="A govern key in hex.  [default: keys/govern.key]"),
        click.option("--member", type=click.IntRange(1, 65_535), help="The member that decides."),
        click.option("--genesis", type=_FILE, help="The genesis file.  [default: genesis.json]"),
    ):
        command = option(command)
    return node_options(command)


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's place: its node, and how it signs."""

    node: ConsortiumNode
    signer: Signer


def open_node(data: Path | None, rpc: str | None, token: str | None) -> ConsortiumNode:
    """The node at `rpc`, else the one that the member's folder describes. Raises SettingMissing."""
    if rpc:
        return ConsortiumNode(rpc, token)
    if data is None:
        raise SettingMissing("--data", expected="a member's folder, or --rpc", found="neither")
    place = tomllib.loads((data / SETTINGS_FILE).read_text(encoding="utf-8"))["json_rpc"]
    return ConsortiumNode(f"http://{place['host']}:{place['port']}", token)


def open_seat(
    data: Path | None,
    rpc: str | None,
    token: str | None,
    genesis: Path | None,
    member: int | None,
    govern_key: Path | None,
    relay_key: Path | None,
) -> Seat:
    """The member's node and signer. Raises SettingMissing for what neither an option nor the folder gives."""
    founded = parse(_file(data, genesis, GENESIS_FILE, "--genesis").read_bytes())
    node = open_node(data, rpc, token)
    govern = _secret(data, govern_key, "govern")
    relay = Relay(_secret(data, relay_key, "relay"), founded.chain_id)
    number = member or _number(data)
    return Seat(node, Signer(MemberId(number), govern, relay, domain_of(founded)))


def domain_of(genesis: Genesis) -> Domain:
    """What signatures for the Consortium of this network are bound to."""
    return Domain(genesis.chain_id, CONSORTIUM, NetworkId(genesis.network_id))


def read_secret(path: Path) -> bytes:
    """The key in a file of 64 hex digits."""
    return parse_secret(path.read_text(encoding="ascii"))


def _secret(data: Path | None, given: Path | None, purpose: str) -> bytes:
    return read_secret(_file(data, given, f"{KEYS_FOLDER}/{purpose}.key", f"--{purpose}-key"))


def _file(data: Path | None, given: Path | None, name: str, option: str) -> Path:
    if given is not None:
        return given
    if data is None or not (data / name).exists():
        raise SettingMissing(option, expected="a file", found=f"neither it nor {name} in --data")
    return data / name


def _number(data: Path | None) -> int:
    name = data.resolve().name.removeprefix("member-") if data else ""
    if not name.isdecimal():
        raise SettingMissing("--member", expected="a member's number", found="none")
    return int(name)
