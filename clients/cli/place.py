"""Where a user's things are, and the options that say so: the same words in every command."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from contracts.errors import TegataError

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_GATEWAY = "http://127.0.0.1:8700"


class SettingMissing(TegataError):
    """A command needs something that neither an option nor the environment gives."""

    code = "setting.missing"


@dataclass(frozen=True, slots=True)
class Place:
    """A user's folder: keys, prepared batches, trust file."""

    home: Path

    @classmethod
    def of_user(cls) -> "Place":
        """`$TEGATA_HOME`, else `~/.tegata`."""
        return cls(Path(os.environ.get("TEGATA_HOME") or Path.home() / ".tegata"))

    @property
    def keys(self) -> Path:
        """The keystore."""
        return self.home / "keys"

    @property
    def seeds(self) -> Path:
        """What was prepared, with its seeds."""
        return self.home / "seeds"

    @property
    def trust(self) -> Path:
        """The trust file."""
        return self.home / "trust.json"


def json_option(command: F) -> F:
    """`--json`: the result as one JSON document on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")(command)


def gateway_option(command: F) -> F:
    """`--gateway`: which gateway."""
    return click.option(
        "--gateway",
        envvar="TEGATA_GATEWAY",
        default=DEFAULT_GATEWAY,
        show_default=True,
        show_envvar=True,
        metavar="URL",
        help="The gateway to speak to.",
    )(command)


def gateway_member_option(command: F) -> F:
    """`--gateway-member`: whose gateway it must be."""
    return click.option(
        "--gateway-member",
        type=click.IntRange(1, 65_535),
        envvar="TEGATA_GATEWAY_MEMBER",
        show_envvar=True,
        metavar="MEMBER",
        help="Take receipts of this member's gateway only.",
    )(command)


def trust_option(command: F) -> F:
    """`--trust`: which trust file."""
    return click.option(
        "--trust",
        "trust_path",
        envvar="TEGATA_TRUST",
        type=click.Path(dir_okay=False, path_type=Path),
        show_envvar=True,
        metavar="FILE",
        help="The trust file.  [default: trust.json in your Tegata folder]",
    )(command)


def key_option(command: F) -> F:
    """`--key`: which key signs."""
    return click.option(
        "--key",
        "key_name",
        envvar="TEGATA_KEY",
        show_envvar=True,
        metavar="NAME",
        help="The key that signs, by name or address.  [default: your only one]",
    )(command)


def genesis_option(command: F) -> F:
    """`--genesis`: which network."""
    return click.option(
        "--genesis",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        required=True,
        metavar="FILE",
        help="The network's genesis file.",
    )(command)
