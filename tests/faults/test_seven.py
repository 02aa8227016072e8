"""Seven validators: two may be away, no half of them is a quorum."""

import signal
from pathlib import Path

import pytest

from tests.faults.cluster import START_SECONDS, running, wait_for
from tests.faults.links import Links
from tests.faults.trial import Note, trial

pytestmark = [pytest.mark.xdist_group("validators"), pytest.mark.long]


def test_seven_go_on_without_two_and_wait_when_they_are_cut_in_halves(tmp_path: Path, note: Note) -> None:
    with Links() as links, running(tmp_path, validators=7, prepare=links.route) as cluster:
        members = cluster.members
        with trial(cluster, "seven: two killed", note) as one:
            later = cluster.wallet(3)
            one.load(1, 2)
            one.anchored()
            for member in members[5:]:
                member.kill(signal.SIGKILL)
            one.anchored(3)
            for member in members[5:]:
                member.start()
            one.over(members[2], later)
            for member in members[5:]:
                wait_for(member.is_ready, f"{member.name} is back", START_SECONDS)
        with trial(cluster, "seven: cut in 3 and 4", note) as one:
            later = cluster.wallet(3)
            one.load(1, 7)
            one.anchored()
            with links.cut(members[:3], members[3:]):
                wait_for(
                    lambda: any("quorum.lost" in member.findings() for member in members),
                    "the doctor says that there is no quorum",
                )
            one.over(members[2], later)
            one.anchored()
