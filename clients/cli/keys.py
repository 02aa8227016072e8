"""`tegata keys`: the keystore on the command line."""

import os
from typing import TextIO

import click

from clients.cli.access import open_keystore
from clients.cli.output import answer, table
from clients.cli.place import json_option
from contracts.ids import hex0x


@click.group()
def keys() -> None:
    """Make, list and import the keys that sign for you.

    Each is a file of its own, encrypted with a password (Web3 Secret Storage, version 3).

    Example: tegata keys new issuer
    """


@keys.command("new")
@click.argument("name")
@json_option
def new(name: str, as_json: bool) -> None:
    """Make a key and keep it as NAME. The password is asked for, or taken from TEGATA_PASSWORD.

    Example: tegata keys new issuer
    """
    _add(name, _fresh_secret(), as_json)


@keys.command("import")
@click.argument("name")
@click.option(
    "--secret-file", type=click.File("r"), help="A file with the secret in hex; `-` for standard input."
)
@json_option
def import_(name: str, secret_file: TextIO | None, as_json: bool) -> None:
    """Keep a secret that exists already as NAME. It is asked for without echo unless a file holds it.

    Example: tegata keys import issuer --secret-file secret.hex
    """
    from clients.keystore.files import parse_secret

    text = secret_file.read() if secret_file else click.prompt("Secret (hex)", hide_input=True, err=True)
    _add(name, parse_secret(text), as_json)


@keys.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the keys, without their secrets.

    Example: tegata keys list --json
    """
    found = open_keystore().list()
    rows = [(key.name, hex0x(key.address), key.path) for key in found]
    answer(
        as_json,
        [key.to_json() for key in found],
        lambda screen: screen.print(table(("name", "address", "file"), rows) if rows else "No keys yet."),
    )


def _add(name: str, secret: bytes, as_json: bool) -> None:
    password = os.environ.get("TEGATA_PASSWORD") or click.prompt(
        f"New password for key {name}", hide_input=True, confirmation_prompt=True, err=True
    )
    key = open_keystore().add(name, secret, password)
    answer(
        as_json,
        key.to_json(),
        lambda screen: screen.print(
            f"Key {key.name}: {hex0x(key.address)}\nkept in {key.path}, for you only. Back it up.",
            soft_wrap=True,
        ),
    )


def _fresh_secret() -> bytes:
    """32 random bytes that are a key; all but 2⁻¹²⁸ of them are."""
    return os.urandom(32)
