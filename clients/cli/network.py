"""`tegata network`: a network of validators, made and tried on one machine."""

import sys
import time
from contextlib import ExitStack
from pathlib import Path

import click

from clients.cli.output import answer, table
from clients.cli.place import json_option

_BASE_PORT = click.option(
    "--base-port",
    type=click.IntRange(1, 64_000),
    envvar="TEGATA_BASE_PORT",
    show_envvar=True,
    help="The first port that is taken.  [default: 26600]",
)
_FOLDER = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))


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
@_BASE_PORT
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
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The sequencer's data directory; it is stopped, for good.",
)
@click.option(
    "--genesis",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The genesis file of the embedded ledger.",
)
@click.option(
    "--member", "members", multiple=True, type=int, required=True, help="A member with a validator."
)
@click.option("--host", "hosts", multiple=True, metavar="HOST", help="Where it is reached, once for each.")
@_BASE_PORT
@json_option
def migrate(
    folder: Path,
    data: Path,
    genesis: Path,
    members: tuple[int, ...],
    hosts: tuple[str, ...],
    base_port: int | None,
    as_json: bool,
) -> None:
    """Carry an embedded ledger over to validators: FOLDER gets a folder for each member, the ledger in it.

    The sequencer signs where its ledger ends and who follows. Never start it again.

    Example: tegata network migrate net --data node --genesis genesis.json --member 1 --member 2 --member 3
    --member 4
    """
    from contracts.genesis import parse
    from ledger_node import load_key
    from ledger_node.node import KEY_FILE
    from ledger_node.operations.founding import BASE_PORT, Plan
    from ledger_node.operations.migrating import migrate as carry_over

    if hosts and len(hosts) != len(members):
        raise click.UsageError(f"--host: expected one for each of {len(members)} members, found {len(hosts)}")
    plan = Plan(len(members), hosts, BASE_PORT if base_port is None else base_port)
    made = carry_over(data, parse(genesis.read_bytes()), load_key(data / KEY_FILE), folder, plan, members)
    (data / KEY_FILE).rename(data / f"{KEY_FILE}.handed-over")
    folders = [str(folder / f"member-{number}") for number in members]
    document = {"genesis": "0x" + made.digest().hex(), "members": folders}
    answer(as_json, document, lambda screen: screen.print("\n".join(folders), soft_wrap=True))


@network.command()
@_FOLDER
@json_option
def grow(folder: Path, as_json: bool) -> None:
    """Make the folder of one more member in FOLDER, with its keys. The others know it when they start again.

    Nothing is decided by that: the members vote on its admission, and on its validator.

    Example: tegata network grow trial
    """
    from contracts.ids import hex0x
    from ledger_node.operations.growing import grow as add_member

    made = add_member(folder)
    document = {
        "member": made.number,
        "folder": str(made.folder),
        "govern": hex0x(made.govern),
        "validator": hex0x(made.validator),
    }
    rows = [f"{what} {value}" for what, value in document.items()]
    answer(as_json, document, lambda screen: screen.print("\n".join(rows), soft_wrap=True))


@network.command()
@_FOLDER
@click.option("--detach", is_flag=True, help="Leave the nodes running, and return once they are ready.")
@json_option
def up(folder: Path, detach: bool, as_json: bool) -> None:
    """Run every member's node of FOLDER on this machine: for trying a network. Those that run are left alone.

    Example: tegata network up trial
    """
    from clients.cli.serving import listen_for_the_end
    from clients.cli.trial import members_of, start, stop, wait_until_ready

    members = members_of(folder)
    started = [start(member) for member in members]
    with ExitStack() as undo:
        undo.callback(stop, [member for member, is_new in zip(members, started, strict=True) if is_new])
        rows = [wait_until_ready(member) for member in members]
        wait_for_the_end = None if detach else listen_for_the_end()
        answer(
            as_json,
            [row._asdict() for row in rows],
            lambda screen: screen.print(table(("member", "JSON-RPC", "health", "process"), rows)),
        )
        sys.stdout.flush()
        if wait_for_the_end is not None:
            wait_for_the_end()
        undo.pop_all()
    if not detach:
        stop(members)


@network.command()
@_FOLDER
@json_option
def down(folder: Path, as_json: bool) -> None:
    """Stop every member's node of FOLDER that runs on this machine.

    Example: tegata network down trial
    """
    from clients.cli.trial import members_of, stop

    stopped = stop(members_of(folder))
    answer(as_json, {"stopped": stopped}, lambda screen: screen.print("\n".join(stopped) or "none ran"))
