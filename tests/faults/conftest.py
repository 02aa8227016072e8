"""One network of four validators for all tests of a worker, whole again at the end of each; and the table."""

from collections.abc import Iterator

import pytest

from tests.faults.cluster import Cluster, running, wait_for
from tests.faults.links import Links
from tests.faults.table import PROPERTY, print_table
from tests.faults.trial import Note, OnTrial, Verdict, trial


@pytest.fixture(scope="session")
def links() -> Iterator[Links]:
    """The wires of the network of four."""
    with Links() as links:
        yield links


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory, links: Links) -> Iterator[Cluster]:
    with running(tmp_path_factory.mktemp("network"), prepare=links.route) as cluster:
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


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Note:
    """Adds a line to the table."""

    def add(verdict: Verdict) -> None:
        request.node.user_properties.append((PROPERTY, verdict.cells()))

    return add


@pytest.fixture
def on_trial(cluster: Cluster, note: Note) -> OnTrial:
    """Puts a fault on trial on the network of four."""
    return lambda fault: trial(cluster, fault, note)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what every fault that was tried has shown."""
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.getreports(kind)]
    lines = [cells for each in reports for name, cells in each.user_properties if name == PROPERTY]
    print_table(terminalreporter, lines)
