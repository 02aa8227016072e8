"""The `net` namespace: a permissioned node has no peers of Ethereum's protocol."""

from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.view import View

namespace = Namespace()


@namespace.method("net_version")
def version(view: View) -> str:
    """The network's number: its chain id, in decimal."""
    return str(view.ledger.chain.chain_id)


@namespace.method("net_listening")
def listening(_view: View) -> bool:
    """Whether the node listens for devp2p connections; it never does."""
    return False


@namespace.method("net_peerCount")
def peer_count(_view: View) -> str:
    """How many devp2p peers are connected."""
    return "0x0"
