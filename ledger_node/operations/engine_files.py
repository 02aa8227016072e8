"""The engine's home: its keys, and its genesis and configuration, which are made anew at each start."""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.errors import TegataError
from contracts.genesis import CometBftFront, Genesis
from contracts.ids import NetworkId, hex0x
from contracts.proofs.consensus import engine_chain_id
from ledger_node.fronts.cometbft.parameters import (
    EVIDENCE_BYTES,
    FIRST_BLOCK_BYTES,
    FIRST_EVIDENCE_BLOCKS,
    FIRST_EVIDENCE_SECONDS,
    FIRST_VERSION,
)
from ledger_node.operations.settings import Engine, Join, NodeSettings
from ledger_node.secrecy import check_private

MAX_TRANSACTION_BYTES = 1 << 20
MEMPOOL_SIZE = 20_000
"""More than the node's pool holds: it is the pool that refuses, and says why."""

MEMPOOL_BYTES = 512 << 20
_PRIVATE, _PUBLIC = "tendermint/PrivKeyEd25519", "tendermint/PubKeyEd25519"


class EngineKeyInvalid(TegataError):
    """A key file of the engine is missing or is none."""

    code = "node.engine.key"
    default_remedy = "Restore the file from its backup."


@dataclass(frozen=True, slots=True)
class EngineHome:
    """Where the engine's files are."""

    path: Path

    @property
    def validator_key(self) -> Path:
        """The key that signs blocks. Two nodes that share it sign twice, and are found out."""
        return self.path / "config" / "priv_validator_key.json"

    @property
    def signing_state(self) -> Path:
        """The last height that the key signed: what keeps it from signing another block there."""
        return self.path / "data" / "priv_validator_state.json"

    @property
    def node_key(self) -> Path:
        """The key by which peers know this engine."""
        return self.path / "config" / "node_key.json"

    @property
    def observer_key(self) -> Path:
        """A key that is nobody's, for a node that must not sign."""
        return self.path / "config" / "observer_key.json"

    @property
    def genesis(self) -> Path:
        """The engine's own genesis file."""
        return self.path / "config" / "genesis.json"

    @property
    def configuration(self) -> Path:
        """The engine's configuration."""
        return self.path / "config" / "config.toml"


def public_key_of(seed: bytes) -> bytes:
    """The Ed25519 public key of a 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def engine_address_of(public_key: bytes) -> str:
    """How the engine names a key: the first 20 bytes of its SHA-256, in upper-case hex."""
    return sha256(public_key).digest()[:20].hex().upper()


def node_id_of(seed: bytes) -> str:
    """The id by which peers know the engine with this node key."""
    return engine_address_of(public_key_of(seed)).lower()


def create_keys(home: EngineHome, validator_seed: bytes, node_seed: bytes) -> None:
    """Write both keys, for their owner only, and a signing state that has signed nothing yet."""
    for path in (home.validator_key, home.signing_state):
        path.parent.mkdir(parents=True, exist_ok=True)
    _write_secret(home.validator_key, _validator(validator_seed))
    _write_secret(home.node_key, {"priv_key": _private(node_seed)})
    write_signing_state(home, 0, 0, 0)


def write_signing_state(home: EngineHome, height: int, number: int, step: int) -> None:
    """Say what the key has signed last: it signs nothing at or before that height, round and step."""
    _write_state(home.signing_state, height, number, step)


def write_observer_key(home: EngineHome, seed: bytes) -> None:
    """Write a key that is in no validator set, in place of the last such one."""
    home.observer_key.unlink(missing_ok=True)
    _write_secret(home.observer_key, _validator(seed))
    _write_state(home.path / "data" / "observer_state.json", 0, 0, 0)


def read_validator_key(home: EngineHome) -> bytes:
    """The public half of the key that signs blocks. Raises EngineKeyInvalid, KeyExposed."""
    try:
        check_private(home.validator_key)
        document = json.loads(home.validator_key.read_text(encoding="utf-8"))
        return b64decode(document["pub_key"]["value"], validate=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineKeyInvalid(
            str(home.validator_key), expected="a validator's key", found=str(error)
        ) from None


def read_node_id(home: EngineHome) -> str:
    """The id by which peers know this engine. Raises EngineKeyInvalid."""
    try:
        document = json.loads(home.node_key.read_text(encoding="utf-8"))
        return node_id_of(b64decode(document["priv_key"]["value"], validate=True)[:32])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineKeyInvalid(str(home.node_key), expected="a node's key", found=str(error)) from None


def write_configuration(
    home: EngineHome, genesis: Genesis, settings: NodeSettings, *, signing: bool = True
) -> None:
    """Write the engine's genesis and configuration, as this version of Tegata has them.

    Without `signing` the engine follows the chain under the observer's key.
    """
    home.configuration.parent.mkdir(parents=True, exist_ok=True)
    home.genesis.write_text(render_genesis(genesis), encoding="utf-8")
    text = render_configuration(settings, signing=signing)
    home.configuration.write_text(text, encoding="utf-8")


def render_genesis(genesis: Genesis) -> str:
    """The engine's genesis: the same at every member, since it follows from the network's."""
    front = genesis.front
    assert isinstance(front, CometBftFront)
    validators = [
        {
            "address": engine_address_of(validator.public_key),
            "pub_key": {"type": _PUBLIC, "value": b64encode(validator.public_key).decode()},
            "power": str(validator.power),
            "name": f"member-{validator.member}",
        }
        for validator in front.validators
    ]
    document = {
        "genesis_time": datetime.fromtimestamp(genesis.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "chain_id": engine_chain_id(NetworkId(genesis.network_id)),
        "initial_height": "1",
        "consensus_params": _consensus_parameters(),
        "validators": validators,
        "app_hash": "",
        "app_state": hex0x(genesis.digest()),
    }
    return json.dumps(document, indent=2) + "\n"


def render_configuration(settings: NodeSettings, *, signing: bool = True) -> str:
    """The engine's configuration: what is left out here is as CometBFT v0.38 has it by default."""
    sections = (
        _base(settings, "priv_validator" if signing else "observer"),
        _peer_to_peer(settings),
        _MEMPOOL,
        _consensus(settings.engine),
        _state_sync(settings.engine.join),
        _STORAGE,
    )
    return "\n".join(section for section in sections if section)


_MEMPOOL = f"""\
[mempool]
recheck = true
size = {MEMPOOL_SIZE}
max_txs_bytes = {MEMPOOL_BYTES}
max_tx_bytes = {MAX_TRANSACTION_BYTES}
cache_size = {2 * MEMPOOL_SIZE}
"""

_STORAGE = """\
[storage]
discard_abci_responses = true

[tx_index]
indexer = "null"

[instrumentation]
prometheus = false
"""


def _base(settings: NodeSettings, signer: str) -> str:
    return f"""\
# Made at each start of the node from node.toml: change that file, not this one.
version = "0.38.0"
moniker = "{settings.name}"
log_level = "error"
log_format = "json"
filter_peers = true
priv_validator_key_file = "config/{signer}_key.json"
priv_validator_state_file = "data/{signer}_state.json"

[rpc]
laddr = "tcp://{settings.engine.rpc}"
max_body_bytes = {2 * MAX_TRANSACTION_BYTES}
"""


def _peer_to_peer(settings: NodeSettings) -> str:
    peers = ",".join(map(str, settings.peers))
    ids = ",".join(peer.id for peer in settings.peers)
    return f"""\
[p2p]
laddr = "tcp://{settings.engine.listen}"
persistent_peers = "{peers}"
unconditional_peer_ids = "{ids}"
persistent_peers_max_dial_period = "10s"
addr_book_strict = false
allow_duplicate_ip = true
pex = false
flush_throttle_timeout = "10ms"
send_rate = 51200000
recv_rate = 51200000
"""


def _consensus(engine: Engine) -> str:
    return f"""\
[consensus]
timeout_propose = "{engine.propose_milliseconds}ms"
timeout_commit = "{engine.commit_milliseconds}ms"
skip_timeout_commit = true
create_empty_blocks = false
create_empty_blocks_interval = "{engine.heartbeat_seconds}s"
peer_gossip_sleep_duration = "20ms"
"""


def _state_sync(join: Join | None) -> str:
    if join is None:
        return ""
    return f"""\
[statesync]
enable = true
rpc_servers = "{",".join(join.servers)}"
trust_height = {join.height}
trust_hash = "{join.hash}"
trust_period = "168h0m0s"
discovery_time = "5s"
"""


def _consensus_parameters() -> dict[str, Any]:
    return {
        "block": {"max_bytes": str(FIRST_BLOCK_BYTES), "max_gas": "-1"},
        "evidence": {
            "max_age_num_blocks": str(FIRST_EVIDENCE_BLOCKS),
            "max_age_duration": str(FIRST_EVIDENCE_SECONDS * 10**9),
            "max_bytes": str(EVIDENCE_BYTES),
        },
        "validator": {"pub_key_types": ["ed25519"]},
        "version": {"app": str(FIRST_VERSION)},
        "abci": {"vote_extensions_enable_height": "0"},
    }


def _validator(seed: bytes) -> dict[str, Any]:
    public = public_key_of(seed)
    return {
        "address": engine_address_of(public),
        "pub_key": {"type": _PUBLIC, "value": b64encode(public).decode()},
        "priv_key": _private(seed),
    }


def _write_state(path: Path, height: int, number: int, step: int) -> None:
    """In one step, power cut or not: the engine does not start without this file, nor with half of it."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    _write_secret(beside, {"height": str(height), "round": number, "step": step})
    beside.replace(path)


def _private(seed: bytes) -> dict[str, str]:
    return {"type": _PRIVATE, "value": b64encode(seed + public_key_of(seed)).decode()}


def _write_secret(path: Path, document: dict[str, Any]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
