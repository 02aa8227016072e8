"""The trust file `tegata/trust/1`: all that a verifier believes beforehand, got by a way it trusts.

It names the network, the contracts by address and code, and who could make blocks final, epoch by epoch.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from typing import Any

from contracts import strict_json
from contracts.acts import Domain
from contracts.addresses import CONSORTIUM, REGISTRY, STATUS
from contracts.artifacts import PREDEPLOYED, artifact
from contracts.errors import TegataError
from contracts.ids import Address, BlockHeight, NetworkId, hex0x
from contracts.proofs import shape
from contracts.proofs.faults import EvidenceRefused, Fault

FORMAT = "tegata/trust/1"
MAX_SIZE = 1 << 20

_TRUST = frozenset({"format", "network", "chain_id", "genesis", "contracts", "epochs"})
_EPOCH = frozenset({"kind", "public_key", "from"})
_HIGHEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class TrustedContract:
    """A contract: where it stands, and the Keccak-256 of every code it may have there."""

    address: Address
    code_hashes: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last block of a closed epoch."""

    number: BlockHeight
    hash: bytes


@dataclass(frozen=True, slots=True)
class Epoch:
    """Who made blocks final from block `start` on, and until which checkpoint; None while the epoch lasts."""

    public_key: bytes
    """The embedded sequencer's Ed25519 key."""
    start: BlockHeight
    end: Checkpoint | None = None

    def holds(self, number: int) -> bool:
        """Whether block `number` belongs to this epoch."""
        return self.start <= number and (self.end is None or number <= self.end.number)


@dataclass(frozen=True)
class Trust:
    """A trust file, checked."""

    network_id: NetworkId
    chain_id: int
    genesis_hash: bytes
    contracts: Mapping[str, TrustedContract]
    epochs: tuple[Epoch, ...]

    @cached_property
    def domain(self) -> Domain:
        """The domain of the signatures that the Registry takes."""
        return Domain(self.chain_id, self.contracts["Registry"].address, self.network_id)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file's content in canonical JSON: what two people compare."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    def epoch_of(self, number: int) -> Epoch | None:
        """The epoch that block `number` belongs to."""
        return next((epoch for epoch in self.epochs if epoch.holds(number)), None)

    def to_json(self) -> dict[str, Any]:
        """The trust file as JSON."""
        return {
            "format": FORMAT,
            "network": hex0x(self.network_id),
            "chain_id": self.chain_id,
            "genesis": hex0x(self.genesis_hash),
            "contracts": {
                name: {
                    "address": hex0x(contract.address),
                    "code_hashes": sorted(hex0x(code_hash) for code_hash in contract.code_hashes),
                }
                for name, contract in self.contracts.items()
            },
            "epochs": [_epoch_to_json(epoch) for epoch in self.epochs],
        }


def embedded_trust(network_id: NetworkId, chain_id: int, genesis_hash: bytes, sequencer: bytes) -> Trust:
    """The trust in a network with an embedded front and the predeployed contracts of this version."""
    places = {"Consortium": CONSORTIUM, "Registry": REGISTRY, "Status": STATUS}
    contracts = {
        name: TrustedContract(places[name], frozenset({artifact(name).code_hash})) for name in PREDEPLOYED
    }
    return Trust(network_id, chain_id, genesis_hash, contracts, (Epoch(sequencer, BlockHeight(0)),))


def read_trust(data: bytes | str) -> Trust:
    """The trust file in a JSON text; EvidenceRefused (`trust.invalid`) where it is none."""
    if len(data) > MAX_SIZE:
        raise _invalid("trust", f"at most {MAX_SIZE} bytes", str(len(data)))
    try:
        document = strict_json.loads(data, "trust")
    except TegataError as error:
        raise _invalid(error.where, error.expected, error.found) from None
    return trust_from_json(document)


def trust_from_json(document: Any) -> Trust:
    """The trust file in a JSON value; EvidenceRefused (`trust.invalid`) where it is none."""
    try:
        return _trust(document)
    except TegataError as error:
        raise _invalid(error.where, error.expected, error.found) from None


def _trust(document: Any) -> Trust:
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT:
        raise _invalid("trust/format", FORMAT, repr(found))
    whole = shape.members(document, "trust", _TRUST)
    contracts = shape.members(whole["contracts"], "contracts", frozenset(PREDEPLOYED))
    epochs = shape.array(whole["epochs"], "epochs", 1_000, 1)
    return Trust(
        network_id=NetworkId(shape.hexadecimal(whole["network"], "network", 32)),
        chain_id=shape.integer(whole["chain_id"], "chain_id", _HIGHEST, 1),
        genesis_hash=shape.hexadecimal(whole["genesis"], "genesis", 32),
        contracts={name: _contract(contracts[name], f"contracts/{name}") for name in PREDEPLOYED},
        epochs=_in_order(tuple(_epoch(epoch, f"epochs/{i}") for i, epoch in enumerate(epochs))),
    )


def _contract(value: Any, where: str) -> TrustedContract:
    members = shape.members(value, where, frozenset({"address", "code_hashes"}))
    hashes = shape.array(members["code_hashes"], f"{where}/code_hashes", 100, 1)
    return TrustedContract(
        address=Address(shape.hexadecimal(members["address"], f"{where}/address", 20)),
        code_hashes=frozenset(shape.hexadecimal(h, f"{where}/code_hashes", 32) for h in hashes),
    )


def _epoch(value: Any, where: str) -> Epoch:
    members = shape.members(value, where, _EPOCH, frozenset({"end"}))
    if members["kind"] != "embedded":
        shape.refuse(f"{where}/kind", "embedded", repr(members["kind"]))
    end = None
    if "end" in members:
        last = shape.members(members["end"], f"{where}/end", frozenset({"number", "hash"}))
        end = Checkpoint(
            BlockHeight(shape.integer(last["number"], f"{where}/end/number", _HIGHEST)),
            shape.hexadecimal(last["hash"], f"{where}/end/hash", 32),
        )
    return Epoch(
        public_key=shape.hexadecimal(members["public_key"], f"{where}/public_key", 32),
        start=BlockHeight(shape.integer(members["from"], f"{where}/from", _HIGHEST)),
        end=end,
    )


def _in_order(epochs: tuple[Epoch, ...]) -> tuple[Epoch, ...]:
    """`epochs` if each but the last is closed, and the next begins right after it."""
    for earlier, later in pairwise(epochs):
        if earlier.end is None or later.start != earlier.end.number + 1:
            shape.refuse("epochs", "epochs that follow each other without a gap", f"one from {later.start}")
    return epochs


def _epoch_to_json(epoch: Epoch) -> dict[str, Any]:
    document: dict[str, Any] = {
        "kind": "embedded",
        "public_key": hex0x(epoch.public_key),
        "from": epoch.start,
    }
    if epoch.end is not None:
        document["end"] = {"number": epoch.end.number, "hash": hex0x(epoch.end.hash)}
    return document


def _invalid(where: str, expected: str, found: str) -> EvidenceRefused:
    return EvidenceRefused(
        Fault.TRUST, where, expected=expected, found=found, remedy="Get the trust file anew, from its maker."
    )
