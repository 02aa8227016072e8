"""The `web3` namespace: which software this is, and its hash function."""

from importlib.metadata import PackageNotFoundError, version

from contracts.ids import hex0x
from contracts.keccak import keccak
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import data
from ledger_node.rpc.view import View

namespace = Namespace()


@namespace.method("web3_clientVersion")
def client_version(_view: View) -> str:
    """Name and version of this node."""
    try:
        return f"tegata/{version('tegata')}"
    except PackageNotFoundError:
        return "tegata/unreleased"


@namespace.method("web3_sha3", data)
def sha3(_view: View, content: bytes) -> str:
    """Keccak-256 of the given data."""
    return hex0x(keccak(content))
