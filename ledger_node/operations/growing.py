"""One more member's folder beside those of a network on this machine: for trying how members join."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contracts.acts import address_of
from contracts.errors import TegataError
from contracts.ids import Address
from ledger_node.operations.engine_files import EngineHome, create_keys, node_id_of, public_key_of
from ledger_node.operations.founding import (
    ENGINE_FOLDER,
    GENESIS_FILE,
    KEYS_FOLDER,
    PORTS_A_MEMBER,
    PURPOSES,
    write_keys,
)
from ledger_node.operations.settings import FILE, NodeSettings, Peer, read_settings, render_settings
from ledger_node.operations.settings import Address as Place

HOST = "127.0.0.1"


class NotOnThisMachine(TegataError):
    """The network's members are not all on this machine."""

    code = "network.apart"
    default_remedy = "Set the newcomer up with `tegata node init --genesis`, on its own host."


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A member's folder that no vote has admitted yet: what the others decide on."""

    number: int
    folder: Path
    govern: Address
    validator: bytes
    """The Ed25519 key of its engine."""


def grow(folder: Path, random: Callable[[int], bytes] = os.urandom) -> Newcomer:
    """Make the next member's folder in `folder`, and let the others' nodes know it from their next start on.

    Raises NotOnThisMachine.
    """
    members = sorted(folder.glob("member-*"), key=lambda each: int(each.name.rpartition("-")[2]))
    known = [read_settings(member) for member in members]
    if not known or any(peer.host != HOST for settings in known for peer in settings.peers):
        raise NotOnThisMachine(str(folder), expected=f"members whose peers are at {HOST}", found="others")
    number = int(members[-1].name.rpartition("-")[2]) + 1
    settings = _settings_of(number, known)
    validator_seed, node_seed = random(32), random(32)
    own = folder / settings.name
    own.mkdir(mode=0o700)
    create_keys(EngineHome(own / ENGINE_FOLDER), validator_seed, node_seed)
    (own / GENESIS_FILE).write_bytes((members[0] / GENESIS_FILE).read_bytes())
    secrets = {purpose: random(32) for purpose in PURPOSES}
    write_keys(own / KEYS_FOLDER, secrets)
    (own / FILE).write_text(render_settings(settings), encoding="utf-8")
    itself = Peer(name=settings.name, id=node_id_of(node_seed), host=HOST, port=settings.engine.listen.port)
    for member, theirs in zip(members, known, strict=True):
        changed = theirs.model_copy(update={"peers": (*theirs.peers, itself)})
        (member / FILE).write_text(render_settings(changed), encoding="utf-8")
    return Newcomer(number, own, address_of(secrets["govern"]), public_key_of(validator_seed))


def _settings_of(number: int, known: list[NodeSettings]) -> NodeSettings:
    """As the last member's, on the ports after it, with all others as peers."""
    last = known[-1]
    peers = {peer.name: peer for settings in known for peer in settings.peers}
    moved = {
        "listen": _after(last.engine.listen),
        "rpc": _after(last.engine.rpc),
    }
    return last.model_copy(
        update={
            "name": f"member-{number}",
            "relays": (),
            "peers": tuple(peers[name] for name in sorted(peers)),
            "json_rpc": _after(last.json_rpc),
            "health": _after(last.health),
            "engine": last.engine.model_copy(update=moved),
        }
    )


def _after(address: Place) -> Place:
    return address.model_copy(update={"port": address.port + PORTS_A_MEMBER})
