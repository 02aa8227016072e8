"""What consensus signed, taken from the engine once for each height: headers, commits and validator sets."""

from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from contracts.proofs.consensus import (
    BlockId,
    Commit,
    CommitSig,
    ConsensusHeader,
    SignedHeader,
    Timestamp,
    ValidatorSet,
    needed_votes,
    validator_set,
)
from ledger_node.fronts.cometbft.engine import EngineClient
from ledger_node.fronts.cometbft.position import Position

VALIDATORS_A_PAGE = 100
FIRST_HEIGHT = 1
"""Its header bears the genesis's time, whenever it was made: it says nothing about now."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Decided(NamedTuple):
    """A header of consensus, the votes that it takes to believe it, and who may vote."""

    header: ConsensusHeader
    commit: Commit
    validators: ValidatorSet


class Evidence:
    """Reads the engine's headers; the freshest one is asked for once for each height. For any thread."""

    def __init__(self, engine: EngineClient, position: Callable[[], Position]) -> None:
        self._engine = engine
        self._position = position
        self._freshest: tuple[int, Decided] | None = None
        self._sets: dict[bytes, ValidatorSet] = {}

    def freshest(self) -> Decided:
        """The newest header that is committed. Raises EngineSilent or EngineRefused."""
        height, known = self._position().height, self._freshest
        if known is None or known[0] < height:
            known = self._freshest = height, self.at(None)
        return known[1]

    def at(self, height: int | None) -> Decided:
        """The header at a height; the newest one for None. Raises EngineSilent or EngineRefused."""
        found = self._engine.call("commit", **({} if height is None else {"height": str(height)}))
        signed = _signed_header(found["signed_header"])
        validators = self._validators(signed.header.height, signed.header.validators_hash)
        return Decided(signed.header, needed_votes(signed, validators), validators)

    def leading_from(self, height: int) -> list[Decided]:
        """What leads a light client from `height` to the newest header, in order; nothing if it is there.

        Around each change of validators: the last header of the old ones, the first of the new. Of changes
        that were undone between two headers nothing is told: who trusts the one believes the other.
        Heights that the engine has pruned are left out, which the light client may find to be too far.
        """
        newest = self.freshest()
        last = newest.header.height
        if last <= max(height, FIRST_HEIGHT):
            return []
        earliest = int(self._engine.call("status")["sync_info"]["earliest_block_height"])
        heights, at = set(), max(height, earliest, FIRST_HEIGHT)
        current = self._hash_at(at)
        while current != newest.header.validators_hash:
            at = self._first_other(at, last, current)
            heights |= {at - 1, at}
            current = self._hash_at(at)
        told = sorted(each for each in heights if max(height, FIRST_HEIGHT) < each < last)
        return [*map(self.at, told), newest]

    def _first_other(self, same: int, other: int, validators_hash: bytes) -> int:
        """The first height above `same` with other validators; the ones at `other` are others."""
        while other - same > 1:
            middle = (same + other) // 2
            if self._hash_at(middle) == validators_hash:
                same = middle
            else:
                other = middle
        return other

    def _hash_at(self, height: int) -> bytes:
        found = self._engine.call("header", height=str(height))
        return bytes.fromhex(found["header"]["validators_hash"])

    def _validators(self, height: int, validators_hash: bytes) -> ValidatorSet:
        known = self._sets.get(validators_hash)
        if known is None:
            known = self._sets[validators_hash] = validator_set(self._listed(str(height)))
        return known

    def _listed(self, height: str) -> list[tuple[bytes, int]]:
        listed: list[dict[str, Any]] = []
        while True:
            page = str(len(listed) // VALIDATORS_A_PAGE + 1)
            found = self._engine.call("validators", height=height, page=page, per_page=str(VALIDATORS_A_PAGE))
            listed += found["validators"]
            if len(listed) >= int(found["total"]):
                return [(b64decode(each["pub_key"]["value"]), int(each["voting_power"])) for each in listed]


def _signed_header(document: dict[str, Any]) -> SignedHeader:
    """The header and commit that the engine shows as JSON."""
    header, commit = document["header"], document["commit"]
    hashes = (
        "last_commit_hash",
        "data_hash",
        "validators_hash",
        "next_validators_hash",
        "consensus_hash",
        "app_hash",
        "last_results_hash",
        "evidence_hash",
        "proposer_address",
    )
    return SignedHeader(
        ConsensusHeader(
            int(header["version"].get("block", 0)),
            int(header["version"].get("app", 0)),
            header["chain_id"],
            int(header["height"]),
            _timestamp(header["time"]),
            _block_id(header["last_block_id"]),
            *(bytes.fromhex(header[name]) for name in hashes),
        ),
        Commit(
            int(commit["height"]),
            int(commit["round"]),
            _block_id(commit["block_id"]),
            tuple(map(_vote, commit["signatures"])),
        ),
    )


def _vote(document: dict[str, Any]) -> CommitSig:
    return CommitSig(
        document["block_id_flag"],
        bytes.fromhex(document["validator_address"]),
        _timestamp(document["timestamp"]),
        b64decode(document["signature"] or ""),
    )


def _block_id(document: dict[str, Any]) -> BlockId:
    parts = document["parts"]
    return BlockId(bytes.fromhex(document["hash"]), parts["total"], bytes.fromhex(parts["hash"]))


def _timestamp(text: str) -> Timestamp:
    """A time as Go writes it (RFC 3339, up to nine decimals, UTC)."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    passed = datetime.fromisoformat(whole).replace(tzinfo=UTC) - _EPOCH
    return Timestamp(passed.days * 86_400 + passed.seconds, int(fraction.ljust(9, "0") or 0))
