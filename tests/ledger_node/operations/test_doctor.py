"""Each cause that keeps a chain from advancing has its sentence, and a node that is well has none."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.ids import BlockHeight
from ledger_node.governing import Upgrade
from ledger_node.operations.doctor import diagnose
from ledger_node.operations.metrics import render_metrics
from ledger_node.operations.observing import EngineView, Observation, Round, Voter

NOW = 1_790_000_000.0
OWN, PEERS = "A" * 40, (("member-2", "2" * 40), ("member-3", "3" * 40), ("member-4", "4" * 40))
VOTERS = (Voter(OWN, 10), *(Voter(letter * 40, 10) for letter in "BCD"))
ENGINE = EngineView(
    height=20,
    catching_up=False,
    peers=frozenset(identity for _, identity in PEERS),
    validators=VOTERS,
    round=Round(21, 0, 2),
    mempool=0,
    clock_ahead=0.01,
)
WELL = Observation(
    time=NOW,
    name="member-1",
    failure=None,
    engine_trouble=None,
    engine_restarts=0,
    engine=ENGINE,
    block_height=9,
    block_time=int(NOW) - 100,
    consensus_height=20,
    consensus_time=int(NOW) - 99,
    step_seconds=60.0,
    executions=9,
    misdeeds=0,
    waiting=3,
    capacity=16_384,
    disk_free=1 << 40,
    disk_total=1 << 41,
    store_bytes=1 << 20,
    validator=OWN,
    peers=PEERS,
    relays=(("0x" + "11" * 20, True),),
)


def engine(**changes: Any) -> Observation:
    return replace(WELL, engine=replace(ENGINE, **changes))


def codes(seen: Observation) -> list[str]:
    return [finding.code for finding in diagnose(seen)]


def test_a_node_that_is_well_has_no_findings() -> None:
    assert diagnose(WELL) == []


ONLY_TWO = frozenset({"2" * 40})
CAUSES = {
    "the node stopped": (replace(WELL, failure="the disk is full"), "node.failed", "the disk is full"),
    "the engine keeps ending": (
        replace(WELL, engine=None, engine_trouble="a port is taken"),
        "engine.trouble",
        "a port is taken",
    ),
    "the engine is silent": (replace(WELL, engine=None), "engine.silent", "engine.log"),
    "blocks are being fetched": (engine(catching_up=True), "engine.catching_up", "wait"),
    "too few are connected": (engine(peers=ONLY_TWO), "quorum.lost", "20 of 40 votes"),
    "too few vote": (
        replace(engine(round=Round(21, 0, 4, (True, False, True, False))), step_seconds=9),
        "quorum.lost",
        "20 of 40 votes",
    ),
    "a peer is away": (engine(peers=ENGINE.peers - {"3" * 40}), "peer.unreachable", "member-3"),
    "the clock is ahead": (engine(clock_ahead=9.0), "clock.off", "9 s ahead of"),
    "the clock is behind": (replace(WELL, consensus_time=int(NOW) + 30), "clock.off", "30 s behind"),
    "the disk is nearly full": (replace(WELL, disk_free=100 << 20), "disk.full", "100 MiB"),
    "the ledger is behind its engine": (replace(WELL, consensus_height=12), "app.behind", "12"),
    "the key is in no set": (engine(validators=VOTERS[1:]), "validator.absent", OWN),
    "unknown rules are to come": (
        replace(WELL, upgrade=Upgrade(2, BlockHeight(20))),
        "upgrade.due",
        "version 2 begin at block 20",
    ),
    "unknown rules hold": (replace(WELL, upgrade=Upgrade(2, BlockHeight(10))), "upgrade.missed", "version 2"),
    "too much waits": (replace(WELL, waiting=16_000), "mempool.full", "16000 of at most 16384"),
    "a relay is not admitted": (replace(WELL, relays=(("0xab", False),)), "relay.not_admitted", "0xab"),
}


@pytest.mark.parametrize(("seen", "code", "says"), CAUSES.values(), ids=CAUSES)
def test_a_cause_has_its_sentence(seen: Observation, code: str, says: str) -> None:
    findings = {finding.code: finding.sentence for finding in diagnose(seen)}
    assert says in findings[code]
    assert code not in codes(WELL)


def test_what_stops_the_node_comes_first() -> None:
    seen = replace(engine(peers=ONLY_TWO), disk_free=0)
    assert codes(seen) == ["quorum.lost", "peer.unreachable", "peer.unreachable", "disk.full"]


@pytest.mark.parametrize(
    "seen",
    [
        engine(peers=ENGINE.peers - {"3" * 40}),
        replace(engine(round=Round(21, 0, 4, (True, False, False, False))), step_seconds=3),
        replace(engine(round=Round(21, 0, 4, (True, True, True, False))), step_seconds=9),
    ],
    ids=["three of four are there", "the round has just begun", "three of four vote"],
)
def test_a_quorum_that_is_there_is_not_missed(seen: Observation) -> None:
    assert "quorum.lost" not in codes(seen)


def test_metrics_are_as_prometheus_reads_them() -> None:
    lines = render_metrics(WELL).splitlines()
    figures = dict(line.split() for line in lines if not line.startswith("#"))
    assert figures["tegata_block_height"] == "9"
    assert figures["tegata_voting_power"] == "10"
    assert figures["tegata_engine_up"] == "1"
    for name in figures:
        assert (
            f"# TYPE {name} {'counter' if name.endswith('_total') and 'power' not in name else 'gauge'}"
            in lines
        )
        assert any(line.startswith(f"# HELP {name} ") for line in lines)
    assert "tegata_engine_up 0" in render_metrics(replace(WELL, engine=None))
