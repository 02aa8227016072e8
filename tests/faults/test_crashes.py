"""A validator that dies at any point of a commit, or whose engine does, comes back to the same chain."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.cluster import DEADLINE, Cluster, Member, receipt, running, send, wait_for

pytestmark = pytest.mark.xdist_group("validators")

POINTS = ("finalized", "before_commit", "writing", "after_commit")
ENGINE_POINTS = 11
"""CometBFT's own fail points in a height, as FAIL_TEST_INDEX counts them: before each of the node's two votes
is handled, five about the decided block in `finalizeCommit`, four in `ApplyBlock`."""


def start_to_fail(member: Member, point: str, after: int) -> None:
    """Start the node so that it kills itself at the `after`-th passage of a point."""
    script = "from tests.faults.crashing_validator import main; main()"
    member.run(script, str(member.folder), point, str(after))


def survives(cluster: Cluster, member: Member, fail: Callable[[], None]) -> None:
    """Blocks are made, the node fails and is started again; what had a receipt is there, and it goes on."""
    wallet = cluster.wallet(1)
    acknowledged = send(member, wallet, 3)
    kept = {sent: receipt(member, sent)["blockHash"] for sent in acknowledged}
    member.kill(signal.SIGTERM)
    fail()
    member.start()
    wait_for(member.is_ready, "ready again")
    for sent, block_hash in kept.items():
        assert receipt(member, sent)["blockHash"] == block_hash
    wallet = cluster.wallet(1)
    assert receipt(member, send(member, wallet)[0])["status"] == "0x1"


def end(member: Member) -> None:
    assert member.process is not None
    assert member.process.wait(DEADLINE) == -signal.SIGKILL
    member.process = None
    wait_for(lambda: member.engine_pid() is None, "the engine ends with its node")


@pytest.mark.crash
@pytest.mark.long
def test_a_validator_that_is_killed_at_any_point_of_a_commit_goes_on(tmp_path: Path) -> None:
    with running(tmp_path, validators=1) as cluster:
        (member,) = cluster.members
        for point in POINTS:

            def fail(point: str = point) -> None:
                start_to_fail(member, point, after=1)
                wait_for(member.answers, "the node answers")
                member.post("eth_sendRawTransaction", "0x" + cluster.wallet(1).anchor().hex())
                end(member)

            survives(cluster, member, fail)


@pytest.mark.crash
@pytest.mark.long
def test_an_engine_that_dies_at_any_of_its_own_fail_points_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(tmp_path, validators=1) as cluster:
        (member,) = cluster.members
        for index in range(ENGINE_POINTS):

            def fail(index: int = index) -> None:
                monkeypatch.setenv("FAIL_TEST_INDEX", str(index))
                member.start()
                monkeypatch.delenv("FAIL_TEST_INDEX")
                wait_for(member.answers, "the node answers")
                member.post("eth_sendRawTransaction", "0x" + cluster.wallet(1).anchor().hex())
                wait_for(lambda: member.metrics().get("tegata_engine_restarts_total"), "the engine died")
                member.kill(signal.SIGKILL)
                wait_for(lambda: member.engine_pid() is None, "the engine ends with its node")

            survives(cluster, member, fail)
