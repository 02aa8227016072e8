"""`make joining`: a node that joins by snapshot a ledger of the size that is asked for: seconds and bytes.

The ledger is grown by `anchorMany` until its store has that size, which takes far longer than to join it.
Only then does its node make snapshots: each of them reads the whole ledger.
"""

import argparse
import json
import time
from pathlib import Path

from contracts.genesis import Genesis, parse
from ledger_node.operations.engine_files import EngineHome, read_node_id
from ledger_node.operations.joining import last_header, set_up_node
from ledger_node.operations.observing import bytes_in
from ledger_node.operations.settings import FILE, Peer, read_settings, render_settings
from scripts.network.anchors import Relay, drain, keep_busy, relays_of
from scripts.network.running import (
    RunningNode,
    change_engine,
    free_ports,
    network,
    start_node,
    stop,
    wait_until,
)

RESULT = Path("build") / "joining.json"
PACKED = 64
EVERY_BLOCKS = 25
_WAITING = 16
_REPORT_SECONDS = 60.0
_READY_SECONDS = 3_600.0
_MIB = 1 << 20


def main() -> None:
    """Grow a ledger, let a node join it, and print what that took."""
    parser = argparse.ArgumentParser(prog="make joining")
    parser.add_argument("--mebibytes", type=float, default=1_024)
    options = parser.parse_args()
    with network(1, prepare=_invite, snapshot_blocks=0, commit_milliseconds=0) as (genesis, nodes):
        (node,), (relay,) = nodes, relays_of(genesis, nodes, packed=PACKED)
        _grow(node, relay, options.mebibytes * _MIB)
        nodes[0] = node = relay.node = _with_snapshots(node)
        _wait_for_snapshot(node, relay)
        seconds, found = _join(node)
    for name, value in found.items():
        print(f"{name:<28}{value:>16,}")
    print(f"{'seconds until it is ready':<28}{seconds:>16.1f}")
    RESULT.write_text(json.dumps({"seconds": seconds, **found}, indent=1) + "\n", "utf-8")


def _invite(members: list[Path]) -> None:
    """Set up the newcomer beside the member, and tell each of the other."""
    (member,) = members
    settings = read_settings(member)
    genesis = _genesis(member)
    listen = settings.engine.listen
    host = Peer(
        name="member-1", id=read_node_id(EngineHome(member / "engine")), host=listen.host, port=listen.port
    )
    port = free_ports(10, above=listen.port + 10)
    identity, _ = set_up_node(member.parent / "newcomer", genesis, "newcomer", port, [host])
    newcomer = Peer(name="newcomer", id=identity, host="127.0.0.1", port=port)
    changed = settings.model_copy(update={"peers": (newcomer,)})
    (member / FILE).write_text(render_settings(changed), encoding="utf-8")


def _genesis(member: Path) -> Genesis:
    return parse((member / "genesis.json").read_bytes())


def _grow(node: RunningNode, relay: Relay, size: float) -> None:
    told = time.monotonic()
    for _ in keep_busy([relay], _WAITING, float("inf")):
        there = bytes_in(node.folder / "ledger")
        if there >= size:
            drain([relay])
            return
        if time.monotonic() - told > _REPORT_SECONDS:
            told = time.monotonic()
            print(f"{there / _MIB:,.0f} MiB", flush=True)


def _with_snapshots(node: RunningNode) -> RunningNode:
    """The same node, started anew so that it makes snapshots."""
    stop([node])
    change_engine(node.folder, snapshot_blocks=EVERY_BLOCKS)
    again = start_node(node.folder)
    wait_until(again.is_ready, "the member is back")
    return again


def _wait_for_snapshot(node: RunningNode, relay: Relay) -> None:
    """Go on to the next block of which a snapshot is made, and until that is whole."""
    before = _snapshots(node)
    while _snapshots(node) == before:
        relay.send(1)
        drain([relay])


def _snapshots(node: RunningNode) -> set[str]:
    return {each.name for each in (node.folder / "snapshots").glob("*") if each.name.isdecimal()}


def _join(node: RunningNode) -> tuple[float, dict[str, int]]:
    folder = node.folder.parent / "newcomer"
    server = f"http://{node.settings.engine.rpc}"
    change_engine(folder, join=last_header([server, server]))
    began = time.monotonic()
    newcomer = start_node(folder)
    try:
        wait_until(newcomer.is_ready, "the newcomer follows", _READY_SECONDS)
        seconds = time.monotonic() - began
        latest = max(_snapshots(node), key=int)
        return seconds, {
            "bytes of the snapshot": bytes_in(node.folder / "snapshots" / latest),
            "bytes of the member's ledger": bytes_in(node.folder / "ledger"),
            "bytes of the newcomer's": bytes_in(folder / "ledger"),
            "blocks": newcomer.head(),
            "blocks executed": int(newcomer.metrics()["tegata_executions_total"]),
        }
    finally:
        stop([newcomer])


if __name__ == "__main__":
    main()
