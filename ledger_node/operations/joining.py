"""A node for a network that is there already: its own keys, its peers, and where it begins."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from contracts.errors import TegataError, brief
from contracts.genesis import Genesis, render
from ledger_node.fronts.cometbft import EngineClient
from ledger_node.operations.engine_files import (
    EngineHome,
    create_keys,
    node_id_of,
    public_key_of,
)
from ledger_node.operations.founding import ENGINE_FOLDER, GENESIS_FILE, PlaceTaken
from ledger_node.operations.settings import (
    FILE,
    Address,
    Engine,
    Join,
    NodeSettings,
    Peer,
    SettingsInvalid,
    render_settings,
)


class ServersDisagree(TegataError):
    """Two members' engines show different headers at one height."""

    code = "network.join"
    default_remedy = "Do not join; ask the members which of them is right."


def set_up_node(
    folder: Path,
    genesis: Genesis,
    name: str,
    base_port: int,
    peers: Sequence[Peer],
    join: Join | None = None,
    random: Callable[[int], bytes] = os.urandom,
) -> tuple[str, bytes]:
    """Make a node's folder; its id for its peers, and the key that the consortium may admit as a validator.

    Raises PlaceTaken.
    """
    if (folder / FILE).exists():
        raise PlaceTaken(str(folder), expected="a folder without a node", found=FILE)
    settings = NodeSettings(
        name=name,
        json_rpc=Address(port=base_port + 2),
        health=Address(port=base_port + 3),
        engine=Engine(
            listen=Address(host="0.0.0.0", port=base_port), rpc=Address(port=base_port + 1), join=join
        ),
        peers=tuple(peers),
    )
    validator_seed, node_seed = random(32), random(32)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_keys(EngineHome(folder / ENGINE_FOLDER), validator_seed, node_seed)
    (folder / GENESIS_FILE).write_text(render(genesis), encoding="utf-8")
    (folder / FILE).write_text(render_settings(settings), encoding="utf-8")
    return node_id_of(node_seed), public_key_of(validator_seed)


def parse_peer(text: str) -> Peer:
    """The peer that `name=id@host:port` names. Raises SettingsInvalid."""
    name, _, rest = text.partition("=")
    identity, _, place = rest.partition("@")
    host, _, port = place.rpartition(":")
    try:
        return Peer(name=name, id=identity, host=host.strip("[]"), port=int(port))
    except ValueError:
        raise SettingsInvalid("peer", expected="name=id@host:port", found=brief(text)) from None


def last_header(servers: Sequence[str]) -> Join:
    """A header that all `servers` show, to begin from. Raises ServersDisagree, EngineSilent."""
    clients = [EngineClient(server) for server in servers]
    height = min(int(_header(client, None)["height"]) for client in clients)
    hashes = {_hash(client, height) for client in clients}
    for client in clients:
        client.close()
    if len(hashes) > 1:
        raise ServersDisagree(f"height {height}", expected="one header", found=", ".join(sorted(hashes)))
    return Join(servers=tuple(servers), height=height, hash=hashes.pop())


def _header(client: EngineClient, height: int | None) -> dict[str, str]:
    found = client.call("commit", **({} if height is None else {"height": str(height)}))
    header: dict[str, str] = found["signed_header"]["header"]
    return header


def _hash(client: EngineClient, height: int) -> str:
    found = client.call("commit", height=str(height))["signed_header"]["commit"]["block_id"]["hash"]
    return str(found)
