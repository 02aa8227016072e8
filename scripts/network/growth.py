"""`make growth`: bytes on disk per transaction and per block, of the ledger's store and of the engine's.

One validator, since every node of a network holds the same; a commit in the engine's blocks has a vote of 100
bytes or so for each validator more. First blocks of one transaction each, then large ones; two equations give
what a block and what a transaction takes. Ctrl-C measures what is there by then.
"""

import argparse
import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from ledger_node.operations.observing import bytes_in
from scripts.network.anchors import Relay, drain, relays_of
from scripts.network.running import RunningNode, network

FILE = Path("build") / "growth.json"
PARTS = {"ledger": "ledger", "blocks": "engine/data/blockstore.db", "state": "engine/data/state.db"}
OTHER = {"log of consensus": "engine/data/cs.wal"}
_BURST = 2_000
_REPORT_SECONDS = 60.0


@dataclass(frozen=True)
class Sample:
    """How much there is, and what it takes on the disk."""

    transactions: int
    blocks: int
    heights: int
    size: dict[str, int]


def main() -> None:
    """Grow a ledger, and print what it takes."""
    parser = argparse.ArgumentParser(prog="make growth")
    parser.add_argument("--transactions", type=int, default=100_000)
    parser.add_argument("--singly", type=int, default=500, help="of these, each in a block of its own")
    options = parser.parse_args()
    with network(1, snapshot_blocks=0, commit_milliseconds=0) as (genesis, nodes):
        (node,), (relay,) = nodes, relays_of(genesis, nodes)
        samples = [_sample(node, relay)]
        for _ in range(options.singly):
            relay.send(1)
            drain([relay])
        samples.append(_sample(node, relay))
        with suppress(KeyboardInterrupt):
            _send_many(relay, options.transactions - options.singly)
        drain([relay])
        samples.append(_sample(node, relay))
    for line in lines(samples):
        print(line, flush=True)
    FILE.write_text(json.dumps([asdict(sample) for sample in samples], indent=1) + "\n", "utf-8")


def lines(samples: list[Sample]) -> list[str]:
    """What each store took of the first and of the second kind of load, and what that says."""
    start, single, many = samples
    found = [
        f"{many.transactions:,} transactions in {many.blocks:,} blocks, {single.transactions:,} singly",
        f"{'':<18}{'bytes/block of one':>20}{'bytes/transaction':>20}{'bytes/block':>14}",
    ]
    for name in many.size:
        alone, alone_blocks = single.size[name] - start.size[name], single.blocks - start.blocks
        rest, rest_blocks = many.size[name] - single.size[name], many.blocks - single.blocks
        rest_transactions = many.transactions - single.transactions
        of_one = alone / alone_blocks
        each = (rest - rest_blocks * of_one) / (rest_transactions - rest_blocks)
        found.append(f"{name:<18}{of_one:>20,.0f}{each:>20,.0f}{of_one - each:>14,.0f}")
    return found


def _send_many(relay: Relay, count: int) -> None:
    """As much as the pool takes, so that blocks are as large as they may be."""
    told, goal = time.monotonic(), relay.sent + count
    while relay.sent < goal:
        waiting = relay.sent - relay.landed()
        if waiting < _BURST:
            relay.send(min(_BURST, goal - relay.sent))
        if time.monotonic() - told > _REPORT_SECONDS:
            told = time.monotonic()
            print(f"{relay.landed():,} landed", flush=True)
        time.sleep(0.1)


def _sample(node: RunningNode, relay: Relay) -> Sample:
    size = {name: bytes_in(node.folder / path) for name, path in {**PARTS, **OTHER}.items()}
    heights = int(node.metrics()["tegata_consensus_height"])
    return Sample(relay.landed(), node.head(), heights, size)


if __name__ == "__main__":
    main()
