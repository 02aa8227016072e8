"""`node.toml`: what an operator decides about one node of a network. The engine's files follow it."""

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from contracts.errors import TegataError, brief

FILE = "node.toml"
HEARTBEAT_SECONDS = 600


class SettingsInvalid(TegataError):
    """`node.toml` can't be followed."""

    code = "node.settings"
    default_remedy = "Correct the file; docs/guides/network.md says what each line means."


Port = Annotated[int, Field(ge=0, le=65_535)]
Host = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[0-9A-Za-z.:_-]+$")]
NodeId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\"\\]+$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[0-9A-Za-z.:\[\]_/-]+$")]
BlockHash = Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{64}$")]
RelayAddress = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-f]{40}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Address(_Part):
    """Where something is served."""

    host: Host = "127.0.0.1"
    port: Port

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Peer(_Part):
    """Another member's engine: who it is, and where it listens."""

    name: Name
    id: NodeId
    host: Host
    port: Port

    def __str__(self) -> str:
        return f"{self.id}@{Address(host=self.host, port=self.port)}"


class Join(_Part):
    """What a new node trusts, to begin with a snapshot: one header, and engines to ask for the later ones."""

    servers: Annotated[tuple[Url, ...], Field(min_length=2)]
    """Interfaces of other members' engines."""
    height: Annotated[int, Field(ge=1)]
    hash: BlockHash
    """Of the header at `height`, got by a way you trust."""


class Engine(_Part):
    """How the engine runs."""

    listen: Address
    """Where other members' engines reach this one."""
    rpc: Address
    """The engine's own interface, for this node only: keep it on loopback."""
    heartbeat_seconds: Annotated[int, Field(ge=1, le=86_400)] = HEARTBEAT_SECONDS
    """An idle chain makes a header this often, which keeps proofs fresh."""
    commit_milliseconds: Annotated[int, Field(ge=0, le=60_000)] = 100
    """How long to wait, after two thirds have committed, for the votes of the others."""
    propose_milliseconds: Annotated[int, Field(ge=100, le=60_000)] = 3_000
    """How long to wait for a block whose proposer is away."""
    retain_blocks: Annotated[int, Field(ge=0)] = 0
    """How many of the engine's blocks to keep at least; 0 keeps all. The ledger's own are always kept, and of
    the engine's all since the older of two snapshots, so that a newcomer can join."""
    snapshot_blocks: Annotated[int, Field(ge=0)] = 1_000
    """A snapshot for new nodes is made every so many EVM blocks; 0 makes none."""
    join: Join | None = None
    """How a new node begins with a snapshot of its peers; without it, it executes every block."""

    @model_validator(mode="after")
    def _lets_newcomers_join(self) -> Self:
        if self.retain_blocks and not self.snapshot_blocks:
            raise ValueError("expected snapshot_blocks above 0 where retain_blocks is, or nobody could join")
        return self


class NodeSettings(_Part):
    """A node's settings, checked."""

    name: Name
    json_rpc: Address
    health: Address
    """Where /livez, /readyz and /metrics are served."""
    engine: Engine
    relays: tuple[RelayAddress, ...] = ()
    """Keys that send transactions through this node; `tegata node doctor` says if one is not admitted."""
    peers: tuple[Peer, ...] = ()

    @model_validator(mode="after")
    def _each_has_its_own(self) -> Self:
        """Two servers can't have one port, nor two peers one engine."""
        places = (self.json_rpc, self.health, self.engine.listen, self.engine.rpc)
        ports = [place.port for place in places if place.port]
        if len(set(ports)) < len(ports):
            raise ValueError("json_rpc, health, engine.listen and engine.rpc need a port each")
        ids = [peer.id for peer in self.peers]
        if len(set(ids)) < len(ids):
            raise ValueError("two peers have one id: name each engine once")
        return self


def read_settings(data_dir: Path) -> NodeSettings:
    """The settings in a data directory. Raises SettingsInvalid, which names the first line that is wrong."""
    path = data_dir / FILE
    try:
        return NodeSettings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(str(path), expected="settings in TOML", found=str(error)) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        place = f"{path}: {where}" if where else str(path)
        raise SettingsInvalid(place, expected=first["msg"], found=brief(first["input"])) from None


def render_settings(settings: NodeSettings) -> str:
    """`node.toml` with these settings."""
    engine = settings.engine
    lines = [
        f'name = "{settings.name}"',
        "relays = [" + ", ".join(f'"{relay}"' for relay in settings.relays) + "]",
        "",
        *_address("json_rpc", settings.json_rpc),
        *_address("health", settings.health),
        "[engine]",
        f"heartbeat_seconds = {engine.heartbeat_seconds}",
        f"commit_milliseconds = {engine.commit_milliseconds}",
        f"propose_milliseconds = {engine.propose_milliseconds}",
        f"retain_blocks = {engine.retain_blocks}",
        f"snapshot_blocks = {engine.snapshot_blocks}",
        "",
        *_address("engine.listen", engine.listen),
        *_address("engine.rpc", engine.rpc),
        *_join(engine.join),
    ]
    for peer in settings.peers:
        lines += ["[[peers]]", f'name = "{peer.name}"', f'id = "{peer.id}"']
        lines += [f'host = "{peer.host}"', f"port = {peer.port}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _join(join: Join | None) -> list[str]:
    if join is None:
        return []
    servers = ", ".join(f'"{server}"' for server in join.servers)
    return ["[engine.join]", f"servers = [{servers}]", f"height = {join.height}", f'hash = "{join.hash}"', ""]


def _address(title: str, address: Address) -> list[str]:
    return [f"[{title}]", f'host = "{address.host}"', f"port = {address.port}", ""]
