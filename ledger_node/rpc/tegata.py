"""The `tegata` namespace: what Ethereum has no word for."""

from contracts.ids import hex0x
from ledger_node.rpc.errors import SERVER_ERROR, RpcError
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import LATEST, BlockReference, block, quantity
from ledger_node.rpc.render import Json
from ledger_node.rpc.view import View

namespace = Namespace()


@namespace.method("tegata_finality", block, required=0)
def finality(view: View, reference: BlockReference) -> Json:
    """A block's header and the evidence that it is final; without a block, of the last that has some."""
    front = view.ledger.front
    provable = front.provable(view.snapshot.height_of) if reference == LATEST else None
    found = view.block(reference if provable is None else BlockReference(number=provable))
    kept = view.snapshot.front(found.height)
    if kept is None:
        raise RpcError(SERVER_ERROR, "no finality is kept for this block")
    return {
        "number": hex(found.height),
        "hash": hex0x(found.hash),
        "header_rlp": hex0x(found.encoded),
        "finality": front.finality(found, kept),
    }


@namespace.method("tegata_lightBlocks", quantity)
def light_blocks(view: View, height: int) -> list[Json]:
    """What leads a light client from a height of consensus to the newest header."""
    told: list[Json] = []
    for each in view.ledger.front.leading_from(height):
        found = view.find_block(BlockReference(hash=each.app_hash))
        if found is not None:  # else a block that came since this request began
            told.append({**each.to_json(), "header_rlp": hex0x(found.encoded)})
    return told


@namespace.method("tegata_status")
def status(view: View) -> Json:
    """Who this node is, where it stands, and what waits."""
    found = view.block(BlockReference(tag="latest"))
    chain = view.ledger.chain
    genesis = view.block(BlockReference(number=0))
    return {
        "network_id": hex0x(chain.network_id),
        "chain_id": chain.chain_id,
        "genesis_hash": hex0x(genesis.hash),
        "height": found.height,
        "hash": hex0x(found.hash),
        "time": found.header.timestamp,
        "waiting": len(view.ledger.pool),
        "front": view.ledger.front.status(),
    }
