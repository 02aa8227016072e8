"""A network from nothing: keys, a genesis, and a folder for each member that is whole on its own host."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from contracts.acts import address_of as account_of
from contracts.errors import TegataError
from contracts.genesis import (
    CometBftFront,
    Genesis,
    GenesisKey,
    GenesisLimits,
    GenesisMember,
    GenesisValidator,
    PurposeName,
    RoleName,
    render,
)
from contracts.ids import hex0x
from ledger_node.operations.engine_files import EngineHome, create_keys, node_id_of, public_key_of
from ledger_node.operations.settings import FILE, Address, Engine, NodeSettings, Peer, render_settings

GENESIS_FILE = "genesis.json"
ENGINE_FOLDER = "engine"
KEYS_FOLDER = "keys"
PURPOSES: tuple[PurposeName, ...] = ("author", "relay", "govern", "access")
ROLES: tuple[RoleName, ...] = ("issuing_body", "exporter", "importer", "carrier", "customs", "platform")
AGREEMENTS = ("RCEP",)

BASE_PORT = 26_600
PORTS_A_MEMBER = 10
"""On one host each member takes four of ten ports: engine, engine's interface, JSON-RPC, health."""


class PlaceTaken(TegataError):
    """Something is in the way of a new network's folder."""

    code = "network.exists"
    default_remedy = "Choose another folder: keys are never overwritten."


@dataclass(frozen=True, slots=True)
class Plan:
    """What a network is made of. `hosts` gives each member's; without them all are on this machine."""

    validators: int
    hosts: Sequence[str] = ()
    base_port: int = BASE_PORT
    heartbeat_seconds: int = 600
    limits: GenesisLimits = field(default_factory=GenesisLimits)


@dataclass(frozen=True, slots=True)
class _Founder:
    number: int
    host: str
    """Where the others reach it."""
    validator_seed: bytes
    node_seed: bytes
    secrets: dict[PurposeName, bytes]
    settings: NodeSettings

    @property
    def folder(self) -> str:
        return f"member-{self.number}"


def found_network(
    folder: Path, plan: Plan, time: int, random: Callable[[int], bytes] = os.urandom
) -> Genesis:
    """Make `folder` with a network's genesis and its members' folders. Raises PlaceTaken.

    `time` is the genesis block's, in seconds since the Unix epoch.
    """
    if folder.exists() and any(folder.iterdir()):
        raise PlaceTaken(str(folder), expected="an empty or a new folder", found="one with files in it")
    founders = [_founder(number, plan, random) for number in range(1, plan.validators + 1)]
    genesis = Genesis(
        network_id=random(32),
        chain_id=int.from_bytes(random(4), "big") % 1_000_000_000 + 1_000_000_000,
        time=time,
        front=CometBftFront(
            validators=tuple(
                GenesisValidator(member=each.number, public_key=public_key_of(each.validator_seed))
                for each in founders
            )
        ),
        limits=plan.limits,
        members=tuple(_member(each) for each in founders),
    )
    folder.mkdir(parents=True, exist_ok=True)
    for founder in founders:
        _write(folder / founder.folder, founder, [each for each in founders if each is not founder], genesis)
    (folder / GENESIS_FILE).write_text(render(genesis), encoding="utf-8")
    return genesis


def _founder(number: int, plan: Plan, random: Callable[[int], bytes]) -> _Founder:
    apart = bool(plan.hosts)
    base = plan.base_port + (0 if apart else PORTS_A_MEMBER * (number - 1))
    settings = NodeSettings(
        name=f"member-{number}",
        json_rpc=Address(port=base + 2),
        health=Address(port=base + 3),
        engine=Engine(
            listen=Address(host="0.0.0.0" if apart else "127.0.0.1", port=base),
            rpc=Address(port=base + 1),
            heartbeat_seconds=plan.heartbeat_seconds,
        ),
    )
    secrets = {purpose: random(32) for purpose in PURPOSES}
    host = plan.hosts[number - 1] if apart else "127.0.0.1"
    return _Founder(number, host, random(32), random(32), secrets, settings)


def _member(founder: _Founder) -> GenesisMember:
    return GenesisMember(
        number=founder.number,
        name=f"Member {founder.number}",
        country="JP",
        roles=ROLES,
        agreements=AGREEMENTS,
        voter=True,
        keys=tuple(
            GenesisKey(address=account_of(secret), purposes=(purpose,))
            for purpose, secret in founder.secrets.items()
        ),
    )


def _write(folder: Path, founder: _Founder, others: Sequence[_Founder], genesis: Genesis) -> None:
    folder.mkdir(mode=0o700)
    (folder / GENESIS_FILE).write_text(render(genesis), encoding="utf-8")
    peers = tuple(_peer(other) for other in others)
    settings = founder.settings.model_copy(
        update={"peers": peers, "relays": (hex0x(account_of(founder.secrets["relay"])),)}
    )
    (folder / FILE).write_text(render_settings(settings), encoding="utf-8")
    create_keys(EngineHome(folder / ENGINE_FOLDER), founder.validator_seed, founder.node_seed)
    keys = folder / KEYS_FOLDER
    keys.mkdir(mode=0o700)
    for purpose, secret in founder.secrets.items():
        path = keys / f"{purpose}.key"
        path.touch(mode=0o600)
        path.write_text(secret.hex() + "\n", encoding="ascii")


def _peer(founder: _Founder) -> Peer:
    port = founder.settings.engine.listen.port
    return Peer(name=founder.folder, id=node_id_of(founder.node_seed), host=founder.host, port=port)
