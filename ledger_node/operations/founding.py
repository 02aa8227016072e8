"""A network from nothing: keys, a genesis, and a folder for each member that is whole on its own host."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
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
class Founder:
    """A member's node to be: where it runs, and its engine's keys."""

    number: int
    host: str
    """Where the others reach it."""
    validator_seed: bytes
    node_seed: bytes
    settings: NodeSettings

    @property
    def folder(self) -> str:
        """The name of its folder, by which the others know it."""
        return f"member-{self.number}"

    @property
    def validator(self) -> GenesisValidator:
        """The validator as a genesis names it."""
        return GenesisValidator(member=self.number, public_key=public_key_of(self.validator_seed))


def found_network(
    folder: Path, plan: Plan, time: int, random: Callable[[int], bytes] = os.urandom
) -> Genesis:
    """Make `folder` with a network's genesis and its members' folders. Raises PlaceTaken.

    `time` is the genesis block's, in seconds since the Unix epoch.
    """
    refuse_what_is_there(folder)
    founders = make_founders(plan, range(1, plan.validators + 1), random)
    secrets = {each.number: {purpose: random(32) for purpose in PURPOSES} for each in founders}
    genesis = Genesis(
        network_id=random(32),
        chain_id=int.from_bytes(random(4), "big") % 1_000_000_000 + 1_000_000_000,
        time=time,
        front=CometBftFront(validators=tuple(each.validator for each in founders)),
        limits=plan.limits,
        members=tuple(_member(number, secrets[number]) for number in secrets),
    )
    for founder in founders:
        relay = hex0x(account_of(secrets[founder.number]["relay"]))
        write_folder(folder, founder, founders, genesis, relays=(relay,))
        write_keys(folder / founder.folder / KEYS_FOLDER, secrets[founder.number])
    (folder / GENESIS_FILE).write_text(render(genesis), encoding="utf-8")
    return genesis


def refuse_what_is_there(folder: Path) -> None:
    """Raises PlaceTaken unless `folder` is empty or not there."""
    if folder.exists() and any(folder.iterdir()):
        raise PlaceTaken(str(folder), expected="an empty or a new folder", found="one with files in it")


def make_founders(plan: Plan, numbers: Iterable[int], random: Callable[[int], bytes]) -> list[Founder]:
    """The nodes of the members with these numbers, each with fresh keys."""
    return [_founder(number, place, plan, random) for place, number in enumerate(numbers)]


def write_folder(
    folder: Path,
    founder: Founder,
    founders: Sequence[Founder],
    genesis: Genesis,
    relays: tuple[str, ...] = (),
) -> Path:
    """Make a member's folder in `folder`: genesis, settings, the engine's keys."""
    own = folder / founder.folder
    own.mkdir(mode=0o700, parents=True)
    peers = tuple(_peer(other) for other in founders if other is not founder)
    settings = founder.settings.model_copy(update={"peers": peers, "relays": relays})
    (own / GENESIS_FILE).write_text(render(genesis), encoding="utf-8")
    (own / FILE).write_text(render_settings(settings), encoding="utf-8")
    create_keys(EngineHome(own / ENGINE_FOLDER), founder.validator_seed, founder.node_seed)
    return own


def _founder(number: int, place: int, plan: Plan, random: Callable[[int], bytes]) -> Founder:
    apart = bool(plan.hosts)
    base = plan.base_port + (0 if apart else PORTS_A_MEMBER * place)
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
    host = plan.hosts[place] if apart else "127.0.0.1"
    return Founder(number, host, random(32), random(32), settings)


def _member(number: int, secrets: Mapping[PurposeName, bytes]) -> GenesisMember:
    return GenesisMember(
        number=number,
        name=f"Member {number}",
        country="JP",
        roles=ROLES,
        agreements=AGREEMENTS,
        voter=True,
        keys=tuple(
            GenesisKey(address=account_of(secret), purposes=(purpose,)) for purpose, secret in secrets.items()
        ),
    )


def write_keys(folder: Path, secrets: Mapping[PurposeName, bytes]) -> None:
    """Make `folder` with a member's keys, for their owner only: 64 hex digits in a file for each purpose."""
    folder.mkdir(mode=0o700)
    for purpose, secret in secrets.items():
        path = folder / f"{purpose}.key"
        path.touch(mode=0o600)
        path.write_text(secret.hex() + "\n", encoding="ascii")


def _peer(founder: Founder) -> Peer:
    port = founder.settings.engine.listen.port
    return Peer(name=founder.folder, id=node_id_of(founder.node_seed), host=founder.host, port=port)
