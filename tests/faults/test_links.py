"""Networks that are cut and slow: no byte passes between two sides, or every byte comes late."""

import pytest

from tests.faults.cluster import Cluster, receipt, send, wait_for
from tests.faults.links import Links
from tests.faults.trial import OnTrial

pytestmark = pytest.mark.xdist_group("validators")

SLOW_SECONDS = 0.15
"""Each way: a round trip of 300 ms, as between Tokyo and Rotterdam over a poor line."""


def test_halves_decide_nothing_alone_and_go_on_together(
    cluster: Cluster, links: Links, on_trial: OnTrial
) -> None:
    one, two, three, four = cluster.members
    with on_trial("cut in halves, 2 and 2") as trial:
        later, cut_off = cluster.wallet(2), cluster.wallet(4)
        trial.load(1, 3)
        trial.anchored()
        with links.cut([one, two], [three, four]):
            (waiting,) = send(four, cut_off)
            wait_for(
                lambda: any("quorum.lost" in member.findings() for member in cluster.members),
                "the doctor says that there is no quorum",
            )
            assert four.call("eth_getTransactionReceipt", waiting) is None
        trial.over(two, later)
        assert receipt(one, waiting)["status"] == "0x1"
        trial.anchored()


@pytest.mark.long
def test_one_that_is_cut_off_stands_still_while_three_go_on(
    cluster: Cluster, links: Links, on_trial: OnTrial
) -> None:
    one, *others = cluster.members
    with on_trial("one of four cut off") as trial:
        later, cut_off = cluster.wallet(4), cluster.wallet(1)
        trial.load(2, 3)
        trial.anchored()
        with links.cut([one], others):
            (waiting,) = send(one, cut_off)
            trial.anchored(8)
            assert one.call("eth_getTransactionReceipt", waiting) is None
        trial.over(one, later)
        receipt(one, waiting)


@pytest.mark.long
def test_over_slow_lines_blocks_come_later_and_nothing_else_changes(
    cluster: Cluster, links: Links, on_trial: OnTrial
) -> None:
    with on_trial(f"slow lines, {2_000 * SLOW_SECONDS:.0f} ms there and back") as trial:
        later = cluster.wallet(4)
        trial.load(1, 2)
        with links.slowed(SLOW_SECONDS):
            trial.anchored(5)
        trial.over(cluster.members[3], later)
