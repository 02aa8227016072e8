"""`make growth`: bytes on disk per transaction and per block, of the ledger's store and of the engine's.

One validator, since every node of a network holds the same; a commit in the engine's blocks has a vote of 100
bytes or so for each validator more. First blocks of one transaction each, then large ones; two equations give
what a block and what a transaction takes. The ledger writes blocks, the engine heights,
of which some have no block: after one there may be one that carries its hash. Ctrl-C measures what is there.
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
LEDGER = "ledger"
PARTS = {
    LEDGER: "ledger",
    "engine: blocks": "engine/data/blockstore.db",
    "engine: state": "engine/data/state.db",
    "engine: log of consensus": "engine/data/cs.wal",
}
STEP = 10_000
"""Transactions between two samples while blocks are large."""
_BURST = 2_000


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
        print(_sizes(samples[-1]), flush=True)
        with suppress(KeyboardInterrupt):
            for goal in [*range(options.singly + STEP, options.transactions, STEP), options.transactions]:
                _send_until(relay, goal)
                samples.append(_sample(node, relay))
                print(_sizes(samples[-1]), flush=True)
    for line in lines(samples):
        print(line, flush=True)
    FILE.write_text(json.dumps([asdict(sample) for sample in samples], indent=1) + "\n", "utf-8")


def lines(samples: list[Sample]) -> list[str]:
    """What each store took of the first and of the second kind of load, and what that says."""
    start, single, *_, many = samples
    found = [
        f"{many.transactions:,} transactions ({single.transactions:,} singly) in {many.blocks:,} blocks",
        f"{'':<26}{'bytes/transaction':>18}{'and bytes/block':>18}{'or bytes/height':>18}",
    ]
    for name in PARTS:
        each, unit = _solved(name, start, single, many)
        block, height = (f"{unit:,.0f}", "") if name == LEDGER else ("", f"{unit:,.0f}")
        found.append(f"{name:<26}{each:>18,.0f}{block:>18}{height:>18}")
    alone, all_of_it = (
        sum(later.size.values()) - sum(earlier.size.values())
        for earlier, later in ((start, single), (single, many))
    )
    rest = many.transactions - single.transactions
    found.append(
        f"bytes of a transaction in a block of its own, all in all: {alone / single.transactions:,.0f}"
    )
    found.append(f"bytes of a transaction in a large block, all in all: {all_of_it / rest:,.0f}")
    return found


def _solved(name: str, start: Sample, single: Sample, many: Sample) -> tuple[float, float]:
    """Bytes a transaction, and bytes a block (of the ledger) or a height (of the engine)."""
    first = _step(name, start, single)
    second = _step(name, single, many)
    determinant = first[0] * second[1] - second[0] * first[1]
    each = (first[2] * second[1] - second[2] * first[1]) / determinant
    unit = (first[0] * second[2] - second[0] * first[2]) / determinant
    return each, unit


def _step(name: str, earlier: Sample, later: Sample) -> tuple[int, int, int]:
    """Transactions, units and bytes between two samples."""
    units = later.blocks - earlier.blocks if name == LEDGER else later.heights - earlier.heights
    return later.transactions - earlier.transactions, units, later.size[name] - earlier.size[name]


def _sizes(sample: Sample) -> str:
    sizes = ", ".join(f"{name} {size / 1e6:,.1f} MB" for name, size in sample.size.items())
    there = f"{sample.transactions:,} transactions, {sample.blocks:,} blocks, {sample.heights:,} heights"
    return f"{there}: {sizes}"


def _send_until(relay: Relay, goal: int) -> None:
    """As much as the pool takes, so that blocks are as large as they may be; then wait for the last."""
    while relay.sent < goal:
        waiting = relay.sent - relay.landed()
        if waiting < _BURST:
            relay.send(min(_BURST, goal - relay.sent))
        time.sleep(0.1)
    drain([relay])


def _sample(node: RunningNode, relay: Relay) -> Sample:
    size = {name: bytes_in(node.folder / path) for name, path in PARTS.items()}
    heights = int(node.metrics()["tegata_consensus_height"])
    return Sample(relay.landed(), node.head(), heights, size)


if __name__ == "__main__":
    main()
