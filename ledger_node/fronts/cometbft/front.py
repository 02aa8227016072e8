"""The CometBFT front as JSON-RPC sees it: submitting, and the evidence of finality."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contracts.errors import TegataError
from contracts.genesis import CometBftFront
from contracts.ids import BlockHeight, UnixTime, hex0x
from ledger_node.blocks import StoredBlock
from ledger_node.errors import NodeStopped
from ledger_node.fronts.cometbft.engine import EngineClient, EngineRefused
from ledger_node.fronts.cometbft.evidence import Decided, Evidence
from ledger_node.fronts.cometbft.mempool import Mempool
from ledger_node.fronts.cometbft.position import Position, decode_position
from ledger_node.genesis import ChainSpec
from ledger_node.rpc.ledger import LightBlock
from ledger_node.transactions import Transaction

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
        self._evidence = Evidence(engine, position)
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
        """The freshest header of consensus whose app hash is the block's, and its commit, as protobuf.

        Raises EngineRefused while no header has the hash yet: the one after the block's own is the first.
        """
        following = self._kept_at(block.height + 1)
        if following and self._sequencer is not None and len(following) == SIGNATURE_BYTES:
            return self._sequencers_word(block, kept)
        evidence = self._evidence
        decided = evidence.at(decode_position(following).height) if following else evidence.freshest()
        if decided.header.app_hash != block.hash:
            raise EngineRefused(
                f"block {block.height}",
                expected=f"a header of consensus above {decode_position(kept).height}",
                found=f"none yet at {decided.header.height}",
                remedy="Ask again in a moment.",
            )
        return {
            "kind": "cometbft",
            "number": block.height,
            "hash": hex0x(block.hash),
            "height": decided.header.height,
            "time": decided.header.time.seconds,
            "validators_hash": hex0x(decided.header.validators_hash),
            "header": hex0x(decided.header.encode()),
            "commit": hex0x(decided.commit.encode()),
        }

    def provable(self, height_of: Callable[[bytes], BlockHeight | None]) -> BlockHeight | None:
        """The block that the newest header stands on: the last one, or the one before it for a moment."""
        return height_of(self._evidence.freshest().header.app_hash)

    def leading_from(self, height: int) -> list[LightBlock]:
        """What leads a light client from a height of consensus to the newest header."""
        return [ShownLightBlock(each) for each in self._evidence.leading_from(height)]

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


@dataclass(frozen=True, slots=True)
class ShownLightBlock:
    """A decided header as JSON-RPC shows it to a light client."""

    decided: Decided

    @property
    def app_hash(self) -> bytes:
        """The hash of the block that the header stands on."""
        return self.decided.header.app_hash

    def to_json(self) -> dict[str, object]:
        """Header and commit as protobuf; each validator's key and power, in order."""
        header, commit, validators = self.decided
        return {
            "height": header.height,
            "header": hex0x(header.encode()),
            "commit": hex0x(commit.encode()),
            "validators": [[hex0x(each.public_key), each.power] for each in validators.validators],
        }
