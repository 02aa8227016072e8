"""One network of four validators for all tests of a worker, whole again at the end of each."""

from collections.abc import Iterator

import pytest

from tests.faults.cluster import Cluster, running, wait_for


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running(tmp_path_factory.mktemp("network")) as cluster:
        yield cluster


@pytest.fixture
def cluster(network: Cluster) -> Iterator[Cluster]:
    """The module's network, with every node running before and after."""
    yield network
    for member in network.members:
        if member.process is None:
            member.start()
    try:
        for member in network.members:
            wait_for(
                lambda member=member: member.is_ready() and not member.findings(), "a whole network", 120
            )
    except AssertionError:
        print(*((member.name, member.findings()) for member in network.members), sep="\n")
        print(*(member.log() for member in network.members), sep="\n")
        raise
