"""Opening what a command needs: the trust file, a key, a signed-in client."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clients.cli.place import Place, SettingMissing
from contracts.ids import UnixTime

if TYPE_CHECKING:
    from clients.keystore import KeyInfo, Keystore
    from clients.sdk import Author, Client
    from contracts.proofs import Trust


def open_trust(path: Path | None) -> "Trust":
    """The trust file at `path`, else the user's own."""
    from contracts.proofs import read_trust

    wanted = path or Place.of_user().trust
    try:
        return read_trust(wanted.read_bytes())
    except OSError as error:
        raise SettingMissing(
            str(wanted),
            expected="a trust file",
            found=error.strerror or "none",
            remedy="Get it with `tegata trust init`, and compare it with someone you trust.",
        ) from None


def open_keystore() -> "Keystore":
    """The user's keystore."""
    from clients.keystore import Keystore

    return Keystore(Place.of_user().keys)


def choose_key(name: str | None) -> "KeyInfo":
    """The key of that name or address; without one, the user's only key."""
    keystore = open_keystore()
    keys = keystore.list()
    if name is not None:
        return keystore.find(name)
    if len(keys) == 1:
        return keys[0]
    raise SettingMissing(
        "--key",
        expected="the name of a key",
        found=f"{len(keys)} keys and no choice",
        remedy="Name one with --key, or make one with `tegata keys new NAME`.",
    )


def password_of(key: "KeyInfo", *, confirm: bool = False) -> str:
    """The password: `$TEGATA_PASSWORD`, else asked for without echo."""
    given = os.environ.get("TEGATA_PASSWORD")
    if given is not None:
        return given
    text: str = click.prompt(
        f"Password of key {key.name}", hide_input=True, confirmation_prompt=confirm, err=True
    )
    return text


def open_key(name: str | None) -> bytes:
    """The secret of a key, its password asked for."""
    key = choose_key(name)
    return open_keystore().open(key.name, password_of(key))


def open_author(member: int, key_name: str | None, trust: "Trust") -> "Author":
    """Who signs records: a member's number and its key, on the network of `trust`."""
    from clients.sdk import Author
    from contracts.ids import MemberId

    return Author(MemberId(member), open_key(key_name), trust.domain)


def open_client(
    gateway: str,
    access_key: bytes | None = None,
    trust: "Trust | None" = None,
    gateway_member: int | None = None,
) -> "Client":
    """A client of the gateway, signed in if there is a key to sign in with.

    What it promises is checked against `trust`, and must be of that member's gateway if one is given.
    """
    from clients.sdk import Client
    from contracts.ids import MemberId

    member = None if gateway_member is None else MemberId(gateway_member)
    client = Client(gateway, trust=trust, gateway=member)
    if access_key is not None:
        client.sign_in(access_key)
    return client


def now() -> UnixTime:
    """The machine's clock, in whole seconds."""
    return UnixTime(int(time.time()))
