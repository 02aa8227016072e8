"""The CometBFT front: ABCI 2.0, by which the engine's validators drive the application.

Owns the protocol's messages, its four connections, and the way to the engine's own interface. Never executes,
never decides what is admissible, and makes nothing durable but in `Commit`.
"""

from ledger_node.fronts.cometbft.calls import AbciCalls
from ledger_node.fronts.cometbft.consensus import Consensus
from ledger_node.fronts.cometbft.engine import EngineClient, EngineSilent
from ledger_node.fronts.cometbft.front import CometBftNodeFront
from ledger_node.fronts.cometbft.mempool import Mempool
from ledger_node.fronts.cometbft.position import Position
from ledger_node.fronts.cometbft.sending import Sender
from ledger_node.fronts.cometbft.server import AbciServer

__all__ = [
    "AbciCalls",
    "AbciServer",
    "CometBftNodeFront",
    "Consensus",
    "EngineClient",
    "EngineSilent",
    "Mempool",
    "Position",
    "Sender",
]
