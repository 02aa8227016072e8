"""What CometBFT v0.38 asks of an application (ABCI 2.0); see `parts` for the source."""

from dataclasses import dataclass

from ledger_node.fronts.cometbft.parts import Misbehavior, Snapshot, Timestamp, ValidatorUpdate
from ledger_node.fronts.cometbft.wire import Message, numbered


@dataclass(frozen=True, slots=True)
class RequestEcho(Message):
    """Asks for the same text."""

    message: str = numbered(1, "")


@dataclass(frozen=True, slots=True)
class RequestFlush(Message):
    """Asks for every response that is under way."""


@dataclass(frozen=True, slots=True)
class RequestInfo(Message):
    """Asks where the application stands, durably."""

    version: str = numbered(1, "")
    block_version: int = numbered(2, 0)
    p2p_version: int = numbered(3, 0)
    abci_version: str = numbered(4, "")


@dataclass(frozen=True, slots=True)
class RequestInitChain(Message):
    """Begins a chain."""

    time: Timestamp = numbered(1, Timestamp())
    chain_id: str = numbered(2, "")
    validators: tuple[ValidatorUpdate, ...] = numbered(4, ())
    app_state_bytes: bytes = numbered(5, b"")
    initial_height: int = numbered(6, 0)


@dataclass(frozen=True, slots=True)
class RequestQuery(Message):
    """Asks for data by path; a node that filters its peers asks about each."""

    data: bytes = numbered(1, b"")
    path: str = numbered(2, "")
    height: int = numbered(3, 0)
    prove: bool = numbered(4, False)


@dataclass(frozen=True, slots=True)
class RequestCheckTx(Message):
    """Asks whether a transaction may wait, or may still wait."""

    tx: bytes = numbered(1, b"")
    type: int = numbered(2, 0)


@dataclass(frozen=True, slots=True)
class RequestCommit(Message):
    """Asks to make the finalized block durable."""


@dataclass(frozen=True, slots=True)
class RequestListSnapshots(Message):
    """Asks for the snapshots that peers may have."""


@dataclass(frozen=True, slots=True)
class RequestOfferSnapshot(Message):
    """Offers a peer's snapshot; `app_hash` is what a light client found for its height."""

    snapshot: Snapshot = numbered(1, Snapshot())
    app_hash: bytes = numbered(2, b"")


@dataclass(frozen=True, slots=True)
class RequestLoadSnapshotChunk(Message):
    """Asks for a chunk, for a peer."""

    height: int = numbered(1, 0)
    format: int = numbered(2, 0)
    chunk: int = numbered(3, 0)


@dataclass(frozen=True, slots=True)
class RequestApplySnapshotChunk(Message):
    """Hands over a chunk of the snapshot that was accepted."""

    index: int = numbered(1, 0)
    chunk: bytes = numbered(2, b"")
    sender: str = numbered(3, "")


@dataclass(frozen=True, slots=True)
class RequestPrepareProposal(Message):
    """Asks for the transactions of a block to propose, of those that wait."""

    max_tx_bytes: int = numbered(1, 0)
    txs: tuple[bytes, ...] = numbered(2, ())
    misbehavior: tuple[Misbehavior, ...] = numbered(4, ())
    height: int = numbered(5, 0)
    time: Timestamp = numbered(6, Timestamp())
    next_validators_hash: bytes = numbered(7, b"")
    proposer_address: bytes = numbered(8, b"")


@dataclass(frozen=True, slots=True)
class RequestProcessProposal(Message):
    """Asks whether a proposed block is valid."""

    txs: tuple[bytes, ...] = numbered(1, ())
    misbehavior: tuple[Misbehavior, ...] = numbered(3, ())
    hash: bytes = numbered(4, b"")
    height: int = numbered(5, 0)
    time: Timestamp = numbered(6, Timestamp())
    next_validators_hash: bytes = numbered(7, b"")
    proposer_address: bytes = numbered(8, b"")


@dataclass(frozen=True, slots=True)
class RequestExtendVote(Message):
    """Asks for data beside a vote; this ledger has none."""

    hash: bytes = numbered(1, b"")
    height: int = numbered(2, 0)


@dataclass(frozen=True, slots=True)
class RequestVerifyVoteExtension(Message):
    """Asks whether another's data beside its vote is valid."""

    hash: bytes = numbered(1, b"")
    validator_address: bytes = numbered(2, b"")
    height: int = numbered(3, 0)
    vote_extension: bytes = numbered(4, b"")


@dataclass(frozen=True, slots=True)
class RequestFinalizeBlock(Message):
    """Says which block was decided, and asks what it does."""

    txs: tuple[bytes, ...] = numbered(1, ())
    misbehavior: tuple[Misbehavior, ...] = numbered(3, ())
    hash: bytes = numbered(4, b"")
    height: int = numbered(5, 0)
    time: Timestamp = numbered(6, Timestamp())
    next_validators_hash: bytes = numbered(7, b"")
    proposer_address: bytes = numbered(8, b"")


REQUESTS: dict[int, type[Message]] = {
    1: RequestEcho,
    2: RequestFlush,
    3: RequestInfo,
    5: RequestInitChain,
    6: RequestQuery,
    8: RequestCheckTx,
    11: RequestCommit,
    12: RequestListSnapshots,
    13: RequestOfferSnapshot,
    14: RequestLoadSnapshotChunk,
    15: RequestApplySnapshotChunk,
    16: RequestPrepareProposal,
    17: RequestProcessProposal,
    18: RequestExtendVote,
    19: RequestVerifyVoteExtension,
    20: RequestFinalizeBlock,
}
"""Field number in `Request` → message."""
