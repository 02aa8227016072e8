"""Consensus as the application sees it: proposals are executed once, and durable in `commit` only."""

import logging
from collections.abc import Callable, Sequence

from contracts.calls import Misdeed
from contracts.errors import TegataError
from contracts.genesis import CometBftFront
from contracts.ids import BlockHeight, UnixTime, hex0x
from contracts.proofs.consensus import engine_chain_id
from ledger_node.application import Application
from ledger_node.blocks import ExecutedBlock, Proposal
from ledger_node.errors import BlockRejected, GenesisInvalid, StoreInvalid, VersionUnknown
from ledger_node.executor import OF_THE_MACHINE
from ledger_node.fronts.cometbft.parameters import FIRST_VERSION, parameter_updates, validator_updates
from ledger_node.fronts.cometbft.parts import ExecTxResult, Misbehavior, Timestamp, Verdict
from ledger_node.fronts.cometbft.position import Position, decode_position
from ledger_node.fronts.cometbft.requests import (
    RequestCommit,
    RequestFinalizeBlock,
    RequestInfo,
    RequestInitChain,
    RequestPrepareProposal,
    RequestProcessProposal,
)
from ledger_node.fronts.cometbft.responses import (
    ResponseCommit,
    ResponseFinalizeBlock,
    ResponseInfo,
    ResponseInitChain,
    ResponsePrepareProposal,
    ResponseProcessProposal,
)
from ledger_node.governing import APP_VERSION
from ledger_node.misbehaviour import encode_misdeeds
from ledger_node.pool import Pool, in_turns
from ledger_node.transactions import Transaction, decode_transaction

Listener = Callable[[ExecutedBlock | None, Position], None]
"""Told of each height once it is durable, with its block if it has one."""

Retain = Callable[[int], int]
"""Height that was committed → the lowest whose block the engine keeps, 0 for all."""

log = logging.getLogger("tegata.node.consensus")


def _keep_all(_height: int) -> int:
    return 0


class Consensus:
    """The calls of the consensus connection, one at a time."""

    def __init__(
        self, application: Application, pool: Pool, listener: Listener, retain: Retain = _keep_all
    ) -> None:
        self._application = application
        self._pool = pool
        self._listener = listener
        self._retain = retain
        self._decided: tuple[Position, ExecutedBlock | None, tuple[Misdeed, ...]] | None = None
        self.misdeeds = 0
        """Proved misbehaviour of validators that was in decided blocks since the start."""

    @property
    def position(self) -> Position:
        """The last durable height of consensus."""
        return decode_position(self._application.mark)

    def info(self, _request: RequestInfo) -> ResponseInfo:
        """Where the application stands durably: the engine replays what it has above this height.

        The version is that of the next block's rules, not the latest that this software knows: an engine
        that begins, from nothing or from a snapshot, takes it for the headers that it is to find.
        """
        position = self.position
        parameters = self._application.next_parameters()
        return ResponseInfo(
            data="tegata",
            version="1",
            app_version=parameters[APP_VERSION] or FIRST_VERSION,
            last_block_height=position.height,
            last_block_app_hash=self._application.tip.hash if position.height else b"",
        )

    def init_chain(self, request: RequestInitChain) -> ResponseInitChain:
        """The hash that the chain starts from. Raises GenesisInvalid for another network's engine."""
        spec = self._application.spec
        expected = engine_chain_id(spec.network_id)
        if request.chain_id != expected:
            raise GenesisInvalid("engine's genesis", expected=expected, found=request.chain_id)
        if request.app_state_bytes.strip(b'"').decode("latin-1") != hex0x(spec.identity):
            raise GenesisInvalid(
                "engine's genesis", expected=hex0x(spec.identity), found=str(request.app_state_bytes[:80])
            )
        self._check_beginning()
        return ResponseInitChain(app_hash=self._application.tip.hash)

    def prepare(self, request: RequestPrepareProposal) -> ResponsePrepareProposal:
        """The block to propose, executed already: relays take turns, each in the order of its nonces."""
        limit = 2 * self._application.spec.limits.block_gas
        waiting = in_turns(self._decode_waiting(request.txs), limit)
        time = UnixTime(request.time.seconds)
        while waiting:
            selection = self._application.propose(waiting, time, _misdeeds(request.misbehavior))
            for transaction, refusal in selection.refused:
                log.warning("dropped %s: %s", hex0x(transaction.hash), refusal.message)
                self._pool.drop(transaction)
            chosen = selection.proposal.transactions
            if not chosen or self._executes(selection.proposal):
                return ResponsePrepareProposal(tuple(transaction.raw for transaction in chosen))
            waiting = list(chosen[: len(chosen) // 2])
        return ResponsePrepareProposal()

    def process(self, request: RequestProcessProposal) -> ResponseProcessProposal:
        """Whether a proposed block is one that this node would have executed to the same end.

        Raises VersionUnknown where this software can't tell.
        """
        try:
            proposal = self._proposal(request.txs, request.time, _misdeeds(request.misbehavior))
            if proposal is not None:
                self._application.process(proposal)
        except VersionUnknown:
            raise
        except Exception as error:  # a vote against it is safe: were it decided, `finalize` stops
            proposer = request.proposer_address.hex()
            known = isinstance(error, TegataError)
            log.error("rejected the block that %s proposed: %s", proposer, error, exc_info=not known)
            return ResponseProcessProposal(Verdict.REJECT)
        return ResponseProcessProposal(Verdict.ACCEPT)

    def finalize(self, request: RequestFinalizeBlock) -> ResponseFinalizeBlock:
        """What the decided block does. Raises TegataError where the others decided what is invalid here."""
        misdeeds = self._note(request.misbehavior)
        position = Position(request.height, request.time.seconds)
        proposal = self._proposal(request.txs, request.time, misdeeds)
        if proposal is None:
            self._decided = position, None, ()
            return ResponseFinalizeBlock(app_hash=self._application.tip.hash)
        block = self._application.finalize(proposal)
        self._decided = position, block, misdeeds
        return ResponseFinalizeBlock(
            tx_results=_results(block),
            validator_updates=validator_updates(block.decided),
            consensus_param_updates=parameter_updates(block.decided),
            app_hash=block.hash,
        )

    def commit(self, _request: RequestCommit) -> ResponseCommit:
        """Make the finalized height durable, then tell who listens."""
        if self._decided is None:
            raise BlockRejected("commit", expected="a finalized block", found="none")
        position, block, misdeeds = self._decided
        if block is None:
            self._application.advance(position.encode())
        else:
            self._application.commit(position.encode() + encode_misdeeds(misdeeds), position.encode())
            self._pool.remove(block.transactions)
        self._decided = None
        self._listener(block, position)
        return ResponseCommit(self._retain(position.height))

    def _check_beginning(self) -> None:
        """The chain of consensus begins at block 0, or where an embedded ledger was handed over."""
        front, tip = self._application.spec.front, self._application.tip
        handover = front.handover if isinstance(front, CometBftFront) else None
        number = handover.number if handover else 0
        if tip.height != number or (handover is not None and tip.hash != handover.hash):
            found = f"block {tip.height}, {hex0x(tip.hash)}"
            raise StoreInvalid("ledger", expected=f"block {number}, as genesis has it", found=found)

    def _proposal(
        self, raws: Sequence[bytes], time: Timestamp, misdeeds: tuple[Misdeed, ...]
    ) -> Proposal | None:
        """The EVM block of a height of consensus; None where nothing was sent and nobody misbehaved."""
        if not raws and not misdeeds:
            return None
        tip = self._application.tip
        transactions = tuple(self._decode(raw) for raw in raws)
        block_time = UnixTime(max(tip.header.timestamp, time.seconds))
        return Proposal(BlockHeight(tip.height + 1), block_time, transactions, misdeeds)

    def _decode(self, raw: bytes) -> Transaction:
        return self._pool.find(raw) or decode_transaction(raw, self._application.spec.chain_id)

    def _decode_waiting(self, raws: Sequence[bytes]) -> list[Transaction]:
        """What the engine's mempool holds and the pool holds too: the rest was dropped here since."""
        found = (self._pool.find(raw) for raw in raws)
        return [transaction for transaction in found if transaction is not None]

    def _executes(self, proposal: Proposal) -> bool:
        """Whether the block executes; one that does not has a transaction that must not be proposed."""
        try:
            self._application.process(proposal)
        except (VersionUnknown, *OF_THE_MACHINE):
            raise
        except Exception:  # whatever a transaction can cause: proposed, it would stop every validator
            if len(proposal.transactions) == 1:
                log.exception("dropped %s", hex0x(proposal.transactions[0].hash))
                self._pool.drop(proposal.transactions[0])
            return False
        return True

    def _note(self, misbehavior: Sequence[Misbehavior]) -> tuple[Misdeed, ...]:
        for each in misbehavior:
            self.misdeeds += 1
            log.critical("validator %s misbehaved at height %d", each.validator.address.hex(), each.height)
        return _misdeeds(misbehavior)


def _misdeeds(misbehavior: Sequence[Misbehavior]) -> tuple[Misdeed, ...]:
    return tuple(
        Misdeed(
            kind=each.type,
            validator=each.validator.address,
            height=each.height,
            time=UnixTime(each.time.seconds),
            power=each.validator.power,
            total_power=each.total_voting_power,
        )
        for each in misbehavior
    )


def _results(block: ExecutedBlock) -> tuple[ExecTxResult, ...]:
    results, before = [], 0
    for transaction, receipt in zip(block.transactions, block.receipts, strict=True):
        used, before = receipt.gas_used - before, receipt.gas_used
        results.append(ExecTxResult(int(not receipt.succeeded), gas_wanted=transaction.gas, gas_used=used))
    return tuple(results)
