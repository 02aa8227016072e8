"""A network of real processes for the journeys: a node, a gateway, and people with keys of their own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clients.demo import Consignment, consignments, members
from clients.keystore import Keystore
from contracts.genesis import (
    EmbeddedFront,
    Genesis,
    GenesisGateway,
    GenesisKey,
    GenesisMember,
    GenesisServiceKey,
    render,
)
from contracts.ids import unhex
from gateway.access.officers import create_officer
from gateway.store import open_store
from tests.journeys.parties import PASSWORD, RUN, Party

if TYPE_CHECKING:
    from tests.journeys.countries import Countries

TAKING_PART = (
    "japan-customs",
    "viet-nam-issuing-body",
    "hoa-sen-garment",
    "truong-son-industries",
    "minato-apparel",
    "kurashi-living",
    "blue-heron-line",
)
OFFICER = "kato"
CHEAP = 1 << 10
"""scrypt's work for the keys of these tests; the command's own takes a second."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs the journeys, which share their network; another may run the demonstration."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            group = "demonstration" if item.path.stem == "test_demo" else "journeys"
            item.add_marker(pytest.mark.xdist_group(group))


@dataclass(frozen=True)
class Network:
    """A running network; `parties` by the names of the demonstration's members."""

    url: str
    parties: dict[str, Party]
    node: str
    operator: Party
    genesis: Path

    def party(self, slug: str) -> Party:
        return self.parties[slug]

    def officer(self, home: Path) -> Party:
        """A customs officer, who has an account and no key."""
        return Party(self.parties["japan-customs"].number, home, self.url)


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    folder = tmp_path_factory.mktemp("network")
    operator = Party(1, folder / "operator")
    parties, addresses = {}, {}
    for member in members():
        if member.slug in TAKING_PART:
            parties[member.slug] = Party(member.number, folder / member.slug)
            addresses[member.slug] = new_key(parties[member.slug], "main")
    relay = new_key(operator, "relay")
    sequencer = operator.does("node", "init", "--data", folder / "node")["sequencer"]
    signing = operator.does("gateway", "init", "--signing-key", folder / "gateway.key")["public_key"]
    genesis = folder / "genesis.json"
    genesis.write_text(render(genesis_of(addresses, relay, sequencer, signing)), "utf-8")
    database = f"sqlite:///{folder / 'gateway.db'}"
    with ExitStack() as running:
        node = running.enter_context(
            serving(operator, "node", "run", "--data", folder / "node", "--genesis", genesis, "--port", "0")
        )
        store = open_store(database)
        create_officer(store, OFFICER, "加藤", PASSWORD)
        store.close()
        port = free_port()
        url = running.enter_context(
            serving(
                operator,
                *("gateway", "run", "--database", database, "--member", "1", "--genesis", genesis),
                *("--node", node, "--relay-key", "relay", "--signing-key", folder / "gateway.key"),
                *("--port", str(port), "--public-url", f"http://127.0.0.1:{port}"),
            )
        )
        joined = {slug: replace(party, gateway=url) for slug, party in parties.items()}
        joined["japan-customs"].does("trust", "init")
        trust = (joined["japan-customs"].home / "trust.json").read_bytes()
        for party in joined.values():
            (party.home / "trust.json").write_bytes(trust)
        yield Network(url, joined, node, operator, genesis)


@pytest.fixture(scope="session")
def countries(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Countries"]:
    from tests.journeys.countries import two_countries  # what it is made of stands here

    with two_countries(tmp_path_factory.mktemp("countries")) as running:
        yield running


def new_key(party: Party, name: str) -> bytes:
    """The address of a new key in the party's keystore, cheap to open: a command opens it each time."""
    keystore = Keystore(party.home / "keys", work=CHEAP)
    return keystore.add(name, os.urandom(32), PASSWORD).address


def genesis_of(addresses: dict[str, bytes], relay: bytes, sequencer: str, signing: str) -> Genesis:
    """A genesis of the members that take part; customs runs the gateway that relays."""

    key = GenesisServiceKey(public_key=unhex(signing, 32))
    gateway = GenesisGateway(url="http://127.0.0.1", signing_key=key)

    def founding(member: Any) -> GenesisMember:
        keys = [GenesisKey(address=addresses[member.slug], purposes=("author", "access", "govern"))]
        if member.slug == "japan-customs":
            keys.append(GenesisKey(address=relay, purposes=("relay",)))
        return GenesisMember(
            number=member.number,
            name=member.name,
            name_local=member.name_local,
            country=member.country,
            roles=tuple(role.name.lower() for role in member.roles),
            agreements=member.agreements,
            keys=tuple(keys),
            gateway=gateway if member.slug == "japan-customs" else None,
        )

    taking_part = tuple(founding(member) for member in members() if member.slug in addresses)
    return Genesis(
        network_id=os.urandom(32),
        chain_id=743_001,
        time=int(time.time()),
        front=EmbeddedFront(sequencer=unhex(sequencer, 32)),
        members=taking_part,
    )


@contextmanager
def serving(party: Party, *arguments: str | Path) -> Iterator[str]:
    """The address that a serving command says, while it runs."""
    command = [sys.executable, "-c", RUN, *map(str, arguments), "--json"]
    process = subprocess.Popen(command, env=party.environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        text = ""
        while not text.strip().endswith("}"):
            line = process.stdout.readline()
            assert line, f"{arguments[0]} ended with {process.wait(10)}"
            text += line
        yield json.loads(text)["url"]
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def garments() -> Consignment:
    return named("viet-nam-garments")


@pytest.fixture(scope="session")
def plywood() -> Consignment:
    return named("viet-nam-plywood")


def named(slug: str) -> Consignment:
    return next(consignment for consignment in consignments() if consignment.slug == slug)


def hand_in(network: Network, consignment: Consignment) -> dict[str, list[str]]:
    """Every document of the consignment, handed in by whom it is theirs: file name → ids of its records."""
    audience = tuple(network.party(slug).number for slug in consignment.audience)
    return {
        submission.file.name: network.party(submission.member).submits(
            submission.file, audience=audience, record=submission.record
        )
        for submission in consignment.submissions
    }


@pytest.fixture(scope="session")
def garments_handed_in(network: Network, garments: Consignment) -> dict[str, list[str]]:
    return hand_in(network, garments)


@pytest.fixture(scope="session")
def plywood_handed_in(network: Network, plywood: Consignment) -> dict[str, list[str]]:
    return hand_in(network, plywood)
