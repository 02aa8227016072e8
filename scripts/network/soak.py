"""`make soak`: memory under load. Prints every minute the MiB that each process has, then the slope.

What a process has for itself (anonymous) and the pages of files that it maps stand apart: those of the
ledger's file grow with the ledger, and the kernel takes them back when it needs room. A node remembers the
last 4,096 transactions, 16,384 digests and up to 32,768 nodes of the state: the transactions before the first
minute take those places.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import linear_regression

from scripts.network.anchors import Relay, drain, keep_busy, relays_of
from scripts.network.running import Held, RunningNode, held_bytes, network

MINUTE = 60.0
SETTLING_SHARE = 1 / 3
"""Of the minutes: what is not yet steady then is left out of the slope."""

FILE = Path("build") / "soak.json"
_MIB = 1 << 20
_WAITING = 512
"""Of each relay, while caches are filled."""

Series = dict[str, list[Held]]
"""Process → what it had, minute by minute."""


def main() -> None:
    """Load a network for so many minutes, and show what its processes hold."""
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--rate", type=float, default=5.0, help="transactions a second, of all members")
    parser.add_argument("--warm-up", type=int, default=5_000, help="transactions before the first minute")
    parser.add_argument("--validators", type=int, default=4)
    options = parser.parse_args()
    with network(options.validators) as (genesis, nodes):
        relays = relays_of(genesis, nodes)
        _warm_up(relays, options.warm_up)
        series: Series = {name: [] for node in nodes for name, _ in _named(node)}
        print("MiB of each process, its own + mapped", flush=True)
        print("minute " + " ".join(f"{name:>13}" for name in series) + "   height    landed", flush=True)
        for minute in range(options.minutes + 1):
            _sample(nodes, series)
            _print_minute(minute, series, nodes[0].head(), sum(relay.landed() for relay in relays))
            if minute < options.minutes:
                _load(relays, options.rate, MINUTE)
        landed = drain(relays)
    _print_slopes(series)
    FILE.write_text(json.dumps({"landed": landed, "rate": options.rate, "bytes": series}) + "\n", "utf-8")


def slope(samples: Sequence[float]) -> float:
    """Growth an hour of samples a minute apart, by least squares, the first third left out."""
    steady = samples[int(len(samples) * SETTLING_SHARE) :]
    return linear_regression(range(len(steady)), steady).slope * 60 if len(steady) > 1 else 0.0


def _warm_up(relays: Sequence[Relay], count: int) -> None:
    """As many transactions as the caches of a node hold, as fast as they are taken."""
    for landed in keep_busy(relays, _WAITING, float("inf")):
        if landed >= count:
            drain(relays)
            return


def _load(relays: Sequence[Relay], rate: float, seconds: float) -> None:
    """Send at an even rate, one relay after the other."""
    start, sent = time.monotonic(), 0
    while (passed := time.monotonic() - start) < seconds:
        due = int(passed * rate)
        for number in range(sent, due):
            relays[number % len(relays)].send(1)
        sent = due
        time.sleep(0.5 / rate)


def _named(node: RunningNode) -> list[tuple[str, int]]:
    number = node.settings.name.removeprefix("member-")
    return [(f"{what} {number}", pid) for what, pid in node.processes().items() if what != "readers"]


def _sample(nodes: Sequence[RunningNode], series: Series) -> None:
    for node in nodes:
        for name, pid in _named(node):
            series[name].append(held_bytes(pid))


def _print_minute(minute: int, series: Series, height: int, landed: int) -> None:
    last = (samples[-1] for samples in series.values())
    values = " ".join(f"{f'{each.own / _MIB:.1f} + {each.mapped / _MIB:.0f}':>13}" for each in last)
    print(f"{minute:>6} {values} {height:>8} {landed:>9}", flush=True)


def _print_slopes(series: Series) -> None:
    own = ([each.own / _MIB for each in samples] for samples in series.values())
    values = " ".join(f"{slope(samples):>+13.2f}" for samples in own)
    print(f"MiB/h  {values}   (its own, the first third left out)", flush=True)


if __name__ == "__main__":
    main()
