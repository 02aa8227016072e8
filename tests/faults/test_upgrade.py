"""Rules of execution that begin at a block the members voted for, while clients go on."""

import signal
import time
from pathlib import Path
from typing import Any

import pytest

from contracts.acts.governance import SetParameter, parameter_name
from contracts.ids import UnixTime
from ledger_node.fronts.cometbft import EngineClient
from ledger_node.operations.founding import Plan, found_network
from tests.faults.cluster import Cluster, Member, free_ports, receipt, require_engine, send, wait_for
from tests.faults.governing import FIRST, decide
from tests.faults.trial import Note, trial

pytestmark = pytest.mark.xdist_group("validators")

NEXT = "from tests.faults.next_version import main; main()"
AHEAD = 40
"""Blocks from the vote to the rules, about."""


def upgrade(member: Member) -> None:
    """Stop a node as its operator does, and start it with the next version of the software."""
    if member.process is not None:
        member.kill(signal.SIGTERM)
    run_next(member)
    wait_for(member.is_ready, f"{member.name} is back", 240)


def run_next(member: Member) -> None:
    member.run(NEXT, "node", "run", "--data", str(member.folder), "--json")


def header(member: Member, height: int) -> dict[str, Any]:
    """The header that the engine has at a height of consensus."""
    found = EngineClient(f"http://{member.settings.engine.rpc}").call("header", height=str(height))
    return dict(found["header"])


def versions(member: Member, height: int) -> int:
    """The version in that header."""
    return int(header(member, height)["version"]["app"])


def first_with_hash_of(member: Member, height: int) -> int:
    """The first height of consensus whose header has the app hash of that at `height`.

    Consensus may go on without a block, and any header with a block's hash makes it final.
    """
    found = header(member, height)["app_hash"]
    while header(member, height - 1)["app_hash"] == found:
        height -= 1
    return height


def decide_new_rules(cluster: Cluster, height: int) -> None:
    """The council's vote: version 2 from block `height` on."""
    closes = UnixTime(int(time.time()) + 86_400)
    decide(cluster, SetParameter(FIRST, parameter_name("app_version"), 2, height, closes))


def assert_versions_change_before(cluster: Cluster, height: int) -> None:
    """On every node version 2 begins at the engine's height that makes the block before `height` final."""
    first = cluster.members[0]
    final = int(first.call("tegata_finality", hex(height - 1))["finality"]["height"])
    begins = first_with_hash_of(first, final)
    for member in cluster.members:
        assert [versions(member, each) for each in (begins - 1, begins)] == [1, 2]


@pytest.mark.long
def test_new_rules_begin_at_their_block_and_a_node_that_does_not_know_them_stops_until_it_does(
    tmp_path: Path, note: Note
) -> None:
    require_engine()
    found_network(tmp_path / "net", Plan(4, base_port=free_ports(40)), int(time.time()))
    cluster = Cluster(tmp_path / "net")
    first, second, third, late = cluster.members
    try:
        run_next(first)
        for member in (second, third, late):
            member.start()
        for member in cluster.members:
            wait_for(member.is_ready, f"{member.name} ready", 240)
        with trial(cluster, "rolling upgrade to new rules at a voted height, one of four late", note) as one:
            later = cluster.wallet(4)
            upgrade(second)
            height = first.head() + AHEAD
            decide_new_rules(cluster, height)
            told = f"block {height}"
            wait_for(lambda: told in late.findings().get("upgrade.due", ""), "the late one is told")
            assert "upgrade.due" not in first.findings(), "it knows them"
            one.load(1, 2)
            upgrade(third)
            wait_for(lambda: first.head() > height, "blocks under the new rules", 240)
            wait_for(lambda: "node.failed" in late.findings(), "the late one stops", 120)
            assert "expected 1 at most, found 2. Install the version" in late.findings()["node.failed"]
            wait_for(lambda: "upgrade.missed" in late.findings(), "and says what was missed")
            assert late.head() == height - 1 and not late.is_ready()
            late.kill(signal.SIGTERM)
            run_next(late)
            wait_for(late.is_ready, "the late one is back", 240)
            one.over(late, later)
            wait_for(lambda: late.findings() == {}, "nothing is found any more")
        assert_versions_change_before(cluster, height)
        receipt(late, send(first, cluster.wallet(1))[0])
    except BaseException:
        print(*(member.log() for member in cluster.members), sep="\n")
        raise
    finally:
        cluster.close()
