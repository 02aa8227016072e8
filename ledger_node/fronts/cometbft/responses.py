"""What CometBFT v0.38 is answered (ABCI 2.0); see `parts` for the source."""

from dataclasses import dataclass

from ledger_node.fronts.cometbft.parts import ConsensusParameters, ExecTxResult, Snapshot, ValidatorUpdate
from ledger_node.fronts.cometbft.wire import Message, numbered


@dataclass(frozen=True, slots=True)
class ResponseException(Message):
    """The application can't answer; the engine stops."""

    error: str = numbered(1, "")


@dataclass(frozen=True, slots=True)
class ResponseEcho(Message):
    """The same text."""

    message: str = numbered(1, "")


@dataclass(frozen=True, slots=True)
class ResponseFlush(Message):
    """All that was under way has been sent."""


@dataclass(frozen=True, slots=True)
class ResponseInfo(Message):
    """Where the application stands, durably."""

    data: str = numbered(1, "")
    version: str = numbered(2, "")
    app_version: int = numbered(3, 0)
    last_block_height: int = numbered(4, 0)
    last_block_app_hash: bytes = numbered(5, b"")


@dataclass(frozen=True, slots=True)
class ResponseInitChain(Message):
    """The app hash before the first block; no validators: those of the genesis file stand."""

    validators: tuple[ValidatorUpdate, ...] = numbered(2, ())
    app_hash: bytes = numbered(3, b"")


@dataclass(frozen=True, slots=True)
class ResponseQuery(Message):
    """Code 0 for yes."""

    code: int = numbered(1, 0)
    log: str = numbered(3, "")
    value: bytes = numbered(7, b"")
    height: int = numbered(9, 0)
    codespace: str = numbered(10, "")


@dataclass(frozen=True, slots=True)
class ResponseCheckTx(Message):
    """Code 0 for a transaction that may wait; else `log` says why not, and `codespace` the error's code."""

    code: int = numbered(1, 0)
    log: str = numbered(3, "")
    gas_wanted: int = numbered(5, 0)
    codespace: str = numbered(8, "")


@dataclass(frozen=True, slots=True)
class ResponseCommit(Message):
    """Blocks below `retain_height` may be deleted; 0 keeps all."""

    retain_height: int = numbered(3, 0)


@dataclass(frozen=True, slots=True)
class ResponseListSnapshots(Message):
    """The snapshots at hand."""

    snapshots: tuple[Snapshot, ...] = numbered(1, ())


@dataclass(frozen=True, slots=True)
class ResponseOfferSnapshot(Message):
    """See `Offered`."""

    result: int = numbered(1, 0)


@dataclass(frozen=True, slots=True)
class ResponseLoadSnapshotChunk(Message):
    """The chunk; empty when there is none."""

    chunk: bytes = numbered(1, b"")


@dataclass(frozen=True, slots=True)
class ResponseApplySnapshotChunk(Message):
    """See `Applied`."""

    result: int = numbered(1, 0)
    refetch_chunks: tuple[int, ...] = numbered(2, ())
    reject_senders: tuple[str, ...] = numbered(3, ())


@dataclass(frozen=True, slots=True)
class ResponsePrepareProposal(Message):
    """The block's transactions in order."""

    txs: tuple[bytes, ...] = numbered(1, ())


@dataclass(frozen=True, slots=True)
class ResponseProcessProposal(Message):
    """See `Verdict`."""

    status: int = numbered(1, 0)


@dataclass(frozen=True, slots=True)
class ResponseExtendVote(Message):
    """Nothing."""

    vote_extension: bytes = numbered(1, b"")


@dataclass(frozen=True, slots=True)
class ResponseVerifyVoteExtension(Message):
    """See `Verdict`."""

    status: int = numbered(1, 0)


@dataclass(frozen=True, slots=True)
class ResponseFinalizeBlock(Message):
    """What each transaction did, what changes in consensus, and the app hash of this height."""

    tx_results: tuple[ExecTxResult, ...] = numbered(2, ())
    validator_updates: tuple[ValidatorUpdate, ...] = numbered(3, ())
    consensus_param_updates: ConsensusParameters = numbered(4, ConsensusParameters())
    app_hash: bytes = numbered(5, b"")


RESPONSES: dict[type[Message], int] = {
    ResponseException: 1,
    ResponseEcho: 2,
    ResponseFlush: 3,
    ResponseInfo: 4,
    ResponseInitChain: 6,
    ResponseQuery: 7,
    ResponseCheckTx: 9,
    ResponseCommit: 12,
    ResponseListSnapshots: 13,
    ResponseOfferSnapshot: 14,
    ResponseLoadSnapshotChunk: 15,
    ResponseApplySnapshotChunk: 16,
    ResponsePrepareProposal: 17,
    ResponseProcessProposal: 18,
    ResponseExtendVote: 19,
    ResponseVerifyVoteExtension: 20,
    ResponseFinalizeBlock: 21,
}
"""Message → field number in `Response`."""
