"""The demonstration's network in one process: a node, a gateway before it, and a client for each member."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pydantic import SecretBytes

from clients.demo.catalogue import DemoMember, members
from clients.demo.secrets import Secrets
from clients.sdk import Author, Client, Means, SeedBook
from contracts.acts import Domain, address_of
from contracts.addresses import REGISTRY
from contracts.genesis import (
    EmbeddedFront,
    Genesis,
    GenesisGateway,
    GenesisKey,
    GenesisMember,
    GenesisServiceKey,
    RoleName,
)
from contracts.ids import MemberId, UnixTime
from contracts.proofs import Trust
from gateway import Gateway, InProcessTransport, Limits, Settings
from gateway.access.officers import create_officer
from gateway.errors import Conflict
from gateway.signing import GatewaySigner
from ledger_node import Node, SequencerKey, open_node

CHAIN_ID = 743_001
CUSTOMS = MemberId(1)
OFFICER = "kato"
OFFICER_NAME = "KATO Haruka (demonstration)"


@dataclass(frozen=True)
class World:
    """A running network. `url` is the gateway's, and `trust` what its receipts are checked against."""

    url: str
    trust: Trust
    node: Node
    gateway: Gateway
    secrets: Secrets
    folder: Path
    clients: ExitStack

    def client_of(self, member: DemoMember) -> Client:
        """A client signed in as `member`; closed with the world."""
        client = self.clients.enter_context(Client(self.url, trust=self.trust, gateway=CUSTOMS))
        client.sign_in(self.secrets.key_of(member.number))
        return client

    def officer(self) -> Client:
        """A client signed in as the officer."""
        client = self.clients.enter_context(Client(self.url))
        client.sign_in_officer(OFFICER, self.secrets.password)
        return client

    def author(self, member: DemoMember) -> Author:
        """How `member` signs."""
        domain = Domain(CHAIN_ID, REGISTRY, self.secrets.network_id)
        return Author(member.number, self.secrets.key_of(member.number), domain)

    def means(self, member: DemoMember) -> Means:
        """What `member` submits with."""
        return Means(self.author(member), SeedBook(self.folder / "seeds"), now, os.urandom)


def now() -> UnixTime:
    """The machine's clock, in whole seconds."""
    return UnixTime(int(time.time()))


@contextmanager
def running_world(folder: Path, host: str, port: int) -> Iterator[World]:
    """The network in `folder`, founded at its first start, until the block is left. Port 0 takes a free one.

    Raises GatewayNotServing where the address is taken, StoreBusy where another demonstration runs there.
    """
    secrets = Secrets.in_folder(folder, now, os.urandom)
    port = port or free_port(host)
    url = f"http://{host}:{port}"
    key = SequencerKey(secrets.of("sequencer"))
    genesis = make_genesis(secrets, key.public)
    with ExitStack() as closing:
        node = open_node(folder / "node", genesis, key=key)
        closing.callback(node.close)
        transport = InProcessTransport(node.rpc, node.on_block)
        gateway = Gateway(settings_of(folder, secrets, genesis, url), transport)
        closing.callback(gateway.close)
        _open_account(gateway, secrets)
        gateway.serve(host, port)
        clients = closing.enter_context(ExitStack())
        with Client(url) as first:
            trust = first.trust()
        yield World(url, trust, node, gateway, secrets, folder, clients)


def make_genesis(secrets: Secrets, sequencer: bytes) -> Genesis:
    """The genesis of the demonstration's members; customs run the gateway. It names no port."""
    signing = GenesisServiceKey(public_key=GatewaySigner(secrets.of("gateway")).public_key)
    gateway = GenesisGateway(url="http://localhost", signing_key=signing)
    relay = GenesisKey(address=address_of(secrets.of("relay")), purposes=("relay",))
    return Genesis(
        network_id=secrets.network_id,
        chain_id=CHAIN_ID,
        time=secrets.founded,
        front=EmbeddedFront(sequencer=sequencer),
        members=tuple(
            GenesisMember(
                number=member.number,
                name=member.name,
                name_local=member.name_local,
                country=member.country,
                roles=tuple(cast("RoleName", role.name.lower()) for role in member.roles),
                agreements=member.agreements,
                voter=member.number == CUSTOMS,
                keys=(_own_key(secrets, member), *((relay,) if member.number == CUSTOMS else ())),
                gateway=gateway if member.number == CUSTOMS else None,
            )
            for member in members()
        ),
    )


def settings_of(folder: Path, secrets: Secrets, genesis: Genesis, url: str) -> Settings:
    """The gateway's settings."""
    return Settings(
        database_url=f"sqlite:///{folder / 'gateway.db'}",
        member=CUSTOMS,
        public_url=url,
        relay_key=SecretBytes(secrets.of("relay")),
        gateway_key=SecretBytes(secrets.of("gateway")),
        debit_key=SecretBytes(secrets.key_of(CUSTOMS)),
        debit_secret=SecretBytes(secrets.of("administration")),
        genesis=genesis,
        limits=Limits(sign_ins_a_minute=1_000),  # every member signs in from this one address
    )


def free_port(host: str) -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _own_key(secrets: Secrets, member: DemoMember) -> GenesisKey:
    address = address_of(secrets.key_of(member.number))
    return GenesisKey(address=address, purposes=("author", "govern", "access"))


def _open_account(gateway: Gateway, secrets: Secrets) -> None:
    try:
        create_officer(gateway.services.store, OFFICER, OFFICER_NAME, secrets.password)
    except Conflict:
        return  # a demonstration that goes on in its folder has the account already
