"""Each request of the engine to what answers it, whichever of its four connections it came by."""

from collections.abc import Callable, Collection
from typing import Any, Protocol

from ledger_node.fronts.cometbft.consensus import Consensus
from ledger_node.fronts.cometbft.mempool import Mempool
from ledger_node.fronts.cometbft.parts import Verdict
from ledger_node.fronts.cometbft.requests import (
    RequestApplySnapshotChunk,
    RequestCheckTx,
    RequestCommit,
    RequestEcho,
    RequestExtendVote,
    RequestFinalizeBlock,
    RequestFlush,
    RequestInfo,
    RequestInitChain,
    RequestListSnapshots,
    RequestLoadSnapshotChunk,
    RequestOfferSnapshot,
    RequestPrepareProposal,
    RequestProcessProposal,
    RequestQuery,
    RequestVerifyVoteExtension,
)
from ledger_node.fronts.cometbft.responses import (
    ResponseApplySnapshotChunk,
    ResponseEcho,
    ResponseExtendVote,
    ResponseFlush,
    ResponseInfo,
    ResponseListSnapshots,
    ResponseLoadSnapshotChunk,
    ResponseOfferSnapshot,
    ResponseQuery,
    ResponseVerifyVoteExtension,
)
from ledger_node.fronts.cometbft.wire import Message

_PEER_BY_ID = "/p2p/filter/id/"
_PEER_BY_ADDRESS = "/p2p/filter/addr/"


class SnapshotCalls(Protocol):
    """The calls of the snapshot connection."""

    def list(self, request: RequestListSnapshots) -> ResponseListSnapshots:
        """The snapshots that peers may have."""
        ...

    def load(self, request: RequestLoadSnapshotChunk) -> ResponseLoadSnapshotChunk:
        """A chunk for a peer."""
        ...

    def offer(self, request: RequestOfferSnapshot) -> ResponseOfferSnapshot:
        """Whether a peer's snapshot is taken."""
        ...

    def apply(self, request: RequestApplySnapshotChunk) -> ResponseApplySnapshotChunk:
        """Take a chunk of it."""
        ...


class AbciCalls:
    """Answers the engine. `peers` are the ids of the engines that this one may speak with."""

    def __init__(
        self, consensus: Consensus, mempool: Mempool, snapshots: SnapshotCalls, peers: Collection[str]
    ) -> None:
        self._consensus = consensus
        self._mempool = mempool
        self._peers = frozenset(peers)
        self._calls: dict[type[Message], Callable[[Any], Message]] = {
            RequestEcho: lambda request: ResponseEcho(request.message),
            RequestFlush: lambda _request: ResponseFlush(),
            RequestInfo: self._info,
            RequestQuery: self._query,
            RequestCheckTx: mempool.check,
            RequestInitChain: consensus.init_chain,
            RequestPrepareProposal: consensus.prepare,
            RequestProcessProposal: consensus.process,
            RequestFinalizeBlock: consensus.finalize,
            RequestCommit: consensus.commit,
            RequestExtendVote: lambda _request: ResponseExtendVote(),
            RequestVerifyVoteExtension: _verify_extension,
            RequestListSnapshots: snapshots.list,
            RequestOfferSnapshot: snapshots.offer,
            RequestLoadSnapshotChunk: snapshots.load,
            RequestApplySnapshotChunk: snapshots.apply,
        }

    def answer(self, request: Message) -> Message:
        """The response. Raises TegataError where the node can't go on."""
        return self._calls[type(request)](request)

    def _info(self, request: RequestInfo) -> ResponseInfo:
        if request.version:
            self._mempool.restarted()
        return self._consensus.info(request)

    def _query(self, request: RequestQuery) -> ResponseQuery:
        if request.path.startswith(_PEER_BY_ADDRESS):
            return ResponseQuery()
        if request.path.startswith(_PEER_BY_ID):
            known = request.path.removeprefix(_PEER_BY_ID) in self._peers
            return ResponseQuery() if known else ResponseQuery(1, "no peer of this network")
        return ResponseQuery(1, "this ledger is read over JSON-RPC")


def _verify_extension(request: RequestVerifyVoteExtension) -> ResponseVerifyVoteExtension:
    accepted = not request.vote_extension
    return ResponseVerifyVoteExtension(Verdict.ACCEPT if accepted else Verdict.REJECT)
