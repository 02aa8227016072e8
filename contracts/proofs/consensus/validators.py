"""A set of validators: who they are, with which share of the votes, and the hash that headers name it by."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from contracts import merkle
from contracts.ids import NetworkId
from contracts.proofs.consensus import protobuf as pb

LEAF = b"\x00"


class Validator(NamedTuple):
    """An Ed25519 key (32 bytes) that signs blocks, and the power of its votes."""

    public_key: bytes
    power: int

    @property
    def address(self) -> bytes:
        """How votes name it: the first 20 bytes of the key's SHA-256."""
        return sha256(self.public_key).digest()[:20]

    def encode(self) -> bytes:
        """`SimpleValidator`: the key in its `PublicKey` (field 1, Ed25519), then the power."""
        return pb.message(1, pb.content(1, self.public_key)) + pb.number(2, self.power)


@dataclass(frozen=True)
class ValidatorSet:
    """Validators in CometBFT's order: most power first, those of equal power by address."""

    validators: tuple[Validator, ...]

    @cached_property
    def hash(self) -> bytes:
        """The Merkle root over the validators' encodings, as a header's `validators_hash` has it."""
        return merkle.root([sha256(LEAF + each.encode()).digest() for each in self.validators])

    @cached_property
    def addresses(self) -> tuple[bytes, ...]:
        """Each validator's address, in order."""
        return tuple(each.address for each in self.validators)

    @cached_property
    def power(self) -> int:
        """The power of all."""
        return sum(each.power for each in self.validators)


def validator_set(validators: Iterable[tuple[bytes, int]]) -> ValidatorSet:
    """The set of the validators given by key and power, in CometBFT's order."""
    listed = (Validator(*each) for each in validators)
    return ValidatorSet(tuple(sorted(listed, key=lambda each: (-each.power, each.address))))


def engine_chain_id(network_id: NetworkId) -> str:
    """The name that validators sign every vote under: it derives from the network's id."""
    return f"tegata-{network_id.hex()[:32]}"
