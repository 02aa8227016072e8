"""Two countries on one network of validators: each with its node, its gateway and its people."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from contracts.genesis import (
    CometBftFront,
    Genesis,
    GenesisGateway,
    GenesisKey,
    GenesisMember,
    GenesisServiceKey,
    render,
)
from contracts.ids import hex0x, unhex
from ledger_node.operations.founding import Plan, make_founders, write_folder
from tests.faults.cluster import Cluster, free_ports, started
from tests.journeys.conftest import free_port, new_key, serving
from tests.journeys.parties import Party

JAPAN, VIET_NAM, EXPORTER, CARRIER = 1, 11, 21, 31
MEMBERS: dict[int, dict[str, Any]] = {
    JAPAN: {"country": "JP", "roles": ("customs",)},
    VIET_NAM: {"country": "VN", "roles": ("issuing_body", "customs"), "agreements": ("RCEP", "JP-VN")},
    EXPORTER: {"country": "VN", "roles": ("exporter",)},
    CARRIER: {"country": "SG", "roles": ("carrier",)},
}
"""Each runs a validator; the first two run a gateway too. Here Viet Nam's customs issue certificates."""


@dataclass(frozen=True)
class GatewaySeat:
    """Where a member's gateway is, or will be, and the files with its keys."""

    port: int
    signing: Path
    payload: Path
    debits: Path
    public: GenesisGateway

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Countries:
    """The running network; a party's gateway is its own, or for those without one that of Viet Nam."""

    cluster: Cluster
    parties: dict[int, Party]

    @property
    def japan(self) -> Party:
        return self.parties[JAPAN]

    @property
    def viet_nam(self) -> Party:
        return self.parties[VIET_NAM]


def at(party: Party, host: Party) -> Party:
    """The same person, at the gateway of another member."""
    return replace(party, gateway=host.gateway, extra={**party.extra, "TEGATA_MEMBER": str(host.number)})


@contextmanager
def two_countries(folder: Path) -> Iterator[Countries]:
    """Four validators, and the gateways of Japan and of Viet Nam, each before its own node."""
    parties = {number: Party(number, folder / "homes" / str(number)) for number in MEMBERS}
    keys = {number: (new_key(party, "main"), new_key(party, "relay")) for number, party in parties.items()}
    seats = {number: seat_of(parties[number], folder) for number in (JAPAN, VIET_NAM)}
    network = folder / "network"
    found(network, [founding(number, keys[number], seats.get(number)) for number in MEMBERS], keys)
    with started(network) as cluster, ExitStack() as running:
        joined = {}
        for number, party in parties.items():
            host = number if number in seats else VIET_NAM
            extra = {"TEGATA_MEMBER": str(host), "TEGATA_KEY": "main"}
            joined[number] = replace(party, gateway=seats[host].url, extra=extra)
        for number, seat in seats.items():
            node = next(each for each in cluster.members if each.name == f"member-{number}")
            rpc = f"http://{node.settings.json_rpc}"
            running.enter_context(gateway_of(joined[number], seat, network / "genesis.json", rpc))
        for party in joined.values():
            party.does("trust", "init")
        yield Countries(cluster, joined)


def seat_of(party: Party, folder: Path) -> GatewaySeat:
    """A gateway's keys, made as its operator does, and a port for it."""
    signing, payload, debits = (
        folder / f"{party.number}.{name}" for name in ("signing", "payload", "debits")
    )
    made = party.does("gateway", "init", "--signing-key", signing, "--payload-key", payload)
    debits.write_text(os.urandom(32).hex(), "ascii")
    port = free_port()
    public = GenesisGateway(
        url=f"http://127.0.0.1:{port}",
        signing_key=GenesisServiceKey(public_key=unhex(made["public_key"], 32)),
        payload_key=GenesisServiceKey(public_key=unhex(made["payload_public_key"], 32)),
    )
    return GatewaySeat(port, signing, payload, debits, public)


def founding(number: int, keys: tuple[bytes, bytes], seat: GatewaySeat | None) -> GenesisMember:
    """A member as the genesis names it: one key for what it says, one that pays for its transactions."""
    main, relay = keys
    own = (
        GenesisKey(address=main, purposes=("author", "access", "govern")),
        GenesisKey(address=relay, purposes=("relay",)),
    )
    gateway = seat.public if seat else None
    return GenesisMember(
        number=number, name=f"Member {number}", voter=True, keys=own, gateway=gateway, **MEMBERS[number]
    )


def found(folder: Path, members: Sequence[GenesisMember], keys: dict[int, tuple[bytes, bytes]]) -> None:
    """A folder for each member's node, as `tegata network create` makes them."""
    founders = make_founders(Plan(len(members), base_port=free_ports(40)), keys, os.urandom)
    genesis = Genesis(
        network_id=os.urandom(32),
        chain_id=743_001,
        time=int(time.time()),
        front=CometBftFront(validators=tuple(each.validator for each in founders)),
        members=tuple(members),
    )
    for founder in founders:
        write_folder(folder, founder, founders, genesis, relays=(hex0x(keys[founder.number][1]),))
    (folder / "genesis.json").write_text(render(genesis), encoding="utf-8")


def gateway_of(party: Party, seat: GatewaySeat, genesis: Path, node: str) -> AbstractContextManager[str]:
    """A member's gateway, by its operator's command; its address while it runs."""
    return serving(
        party,
        *("gateway", "run", "--database", f"sqlite:///{seat.signing.with_suffix('.db')}"),
        *("--member", str(party.number), "--genesis", genesis, "--node", node, "--relay-key", "relay"),
        *("--signing-key", seat.signing, "--payload-key", seat.payload),
        *("--debit-key", "main", "--debit-secret", seat.debits),
        *("--port", str(seat.port), "--public-url", seat.url),
    )
