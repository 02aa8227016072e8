"""The trust file `tegata/trust/1`: all that a verifier believes beforehand, got by a way it trusts.

It names the network, the contracts by address and code, and who could make blocks final, epoch by epoch.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from contracts import strict_json
from contracts.acts import Domain
from contracts.addresses import CONSORTIUM, REGISTRY, STATUS
from contracts.artifacts import artifact
from contracts.errors import TegataError
from contracts.ids import Address, BlockHeight, NetworkId, hex0x
from contracts.proofs import shape
from contracts.proofs.consensus import engine_chain_id
from contracts.proofs.epochs import (
    Checkpoint,
    CometBftEpoch,
    EmbeddedEpoch,
    Epoch,
    epoch_to_json,
    epochs_from_json,
)
from contracts.proofs.faults import EvidenceRefused, Fault

FORMAT = "tegata/trust/1"
MAX_SIZE = 1 << 20

PROVED = frozenset({"Consortium", "Registry", "Status"})
"""The contracts whose storage bundles prove."""
_TRUST = frozenset({"format", "network", "chain_id", "genesis", "contracts", "epochs"})
_HIGHEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class TrustedContract:
    """A contract: where it stands, and the Keccak-256 of every code it may have there."""

    address: Address
    code_hashes: frozenset[bytes]


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

    @cached_property
    def chain_id_of_votes(self) -> str:
        """The name that the network's validators sign their votes under."""
        return engine_chain_id(self.network_id)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file's content in canonical JSON: what two people compare.

        Without what each of them has seen last, which differs from day to day.
        """
        text = json.dumps(self.to_json(with_seen=False), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    def sequencer_of(self, number: int) -> EmbeddedEpoch | None:
        """The sequencer's epoch that block `number` belongs to."""
        held = (each for each in self.epochs if isinstance(each, EmbeddedEpoch) and each.holds(number))
        return next(held, None)

    def validators_of(self, validators_hash: bytes, height: int) -> CometBftEpoch | None:
        """The epoch of the validators of that hash, as of a height of consensus; a closed one if need be."""
        known = (
            each
            for each in reversed(self.epochs)
            if isinstance(each, CometBftEpoch)
            and each.height <= height
            and each.validators.hash == validators_hash
        )
        return next(known, None)

    def checkpoint(self, number: int) -> Checkpoint | None:
        """The first checkpoint at block `number` or after it."""
        ends = (each.end for each in self.epochs if each.end is not None and each.end.number >= number)
        return next(ends, None)

    @property
    def seen_height(self) -> int:
        """The newest height of consensus that was verified; 0 where there is none."""
        last = self.epochs[-1]
        return last.seen.height if isinstance(last, CometBftEpoch) and last.seen is not None else 0

    def trusted_for(self, period: int) -> "Trust":
        """The same trust, with its validators believed for `period` seconds after they were last seen."""
        epochs = (
            replace(each, trusting_period=period) if isinstance(each, CometBftEpoch) else each
            for each in self.epochs
        )
        return replace(self, epochs=tuple(epochs))

    def to_json(self, *, with_seen: bool = True) -> dict[str, Any]:
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
            "epochs": [epoch_to_json(epoch, with_seen=with_seen) for epoch in self.epochs],
        }


def embedded_trust(network_id: NetworkId, chain_id: int, genesis_hash: bytes, sequencer: bytes) -> Trust:
    """The trust in a network with an embedded front and the predeployed contracts of this version."""
    return trust_in((EmbeddedEpoch(sequencer, BlockHeight(0)),), network_id, chain_id, genesis_hash)


def trust_in(epochs: tuple[Epoch, ...], network_id: NetworkId, chain_id: int, genesis_hash: bytes) -> Trust:
    """The trust in a network with the predeployed contracts of this version."""
    places = {"Consortium": CONSORTIUM, "Registry": REGISTRY, "Status": STATUS}
    contracts = {
        name: TrustedContract(place, frozenset({artifact(name).code_hash})) for name, place in places.items()
    }
    return Trust(network_id, chain_id, genesis_hash, contracts, epochs)


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
    contracts = shape.members(whole["contracts"], "contracts", PROVED)
    return Trust(
        network_id=NetworkId(shape.hexadecimal(whole["network"], "network", 32)),
        chain_id=shape.integer(whole["chain_id"], "chain_id", _HIGHEST, 1),
        genesis_hash=shape.hexadecimal(whole["genesis"], "genesis", 32),
        contracts={name: _contract(contracts[name], f"contracts/{name}") for name in sorted(PROVED)},
        epochs=epochs_from_json(whole["epochs"]),
    )


def _contract(value: Any, where: str) -> TrustedContract:
    members = shape.members(value, where, frozenset({"address", "code_hashes"}))
    hashes = shape.array(members["code_hashes"], f"{where}/code_hashes", 100, 1)
    return TrustedContract(
        address=Address(shape.hexadecimal(members["address"], f"{where}/address", 20)),
        code_hashes=frozenset(shape.hexadecimal(h, f"{where}/code_hashes", 32) for h in hashes),
    )


def _invalid(where: str, expected: str, found: str) -> EvidenceRefused:
    return EvidenceRefused(
        Fault.TRUST, where, expected=expected, found=found, remedy="Get the trust file anew, from its maker."
    )
