"""Who makes blocks final, for how long: the epochs of a trust file, as values and as JSON.

An epoch is one sequencer, or one set of validators. Once it is over it has a checkpoint, its last block; what
its keys sign counts no more from then on, for nobody knows who holds them.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from contracts.ids import BlockHeight, UnixTime, hex0x
from contracts.proofs import shape
from contracts.proofs.consensus import Validator, ValidatorSet, validator_set

TRUSTING_PERIOD = 90 * 86_400
"""Seconds that validators are believed after they were last seen, unless the trust file says otherwise."""

_LONGEST_PERIOD = 10 * 366 * 86_400
_HIGHEST = 2**63 - 1
_MOST_POWER = 2**40
_MOST_VALIDATORS = 200


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last block of a closed epoch; of validators, also the last height of consensus known as theirs."""

    number: BlockHeight
    hash: bytes
    height: int | None = None


@dataclass(frozen=True, slots=True)
class EmbeddedEpoch:
    """One sequencer, from block `start` on, until which checkpoint; None while the epoch lasts."""

    public_key: bytes
    """The sequencer's Ed25519 key."""
    start: BlockHeight
    end: Checkpoint | None = None

    def holds(self, number: int) -> bool:
        """Whether block `number` belongs to this epoch."""
        return self.start <= number and (self.end is None or number <= self.end.number)


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest header of consensus that the trust file's keeper verified, and the block it stands on."""

    height: int
    time: UnixTime
    number: BlockHeight
    hash: bytes


@dataclass(frozen=True, slots=True)
class CometBftEpoch:
    """One set of validators: their first block and height. `seen` while the epoch lasts, else `end`."""

    validators: ValidatorSet
    start: BlockHeight
    height: int
    trusting_period: int
    """Seconds after `seen` that the set is still believed."""
    seen: Seen | None = None
    end: Checkpoint | None = None


Epoch = EmbeddedEpoch | CometBftEpoch


def epochs_from_json(value: Any) -> tuple[Epoch, ...]:
    """The epochs in a JSON list, in order and without a gap; EvidenceRefused (`bundle.member`)."""
    listed = shape.array(value, "epochs", 1_000, 1)
    return _in_order(tuple(_epoch(epoch, f"epochs/{place}") for place, epoch in enumerate(listed)))


def epoch_to_json(epoch: Epoch, *, with_seen: bool = True) -> dict[str, Any]:
    """The epoch as the trust file holds it; without `seen` it is the same for all who rely on it."""
    document: dict[str, Any]
    if isinstance(epoch, EmbeddedEpoch):
        document = {"kind": "embedded", "public_key": hex0x(epoch.public_key), "from": epoch.start}
    else:
        document = {
            "kind": "cometbft",
            "validators": validators_to_json(epoch.validators),
            "from": epoch.start,
            "height": epoch.height,
            "trusting_period": epoch.trusting_period,
        }
        if epoch.seen is not None and with_seen:
            document["seen"] = _place(epoch.seen) | {"height": epoch.seen.height, "time": epoch.seen.time}
    if epoch.end is not None:
        height = {} if epoch.end.height is None else {"height": epoch.end.height}
        document["end"] = _place(epoch.end) | height
    return document


def validators_to_json(validators: ValidatorSet) -> list[list[Any]]:
    """`[public key, power]` of each validator, in CometBFT's order."""
    return [[hex0x(each.public_key), each.power] for each in validators.validators]


def validators_from_json(value: Any, where: str) -> ValidatorSet:
    """The set in a JSON list, which is in CometBFT's order and has no key twice."""
    listed = shape.array(value, where, _MOST_VALIDATORS, 1)
    found = tuple(_validator(each, f"{where}/{place}") for place, each in enumerate(listed))
    if len({each.public_key for each in found}) != len(found) or validator_set(found).validators != found:
        shape.refuse(where, "each validator once, most power first, then by address", "another list")
    return ValidatorSet(found)


def _validator(value: Any, where: str) -> Validator:
    key, power = shape.array(value, where, 2, 2)
    return Validator(shape.hexadecimal(key, where, 32), shape.integer(power, where, _MOST_POWER, 1))


def _place(place: Seen | Checkpoint) -> dict[str, Any]:
    return {"number": place.number, "hash": hex0x(place.hash)}


def _epoch(value: Any, where: str) -> Epoch:
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "embedded":
        return _embedded(value, where)
    if kind == "cometbft":
        return _cometbft(value, where)
    return shape.refuse(f"{where}/kind", "embedded or cometbft", repr(kind))


def _embedded(value: Any, where: str) -> EmbeddedEpoch:
    members = shape.members(value, where, frozenset({"kind", "public_key", "from"}), frozenset({"end"}))
    end = None
    if "end" in members:
        last = shape.members(members["end"], f"{where}/end", frozenset({"number", "hash"}))
        end = Checkpoint(*_block(last, f"{where}/end"))
    return EmbeddedEpoch(
        public_key=shape.hexadecimal(members["public_key"], f"{where}/public_key", 32),
        start=BlockHeight(shape.integer(members["from"], f"{where}/from", _HIGHEST)),
        end=end,
    )


def _cometbft(value: Any, where: str) -> CometBftEpoch:
    required = frozenset({"kind", "validators", "from", "height", "trusting_period"})
    members = shape.members(value, where, required, frozenset({"seen", "end"}))
    if ("seen" in members) == ("end" in members):
        shape.refuse(where, "either `seen` or `end`", "both or none")
    return CometBftEpoch(
        validators=validators_from_json(members["validators"], f"{where}/validators"),
        start=BlockHeight(shape.integer(members["from"], f"{where}/from", _HIGHEST)),
        height=shape.integer(members["height"], f"{where}/height", _HIGHEST),
        trusting_period=shape.integer(
            members["trusting_period"], f"{where}/trusting_period", _LONGEST_PERIOD, 1
        ),
        seen=_seen(members["seen"], f"{where}/seen") if "seen" in members else None,
        end=_end(members["end"], f"{where}/end") if "end" in members else None,
    )


def _seen(value: Any, where: str) -> Seen:
    members = shape.members(value, where, frozenset({"number", "hash", "height", "time"}))
    number, block_hash = _block(members, where)
    return Seen(
        height=shape.integer(members["height"], f"{where}/height", _HIGHEST),
        time=UnixTime(shape.integer(members["time"], f"{where}/time", _HIGHEST)),
        number=number,
        hash=block_hash,
    )


def _end(value: Any, where: str) -> Checkpoint:
    members = shape.members(value, where, frozenset({"number", "hash", "height"}))
    height = shape.integer(members["height"], f"{where}/height", _HIGHEST)
    return Checkpoint(*_block(members, where), height)


def _block(members: dict[str, Any], where: str) -> tuple[BlockHeight, bytes]:
    number = shape.integer(members["number"], f"{where}/number", _HIGHEST)
    return BlockHeight(number), shape.hexadecimal(members["hash"], f"{where}/hash", 32)


def _in_order(epochs: tuple[Epoch, ...]) -> tuple[Epoch, ...]:
    """`epochs` if each but the last is closed, and the next begins right after it."""
    for earlier, later in pairwise(epochs):
        if earlier.end is None or later.start != earlier.end.number + 1:
            shape.refuse("epochs", "epochs that follow each other without a gap", f"one from {later.start}")
        if isinstance(earlier, CometBftEpoch) and (
            not isinstance(later, CometBftEpoch) or later.height <= (earlier.end.height or 0)
        ):
            shape.refuse("epochs", "validators at rising heights", "others")
    return epochs
