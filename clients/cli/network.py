"""`tegata network`: a network of validators, made and tried on one machine."""

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from clients.cli.output import answer, table
from clients.cli.place import json_option
from contracts.errors import TegataError

START_SECONDS = 120
STOP_SECONDS = 30
_RUN = "from clients.cli.main import main; main()"


class NetworkDown(TegataError):
    """A network on this machine does not come up."""

    code = "network.down"
    default_remedy = "Read node.log and engine/engine.log in the member's folder."


@click.group()
def network() -> None:
    """Make a network of validators, and try it on this machine.

    Example: tegata network create --validators 4 trial
    """


@network.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--validators", type=click.IntRange(1, 100), default=4, show_default=True)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="Where the others reach a member, once for each; without it all are on this machine.",
)
@click.option("--base-port", type=click.IntRange(1, 64_000), help="The first port that is taken.")
@click.option(
    "--heartbeat",
    type=click.IntRange(1, 86_400),
    default=600,
    show_default=True,
    help="Seconds after which an idle chain makes a header.",
)
@json_option
def create(
    folder: Path,
    validators: int,
    hosts: tuple[str, ...],
    base_port: int | None,
    heartbeat: int,
    as_json: bool,
) -> None:
    """Make FOLDER: a genesis, and for each member a folder that is whole on its own host.

    Fewer than four validators bear no fault: use them to try things only.

    Example: tegata network create --validators 4 trial
    """
    from ledger_node.operations.founding import BASE_PORT, Plan, found_network

    if hosts and len(hosts) != validators:
        raise click.UsageError(
            f"--host: expected one for each of {validators} validators, found {len(hosts)}"
        )
    plan = Plan(validators, hosts, BASE_PORT if base_port is None else base_port, heartbeat)
    genesis = found_network(folder, plan, int(time.time()))
    members = [str(folder / f"member-{member.number}") for member in genesis.members]
    document = {
        "network_id": "0x" + genesis.network_id.hex(),
        "chain_id": genesis.chain_id,
        "members": members,
    }
    answer(as_json, document, lambda screen: screen.print("\n".join(members), soft_wrap=True))


@network.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def up(folder: Path, as_json: bool) -> None:
    """Run every member's node of FOLDER on this machine until stopped: for trying a network.

    Example: tegata network up trial
    """
    from clients.cli.serving import wait_for_the_end

    members = sorted(folder.glob("member-*"), key=lambda each: int(each.name.rpartition("-")[2]))
    if not members:
        raise NetworkDown(str(folder), expected="members' folders", found="none")
    running = [_start(member) for member in members]
    try:
        rows = [_wait_until_ready(member, process) for member, process in zip(members, running, strict=True)]
        titles = ("member", "JSON-RPC", "health", "process")
        answer(
            as_json,
            [dict(zip(("member", "url", "health", "pid"), row, strict=True)) for row in rows],
            lambda screen: screen.print(table(titles, rows)),
        )
        sys.stdout.flush()
        wait_for_the_end()
    finally:
        _stop(running)


def _start(member: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", _RUN, "node", "run", "--data", str(member), "--json"]
    with (member / "node.log").open("ab") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def _wait_until_ready(member: Path, process: "subprocess.Popen[bytes]") -> tuple[str, str, str, int]:
    from ledger_node.operations.settings import read_settings

    settings = read_settings(member)
    health = f"http://{settings.health}"
    deadline = time.monotonic() + START_SECONDS
    while (found := _readiness(health)) is None or not found["ready"]:
        if process.poll() is not None:
            raise NetworkDown(
                member.name, expected="a running node", found=f"one that ended: {process.poll()}"
            )
        if time.monotonic() > deadline:
            reasons = "; ".join(each["sentence"] for each in found["reasons"]) if found else "no answer"
            raise NetworkDown(member.name, expected="a node that is ready", found=reasons)
        time.sleep(0.2)
    return member.name, f"http://{settings.json_rpc}", health, process.pid


def _readiness(health: str) -> dict[str, Any] | None:
    import httpx

    with suppress(httpx.HTTPError, json.JSONDecodeError):
        return dict(httpx.get(f"{health}/readyz", timeout=5, trust_env=False).json())
    return None


def _stop(running: "list[subprocess.Popen[bytes]]") -> None:
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
