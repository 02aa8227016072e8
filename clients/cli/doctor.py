"""`tegata doctor`: what works here, what does not, and what to do about it."""

import platform
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import click

from clients.cli.access import open_keystore, open_trust
from clients.cli.exit_codes import ExitCode
from clients.cli.output import answer, table
from clients.cli.place import Place, gateway_option, json_option, trust_option
from contracts.errors import TegataError

State = Literal["ok", "note", "wrong"]
_EXTRAS = {"node": ("eth", "lmdb", "uvicorn"), "gateway": ("fastapi", "sqlalchemy", "polars")}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    what: str
    state: State
    found: str
    remedy: str = ""


@click.command()
@gateway_option
@trust_option
@json_option
@click.pass_context
def doctor(context: click.Context, gateway: str, trust_path: Path | None, as_json: bool) -> None:
    """Check this installation, its keys, its gateway and its trust file.

    Exits with 3 where something is wrong.

    Example: tegata doctor
    """
    checks = [*_installation(), *_keys(), *_trust(trust_path), *_gateway(gateway, trust_path)]
    rows = [(check.state, check.what, check.found, check.remedy) for check in checks]
    document = [{"check": c.what, "state": c.state, "found": c.found, "remedy": c.remedy} for c in checks]
    answer(as_json, document, lambda screen: screen.print(table(("", "check", "found", "do"), rows)))
    context.exit(ExitCode.INPUT if any(check.state == "wrong" for check in checks) else ExitCode.OK)


def _installation() -> Iterator[Check]:
    supported = (3, 11) <= sys.version_info[:2] < (3, 14)
    remedy = "" if supported else "Use Python 3.11 to 3.13."
    yield Check("Python", "ok" if supported else "wrong", platform.python_version(), remedy)
    for extra, modules in _EXTRAS.items():
        missing = [module for module in modules if find_spec(module) is None]
        found = f"no {', '.join(missing)}" if missing else "installed"
        remedy = f"`pip install tegata[{extra}]`, if you run one" if missing else ""
        yield Check(f"extra [{extra}]", "note" if missing else "ok", found, remedy)


def _keys() -> Iterator[Check]:
    try:
        keys = open_keystore().list()
    except TegataError as error:
        yield Check("keystore", "wrong", error.found, error.remedy)
        return
    remedy = "" if keys else "`tegata keys new NAME` makes one."
    yield Check("keystore", "ok" if keys else "note", f"{len(keys)} keys in {Place.of_user().keys}", remedy)
    for key in keys:
        mode = stat.S_IMODE(key.path.stat().st_mode)
        if mode & 0o077:
            yield Check(f"key {key.name}", "wrong", f"mode {mode:#o}", f"`chmod 600 {key.path}`")


def _trust(path: Path | None) -> Iterator[Check]:
    try:
        yield Check("trust file", "ok", f"fingerprint {open_trust(path).fingerprint[:16]}…")
    except TegataError as error:
        yield Check("trust file", "note", error.found, error.remedy)


def _gateway(url: str, trust_path: Path | None) -> Iterator[Check]:
    import httpx

    try:
        response = httpx.get(f"{url.rstrip('/')}/readyz", timeout=5)
    except httpx.HTTPError as error:
        yield Check("gateway", "note", f"{url}: {type(error).__name__}", "Name another with --gateway.")
        return
    ready = response.status_code == 200
    yield Check("gateway", "ok" if ready else "wrong", f"{url}: {'ready' if ready else response.text[:120]}")
    yield from _same_network(url, trust_path)


def _same_network(url: str, trust_path: Path | None) -> Iterator[Check]:
    from clients.sdk import Client

    try:
        own = open_trust(trust_path)
        with Client(url) as client:
            told = client.trust()
    except TegataError:
        return
    same = own.fingerprint == told.fingerprint
    remedy = "" if same else "Ask another member which is right, before you rely on either."
    yield Check("gateway's trust file", "ok" if same else "wrong", "the same" if same else "another", remedy)
