"""The CometBFT front as JSON-RPC sees it: submitting, and the evidence of finality."""

from collections.abc import Callable
from typing import Any

from contracts.errors import TegataError
from contracts.genesis import CometBftFront
from contracts.ids import UnixTime, hex0x
from ledger_node.blocks import StoredBlock
from ledger_node.errors import NodeStopped
from ledger_node.fronts.cometbft.engine import EngineClient, EngineRefused
from ledger_node.fronts.cometbft.mempool import Mempool
from ledger_node.fronts.cometbft.position import Position, decode_position
from ledger_node.genesis import ChainSpec
from ledger_node.transactions import Transaction

VALIDATORS_A_PAGE = 100
SIGNATURE_BYTES = 64


class CometBftNodeFront:
    """What a node shows of its validators' consensus."""

    def __init__(
        self,
        engine: EngineClient,
        mempool: Mempool,
        now: Callable[[], UnixTime],
        position: Callable[[], Position],
        kept_at: Callable[[int], bytes | None],
        failure: Callable[[], str | None],
        spec: ChainSpec,
    ) -> None:
        handover = spec.front.handover if isinstance(spec.front, CometBftFront) else None
        self._sequencer = None if handover is None else handover.sequencer
        self._network_id = spec.network_id
        self._engine = engine
        self._mempool = mempool
        self._now = now
        self._position = position
        self._kept_at = kept_at
        self._failure = failure

    def submit(self, raw: bytes) -> Transaction:
        """Check a raw transaction and hand it to the engine. Raises TegataError."""
        failure = self._failure()
        if failure is not None:
            raise NodeStopped("engine", expected="a running node", found=failure)
        return self._mempool.submit(raw)

    def now(self) -> UnixTime:
        """The time that a block made now would have, as this node's clock has it."""
        return self._now()

    def finality(self, block: StoredBlock, kept: bytes) -> dict[str, object]:
        """The freshest header of consensus whose app hash is the block's, its commit and its validators.

        They are as the engine's own interface shows them. Raises EngineRefused while no header has the hash
        yet: the one after the block's own is the first.
        """
        following = self._kept_at(block.height + 1)
        if following and self._sequencer is not None and len(following) == SIGNATURE_BYTES:
            return self._sequencers_word(block, kept)
        height = decode_position(following).height if following else None
        found = self._engine.call("commit", **({} if height is None else {"height": str(height)}))
        signed = found["signed_header"]
        if bytes.fromhex(signed["header"]["app_hash"]) != block.hash:
            raise EngineRefused(
                f"block {block.height}",
                expected=f"a header of consensus above {decode_position(kept).height}",
                found=f"none yet at {signed['header']['height']}",
                remedy="Ask again in a moment.",
            )
        return {
            "kind": "cometbft",
            "number": block.height,
            "hash": hex0x(block.hash),
            "signed_header": signed,
            "validators": self._validators(str(signed["header"]["height"])),
        }

    def _sequencers_word(self, block: StoredBlock, kept: bytes) -> dict[str, object]:
        """The evidence for a block of the embedded ledger that was handed over, as it was then."""
        return {
            "kind": "embedded",
            "network_id": hex0x(self._network_id),
            "number": block.height,
            "hash": hex0x(block.hash),
            "time": block.header.timestamp,
            "public_key": hex0x(self._sequencer or b""),
            "signature": hex0x(kept),
        }

    def status(self) -> dict[str, object]:
        """How consensus stands, from this node."""
        position = self._position()
        return {
            "kind": "cometbft",
            "consensus_height": position.height,
            "consensus_time": position.time,
            "stopped": self._failure(),
            "engine": self._engine_status(),
        }

    def _engine_status(self) -> dict[str, Any] | str:
        try:
            found = self._engine.call("status")
        except TegataError as silent:
            return silent.message
        sync, validator = found["sync_info"], found["validator_info"]
        return {
            "id": found["node_info"]["id"],
            "height": int(sync["latest_block_height"]),
            "catching_up": sync["catching_up"],
            "voting_power": int(validator["voting_power"]),
        }

    def _validators(self, height: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = []
        while True:
            page = str(len(listed) // VALIDATORS_A_PAGE + 1)
            found = self._engine.call("validators", height=height, page=page, per_page=str(VALIDATORS_A_PAGE))
            listed += found["validators"]
            if len(listed) >= int(found["total"]):
                return listed
