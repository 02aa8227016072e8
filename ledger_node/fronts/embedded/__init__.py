"""The embedded front: one sequencer, one Ed25519 key, a block whenever transactions wait.

Owns the sequencer's thread and signatures. Never makes an empty block and never tells another time than the
clock it was given.
"""

from ledger_node.fronts.embedded.front import EmbeddedFront
from ledger_node.fronts.embedded.key import SequencerKey, load_key, load_or_create_key
from ledger_node.fronts.embedded.sequencer import Sequencer

__all__ = ["EmbeddedFront", "Sequencer", "SequencerKey", "load_key", "load_or_create_key"]
