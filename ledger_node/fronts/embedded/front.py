"""The embedded front as JSON-RPC sees it: submitting, and the evidence of finality."""

from collections.abc import Callable

from contracts.ids import BlockHeight, NetworkId, UnixTime, hex0x
from ledger_node.blocks import StoredBlock
from ledger_node.fronts.embedded.sequencer import Sequencer
from ledger_node.rpc.ledger import LightBlock
from ledger_node.transactions import Transaction


class EmbeddedFront:
    """What a node shows of its sequencer."""

    def __init__(self, sequencer: Sequencer, public_key: bytes, network_id: NetworkId) -> None:
        self._sequencer = sequencer
        self._public_key = public_key
        self._network_id = network_id

    def submit(self, raw: bytes) -> Transaction:
        """Check a raw transaction and let it wait for the next block. Raises TegataError."""
        return self._sequencer.submit(raw)

    def now(self) -> UnixTime:
        """The time that a block made now would have."""
        return self._sequencer.now()

    def finality(self, block: StoredBlock, kept: bytes) -> dict[str, object]:
        """The sequencer's signature over (tag, network, number, hash, time).

        For the last block, freshly: it is the last as of `time`. For another, as of its own block time: a
        later time under an older block would show its state as fresher than it is.
        """
        tip, time, signature = self._sequencer.sign_fresh()
        if tip.height != block.height:
            time, signature = UnixTime(block.header.timestamp), kept
        return {
            "kind": "embedded",
            "network_id": hex0x(self._network_id),
            "number": block.height,
            "hash": hex0x(block.hash),
            "time": time,
            "public_key": hex0x(self._public_key),
            "signature": hex0x(signature),
        }

    def provable(self, _height_of: Callable[[bytes], BlockHeight | None]) -> None:
        """None: the sequencer signs the last block when asked."""

    def leading_from(self, _height: int) -> list[LightBlock]:
        """Nothing: one key signs all blocks."""
        return []

    def status(self) -> dict[str, object]:
        """Whether blocks are made, and under which key."""
        return {
            "kind": "embedded",
            "public_key": hex0x(self._public_key),
            "stopped": self._sequencer.failure,
        }
