"""How fast four validators on this machine anchor, as long as it is asked for."""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.network.anchors import Relay, drain, keep_busy, relays_of
from scripts.network.running import RunningNode, cpu_seconds, network

VALIDATORS = 4
SECONDS = 300.0
WARM_UP_SECONDS = 10.0
WAITING = 256
"""Transactions of each relay on their way at a time."""


@dataclass(frozen=True)
class Rate:
    """What was sustained."""

    a_second: float
    """Transactions that landed, by the clock."""
    cpu_milliseconds: float
    """CPU time of a transaction, of all nodes and engines together."""
    blocks: int
    executed_again: int
    """Executions beyond one of each block on each node."""

    @property
    def line(self) -> str:
        """What the figure alone does not say."""
        alone = 2_000 / self.cpu_milliseconds
        return (
            f"{self.blocks} blocks; {self.cpu_milliseconds:.1f} ms of CPU a transaction on all four nodes, "
            f"so at most {alone:.0f}/s on two cores that do nothing else"
        )


def asked_seconds() -> float:
    """How long to measure: `--seconds`, five minutes by default."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=SECONDS)
    return float(parser.parse_args().seconds)


def sustained(seconds: float, packed: int = 1, records: int = 1) -> Rate:
    """Keep every relay busy for so long; what landed in it. Raises RuntimeError if the nodes disagree."""
    with network(VALIDATORS) as (genesis, nodes):
        relays = relays_of(genesis, nodes, packed, records)
        waiting = max(1, WAITING // packed)
        for _ in keep_busy(relays, waiting, WARM_UP_SECONDS):
            pass
        before, began, cpu = _landed(relays), time.monotonic(), _cpu(nodes)
        for _ in keep_busy(relays, waiting, seconds):
            pass
        landed, passed, used = _landed(relays) - before, time.monotonic() - began, _cpu(nodes) - cpu
        drain(relays)
        return Rate(landed / passed, 1_000 * used / landed, *_blocks(nodes))


def _landed(relays: Sequence[Relay]) -> int:
    return sum(relay.landed() for relay in relays)


def _cpu(nodes: Sequence[RunningNode]) -> float:
    return sum(cpu_seconds(pid) for node in nodes for pid in node.processes().values())


def _blocks(nodes: Sequence[RunningNode]) -> tuple[int, int]:
    """The ledger's height on all nodes, and how many executions were one too many."""
    height = max(node.head() for node in nodes)
    hashes = set()
    for node in nodes:
        while node.head() < height:
            time.sleep(0.05)
        hashes.add(node.call("eth_getBlockByNumber", hex(height), False)["hash"])
    if len(hashes) > 1:
        raise RuntimeError(f"the nodes disagree at height {height}: {', '.join(sorted(hashes))}")
    executed = sum(node.metrics()["tegata_executions_total"] for node in nodes)
    return height, round(executed) - height * len(nodes)
