"""The header of a block of consensus, and the commit under it (`proto/tendermint/types/types.proto`)."""

from dataclasses import dataclass
from typing import NamedTuple

from contracts.proofs.consensus import protobuf as pb

ABSENT, COMMIT, NIL = 1, 2, 3
"""What a validator's place in a commit says: no vote seen, a vote for the block, a vote for none."""

ZERO_TIME = -62_135_596_800
"""Seconds of Go's zero time, the start of year 1: the time of a vote that is absent."""
_LAST_SECOND = 253_402_300_799


class Timestamp(NamedTuple):
    """A time in seconds since 1970 and nanoseconds, as `google.protobuf.Timestamp` has it."""

    seconds: int
    nanos: int = 0

    def encode(self) -> bytes:
        """The message as bytes."""
        return pb.number(1, self.seconds) + pb.number(2, self.nanos)


class BlockId(NamedTuple):
    """A block's hash, and how its parts are counted and hashed; all empty before the first block."""

    hash: bytes = b""
    parts: int = 0
    parts_hash: bytes = b""

    def encode(self) -> bytes:
        """The message as bytes; the same for the canonical one that votes sign."""
        parts = pb.number(1, self.parts) + pb.content(2, self.parts_hash)
        return pb.content(1, self.hash) + pb.message(2, parts)


@dataclass(frozen=True, slots=True)
class ConsensusHeader:
    """A header of CometBFT. `app_hash` is what the blocks before it led to; hashes are 32 bytes or empty."""

    block_protocol: int
    app_version: int
    chain_id: str
    height: int
    time: Timestamp
    last_block: BlockId
    last_commit_hash: bytes
    data_hash: bytes
    validators_hash: bytes
    next_validators_hash: bytes
    consensus_hash: bytes
    app_hash: bytes
    last_results_hash: bytes
    evidence_hash: bytes
    proposer: bytes

    @property
    def version(self) -> bytes:
        """The version as its message's bytes."""
        return pb.number(1, self.block_protocol) + pb.number(2, self.app_version)

    @property
    def contents(self) -> tuple[bytes, ...]:
        """The fields from the sixth on: all of them bytes."""
        return (
            self.last_commit_hash,
            self.data_hash,
            self.validators_hash,
            self.next_validators_hash,
            self.consensus_hash,
            self.app_hash,
            self.last_results_hash,
            self.evidence_hash,
            self.proposer,
        )

    def encode(self) -> bytes:
        """The message as bytes."""
        return b"".join(
            (
                pb.message(1, self.version),
                pb.content(2, self.chain_id.encode()),
                pb.number(3, self.height),
                pb.message(4, self.time.encode()),
                pb.message(5, self.last_block.encode()),
                *(pb.content(field, value) for field, value in enumerate(self.contents, 6)),
            )
        )


class CommitSig(NamedTuple):
    """One validator's place in a commit: ABSENT, COMMIT or NIL, and its vote's time and signature."""

    flag: int
    address: bytes = b""
    time: Timestamp = Timestamp(ZERO_TIME)
    signature: bytes = b""

    def encode(self) -> bytes:
        """The message as bytes."""
        return b"".join(
            (
                pb.number(1, self.flag),
                pb.content(2, self.address),
                pb.message(3, self.time.encode()),
                pb.content(4, self.signature),
            )
        )


@dataclass(frozen=True, slots=True)
class Commit:
    """The votes by which a block was decided, a place for each validator in the order of its set."""

    height: int
    round: int
    block: BlockId
    signatures: tuple[CommitSig, ...]

    def encode(self) -> bytes:
        """The message as bytes."""
        return b"".join(
            (
                pb.number(1, self.height),
                pb.number(2, self.round),
                pb.message(3, self.block.encode()),
                *(pb.message(4, signature.encode()) for signature in self.signatures),
            )
        )


def decode_header(data: bytes, where: str = "finality/header") -> ConsensusHeader:
    """The header that `data` spells, in its one spelling; EvidenceRefused (`finality.encoding`)."""
    fields = pb.read(data, where)
    version = pb.read(pb.one_content(fields, 1, where), f"{where}/version")
    try:
        chain_id = pb.one_content(fields, 2, where).decode()
    except UnicodeDecodeError:
        raise pb.invalid(f"{where}/chain_id", "UTF-8", "other bytes") from None
    header = ConsensusHeader(
        pb.one_number(version, 1, where),
        pb.one_number(version, 2, where),
        chain_id,
        pb.one_number(fields, 3, where),
        _timestamp(pb.one_content(fields, 4, where), f"{where}/time"),
        _block_id(pb.one_content(fields, 5, where), f"{where}/last_block"),
        *(pb.one_content(fields, field, where) for field in range(6, 15)),
    )
    _check_spelling(header.encode(), data, where)
    return header


def decode_commit(data: bytes, where: str = "finality/commit") -> Commit:
    """The commit that `data` spells, in its one spelling; EvidenceRefused (`finality.encoding`)."""
    fields = pb.read(data, where)
    commit = Commit(
        pb.one_number(fields, 1, where),
        pb.one_number(fields, 2, where),
        _block_id(pb.one_content(fields, 3, where), f"{where}/block"),
        tuple(
            _signature(value, f"{where}/signatures/{place}") for place, value in enumerate(fields.get(4, ()))
        ),
    )
    _check_spelling(commit.encode(), data, where)
    return commit


def _signature(data: int | bytes, where: str) -> CommitSig:
    if not isinstance(data, bytes):
        raise pb.invalid(where, "a message", "a number")
    fields = pb.read(data, where)
    return CommitSig(
        pb.one_number(fields, 1, where),
        pb.one_content(fields, 2, where),
        _timestamp(pb.one_content(fields, 3, where), f"{where}/time"),
        pb.one_content(fields, 4, where),
    )


def _timestamp(data: bytes, where: str) -> Timestamp:
    fields = pb.read(data, where)
    found = Timestamp(pb.one_number(fields, 1, where), pb.one_number(fields, 2, where))
    if not ZERO_TIME <= found.seconds <= _LAST_SECOND or not 0 <= found.nanos < 10**9:
        raise pb.invalid(where, "a time of the years 1 to 9999", f"{found.seconds} s, {found.nanos} ns")
    return found


def _block_id(data: bytes, where: str) -> BlockId:
    fields = pb.read(data, where)
    parts = pb.read(pb.one_content(fields, 2, where), f"{where}/parts")
    return BlockId(
        pb.one_content(fields, 1, where), pb.one_number(parts, 1, where), pb.one_content(parts, 2, where)
    )


def _check_spelling(canonical: bytes, data: bytes, where: str) -> None:
    if canonical != data:
        raise pb.invalid(where, "the message's one spelling (proto3, fields in order, each once)", "another")
