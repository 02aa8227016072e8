"""Validators that pause, are away for long, are started anew one by one: the others go on, they catch up."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contracts.genesis import GenesisLimits
from ledger_node.operations.settings import FILE, render_settings
from tests.faults.cluster import Cluster, Member, running, send, wait_for
from tests.faults.trial import Note, OnTrial, trial

pytestmark = [pytest.mark.xdist_group("validators"), pytest.mark.long]

AWAY_BLOCKS = 1_000
PROPOSE_MILLISECONDS = 500
GAS_OF_ONE = 200_000
"""Room for one anchoring: so each makes a block of its own."""


@contextmanager
def paused(*members: Member) -> Iterator[None]:
    """Nodes and their engines stand still; their connections stay."""
    processes = [pid for each in members for pid in (each.pid(), each.engine_pid()) if pid is not None]
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in processes:
            os.kill(pid, signal.SIGCONT)


def test_one_that_pauses_is_not_waited_for(cluster: Cluster, on_trial: OnTrial) -> None:
    with on_trial("one of four pauses (SIGSTOP)") as trial:
        later = cluster.wallet(4)
        trial.load(1, 2)
        trial.anchored()
        with paused(cluster.members[3]):
            trial.anchored(5)
        trial.over(cluster.members[3], later)


def test_without_a_quorum_all_wait_and_with_it_they_go_on(cluster: Cluster, on_trial: OnTrial) -> None:
    one, _, *gone = cluster.members
    with on_trial("quorum lost (two of four killed), one back") as trial:
        later = cluster.wallet(2)
        trial.load(1)
        trial.anchored()
        for member in gone:
            member.kill(signal.SIGKILL)
        wait_for(lambda: "quorum.lost" in one.findings(), "the doctor says so")
        gone[0].start()
        trial.over(one, later)
        trial.anchored()
        gone[1].start()
        wait_for(gone[1].is_ready, "the other is back too", 120)


def test_all_are_started_anew_one_by_one_under_load(cluster: Cluster, on_trial: OnTrial) -> None:
    with on_trial("rolling restart of all four under load") as trial:
        trial.load(1, 2, 3)
        trial.anchored()
        for member in cluster.members:
            member.kill(signal.SIGTERM)
            trial.anchored(2, without=member)
            member.start()
            wait_for(member.is_ready, f"{member.name} is back", 120)
        trial.over(cluster.members[3], cluster.wallet(4))


def _wait_less(member: Member) -> None:
    """Every fourth block is first waited for from the one that is away: let that be short, not 3 s."""
    engine = member.settings.engine.model_copy(update={"propose_milliseconds": PROPOSE_MILLISECONDS})
    member.settings = member.settings.model_copy(update={"engine": engine})
    (member.folder / FILE).write_text(render_settings(member.settings), encoding="utf-8")


def _passes(member: Member, height: int) -> None:
    wait_for(lambda: member.head() > height, f"the others go on after block {height}", 120)


def test_one_that_was_away_for_a_thousand_blocks_fetches_them(tmp_path: Path, note: Note) -> None:
    one_each = GenesisLimits(transaction_gas=GAS_OF_ONE, block_gas=GAS_OF_ONE, member_block_gas=GAS_OF_ONE)
    with (
        running(tmp_path, limits=one_each, prepare=_wait_less) as cluster,
        trial(cluster, "one was away for 1,000 blocks", note) as one,
    ):
        first, *_, away = cluster.members
        later, burst = cluster.wallet(4), cluster.wallet(2)
        one.load(1)
        one.anchored()
        away.kill(signal.SIGTERM)
        goal = first.head() + AWAY_BLOCKS
        send(cluster.members[1], burst, AWAY_BLOCKS)
        while (height := first.head()) < goal:
            _passes(first, height)
        away.start()
        one.over(first, later)
        head = first.head()
        wait_for(away.is_ready, "it is back", 900)
        wait_for(lambda: away.head() >= head, "it has them all", 900)
