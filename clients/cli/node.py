"""`tegata node`: a member's ledger node, set up, run and asked."""

import json
import os
from pathlib import Path
from typing import Any

import click

from clients.cli.exit_codes import ExitCode
from clients.cli.logs import begin_logging, log_format_option
from clients.cli.output import answer, plain, table
from clients.cli.place import json_option
from contracts.errors import TegataError
from contracts.ids import hex0x

_DATA = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    envvar="TEGATA_NODE_DATA",
    show_envvar=True,
    help="The node's data directory.",
)
_GENESIS = click.option(
    "--genesis",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The network's genesis file.  [default: genesis.json in the data directory]",
)

DEFAULT_PORT = 8545
GENESIS_FILE = "genesis.json"


class NodeSilent(TegataError):
    """A node does not answer."""

    code = "gateway.unreachable"
    default_remedy = "Check the address, and that the node runs."


@click.group()
def node() -> None:
    """Set up and run a member's ledger node.

    Example: tegata node run --data node --genesis genesis.json
    """


@node.command()
@_DATA
@click.option(
    "--genesis",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="For a node that joins a network of validators: its genesis file.",
)
@click.option("--name", default="node", show_default=True, help="What the others call it.")
@click.option("--base-port", type=click.IntRange(1, 65_000), default=26_600, show_default=True)
@click.option("--peer", "peers", multiple=True, metavar="NAME=ID@HOST:PORT", help="A member's engine.")
@click.option(
    "--join",
    "servers",
    multiple=True,
    metavar="URL",
    help="Begin with a snapshot: the interface of a member's engine. At least two.",
)
@json_option
def init(
    data: Path,
    genesis: Path | None,
    name: str,
    base_port: int,
    peers: tuple[str, ...],
    servers: tuple[str, ...],
    as_json: bool,
) -> None:
    """Make the data directory of a node, with its keys.

    Alone it is a sequencer's: its public key belongs in the genesis file. With --genesis it joins a network
    of validators: give its id to the other members, as a peer, and its key to the consortium.

    Example: tegata node init --data node
    """
    if genesis is None:
        from ledger_node import load_or_create_key
        from ledger_node.node import KEY_FILE

        key = load_or_create_key(data / KEY_FILE, os.urandom(32))
        document = {"data": str(data), "sequencer": hex0x(key.public)}
    else:
        document = _init_validator(data, genesis, name, base_port, peers, servers)
    rows = [f"{what} {value}" for what, value in document.items() if what != "data"]
    answer(as_json, document, lambda screen: screen.print("\n".join(rows), soft_wrap=True))


def _init_validator(
    data: Path, genesis: Path, name: str, base_port: int, peers: tuple[str, ...], servers: tuple[str, ...]
) -> dict[str, str]:
    from contracts.genesis import parse
    from ledger_node.operations.joining import last_header, parse_peer, set_up_node

    founded = parse(genesis.read_bytes())
    if len(servers) == 1:
        raise click.UsageError("--join: expected at least two servers, found one")
    join = last_header(servers) if servers else None
    known = [parse_peer(peer) for peer in peers]
    identity, public_key = set_up_node(data, founded, name, base_port, known, join)
    made = {"data": str(data), "id": identity, "validator": hex0x(public_key)}
    return made if join is None else {**made, "trusted": f"header {join.height} {join.hash}"}


@node.command()
@_DATA
@_GENESIS
@click.option("--host", help="Where JSON-RPC is served.  [default: as node.toml says, else 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(0, 65_535), help="Its port.  [default: as node.toml says, else 8545]"
)
@click.option(
    "--token", envvar="TEGATA_NODE_TOKEN", show_envvar=True, help="What readers must send, off loopback."
)
@click.option(
    "--readers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that answer JSON-RPC, beside the one that executes blocks.",
)
@log_format_option
@json_option
def run(
    data: Path,
    genesis: Path | None,
    host: str | None,
    port: int | None,
    token: str | None,
    readers: int,
    log_format: str,
    as_json: bool,
) -> None:
    """Run the node until it is stopped, and serve Ethereum JSON-RPC over HTTP and WebSocket.

    Example: tegata node run --data node --genesis genesis.json --port 8545
    """
    from clients.cli.readers import serving_by_readers
    from clients.cli.serving import listen_for_the_end
    from contracts.genesis import CometBftFront, parse
    from ledger_node import open_node
    from ledger_node.operations.checking import check_before_start
    from ledger_node.operations.settings import Address, read_settings

    begin_logging(log_format)
    founded = parse((genesis or data / GENESIS_FILE).read_bytes())
    validating = isinstance(founded.front, CometBftFront)
    place = read_settings(data).json_rpc if validating else Address(port=DEFAULT_PORT)
    check_before_start(data / "ledger")
    where = host or place.host, place.port if port is None else port
    with serving_by_readers(readers, data / "ledger", founded, where, token) as serving:
        wait_for_the_end = listen_for_the_end()
        running = open_node(data, founded)
        try:
            serving.begin(running)
            answer(as_json, {"url": serving.url}, lambda screen: screen.print(f"JSON-RPC on {serving.url}"))
            wait_for_the_end()
        finally:
            serving.end()
            running.close()


@node.command()
@click.option(
    "--rpc",
    default="http://127.0.0.1:8545",
    show_default=True,
    envvar="TEGATA_NODE",
    help="The node's address.",
)
@click.option("--token", envvar="TEGATA_NODE_TOKEN", show_envvar=True, help="The node's read token.")
@json_option
def status(rpc: str, token: str | None, as_json: bool) -> None:
    """Show where a node stands: height, time, what waits, whether blocks are made.

    Example: tegata node status --json
    """
    found = _ask(rpc, token)
    rows = [
        (name, value if isinstance(value, str | int) else json.dumps(value)) for name, value in found.items()
    ]
    answer(as_json, found, lambda screen: screen.print(table(("", ""), rows)))


def _ask(rpc: str, token: str | None) -> dict[str, Any]:
    import httpx

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = {"jsonrpc": "2.0", "id": 1, "method": "tegata_status", "params": []}
    try:
        response = httpx.post(rpc, json=request, headers=headers, timeout=10).json()
    except (httpx.HTTPError, ValueError) as error:
        raise NodeSilent(rpc, expected="an answer", found=plain(error)) from None
    if "result" not in response:
        raise NodeSilent(rpc, expected="its status", found=plain(response.get("error")))
    return dict(response["result"])


@node.command()
@_DATA
@json_option
@click.pass_context
def doctor(context: click.Context, data: Path, as_json: bool) -> None:
    """Say why a validator's node does not advance, or soon won't. Exits with 7 where something is found.

    Example: tegata node doctor --data member-1
    """
    document = _examine(data)
    rows = [("stops" if each["stops"] else "notice", each["sentence"]) for each in document["findings"]]
    if not rows:
        rows = [
            ("well", f"{document['name']} is at block {document['block_height']}, and nothing is the matter.")
        ]
    answer(as_json, document, lambda screen: screen.print(table(("", "finding"), rows)))
    context.exit(ExitCode.FINDINGS if document["findings"] else ExitCode.OK)


@node.command()
@_DATA
@json_option
def check(data: Path, as_json: bool) -> None:
    """Read everything that a node keeps, and say whether it is what was written. The node may run meanwhile.

    Example: tegata node check --data member-1
    """
    from ledger_node.operations.checking import check_store

    done = check_store(data / "ledger")
    sentence = (
        f"{done.blocks} blocks, {done.entries} entries and {done.state_parts} parts of the state are sound."
    )
    answer(as_json, done.to_json(), lambda screen: screen.print(sentence, soft_wrap=True))


@node.command()
@_DATA
@click.option(
    "--to", type=click.Path(file_okay=False, path_type=Path), required=True, help="Where the backup goes."
)
@json_option
def snapshot(data: Path, to: Path, as_json: bool) -> None:
    """Back up a validator's node that is stopped, keys included: keep the backup as safe as the node.

    Example: tegata node snapshot --data member-1 --to backup
    """
    from ledger_node.operations.backup import back_up

    made = back_up(data, to)
    answer(
        as_json,
        {"backup": str(to), "files": made.size},
        lambda screen: screen.print(f"{made.size} files in {to}", soft_wrap=True),
    )


@node.command()
@_DATA
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The backup.",
)
@click.option(
    "--signing-state",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The priv_validator_state.json that the key had last, if it was saved.",
)
@json_option
def restore(data: Path, source: Path, signing_state: Path | None, as_json: bool) -> None:
    """Put a backup into an empty data directory.

    The node does not vote until it has caught up with the network, so that it never signs twice.

    Example: tegata node restore --data member-1 --from backup
    """
    from ledger_node.operations.backup import restore as put_back

    made = put_back(source, data, signing_state)
    answer(
        as_json,
        {"data": str(data), "files": made.size},
        lambda screen: screen.print(f"{made.size} files in {data}", soft_wrap=True),
    )


@node.command()
@_DATA
@_GENESIS
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write."
)
@json_option
def export(data: Path, genesis: Path | None, to: Path, as_json: bool) -> None:
    """Write every block to a file that can be checked without a node. The node may run meanwhile.

    Example: tegata node export --data member-1 --to ledger.ndjson
    """
    from contracts.genesis import parse
    from ledger_node.operations.exporting import export_blocks

    founded = parse((genesis or data / GENESIS_FILE).read_bytes())
    with to.open("w", encoding="utf-8") as file:
        lines = sum(1 for line in export_blocks(data / "ledger", founded) if file.write(line))
    answer(
        as_json,
        {"file": str(to), "blocks": lines - 1},
        lambda screen: screen.print(f"{lines - 1} blocks in {to}", soft_wrap=True),
    )


def _examine(data: Path) -> dict[str, Any]:
    """What the running node finds; where none answers, what can be told from its files."""
    import httpx

    from ledger_node.operations.resting import examine_at_rest
    from ledger_node.operations.settings import read_settings

    settings = read_settings(data)
    try:
        answer_ = httpx.get(f"http://{settings.health}/doctor", timeout=10, trust_env=False)
        return dict(answer_.raise_for_status().json())
    except (httpx.HTTPError, ValueError):
        findings = [finding.to_json() for finding in examine_at_rest(data, settings)]
        return {"name": settings.name, "block_height": None, "consensus_height": None, "findings": findings}
