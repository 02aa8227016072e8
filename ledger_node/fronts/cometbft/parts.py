"""What the messages of ABCI 2.0 are made of: enumerations, keys, validators, snapshots.

Names and numbers are those of `proto/tendermint/abci/types.proto` in that module; fields that this ledger has
no use for are left out, and passed over when they come.
"""

from dataclasses import dataclass
from enum import IntEnum

from ledger_node.fronts.cometbft.wire import Message, numbered


class CheckTxType(IntEnum):
    """Why a transaction is checked."""

    NEW = 0
    RECHECK = 1


class Verdict(IntEnum):
    """What an application makes of a proposal, a vote extension or a snapshot."""

    UNKNOWN = 0
    ACCEPT = 1
    REJECT = 2


class Offered(IntEnum):
    """What becomes of a snapshot that is offered."""

    ACCEPT = 1
    ABORT = 2
    REJECT = 3
    REJECT_FORMAT = 4


class Applied(IntEnum):
    """What becomes of a chunk of a snapshot."""

    ACCEPT = 1
    ABORT = 2
    RETRY = 3
    REJECT_SNAPSHOT = 5


class Misdeed(IntEnum):
    """What a validator did."""

    UNKNOWN = 0
    DUPLICATE_VOTE = 1
    LIGHT_CLIENT_ATTACK = 2


@dataclass(frozen=True, slots=True)
class Timestamp(Message):
    """A moment: seconds since the Unix epoch, and nanoseconds."""

    seconds: int = numbered(1, 0)
    nanos: int = numbered(2, 0)


@dataclass(frozen=True, slots=True)
class PublicKey(Message):
    """A validator's key."""

    ed25519: bytes = numbered(1, b"")
    secp256k1: bytes = numbered(2, b"")


@dataclass(frozen=True, slots=True)
class ValidatorUpdate(Message):
    """A validator's power from two heights later on; 0 takes it out of the set."""

    pub_key: PublicKey = numbered(1, PublicKey())
    power: int = numbered(2, 0)


@dataclass(frozen=True, slots=True)
class Validator(Message):
    """A validator, by the first 20 bytes of its key's SHA-256."""

    address: bytes = numbered(1, b"")
    power: int = numbered(3, 0)


@dataclass(frozen=True, slots=True)
class Misbehavior(Message):
    """What a validator was proved to have done."""

    type: int = numbered(1, 0)
    validator: Validator = numbered(2, Validator())
    height: int = numbered(3, 0)
    time: Timestamp = numbered(4, Timestamp())
    total_voting_power: int = numbered(5, 0)


@dataclass(frozen=True, slots=True)
class Snapshot(Message):
    """A snapshot of the application: `hash` commits to all chunks, `metadata` lists theirs."""

    height: int = numbered(1, 0)
    format: int = numbered(2, 0)
    chunks: int = numbered(3, 0)
    hash: bytes = numbered(4, b"")
    metadata: bytes = numbered(5, b"")


@dataclass(frozen=True, slots=True)
class Duration(Message):
    """A stretch of time."""

    seconds: int = numbered(1, 0)
    nanos: int = numbered(2, 0)


@dataclass(frozen=True, slots=True)
class BlockParameters(Message):
    """How large a block of consensus may be; -1 gas for no limit."""

    max_bytes: int = numbered(1, 0)
    max_gas: int = numbered(2, 0)


@dataclass(frozen=True, slots=True)
class EvidenceParameters(Message):
    """How long evidence counts, and how much of it a block may hold."""

    max_age_blocks: int = numbered(1, 0)
    max_age: Duration = numbered(2, Duration())
    max_bytes: int = numbered(3, 0)


@dataclass(frozen=True, slots=True)
class VersionParameters(Message):
    """The version of the application."""

    app: int = numbered(1, 0)


@dataclass(frozen=True, slots=True)
class ConsensusParameters(Message):
    """What all engines do alike, from `tendermint/types/params.proto`; a part that is left out stays."""

    block: BlockParameters = numbered(1, BlockParameters())
    evidence: EvidenceParameters = numbered(2, EvidenceParameters())
    version: VersionParameters = numbered(4, VersionParameters())


@dataclass(frozen=True, slots=True)
class ExecTxResult(Message):
    """What a transaction did; code, data and gas are under the next header's results hash."""

    code: int = numbered(1, 0)
    data: bytes = numbered(2, b"")
    gas_wanted: int = numbered(5, 0)
    gas_used: int = numbered(6, 0)
