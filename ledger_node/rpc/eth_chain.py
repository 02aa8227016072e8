"""`eth`: the chain as a whole, and what a client asks before it signs."""

from ledger_node.rpc.errors import INVALID_PARAMS, RpcError, invalid_params
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import BlockReference, block, optional, quantity
from ledger_node.rpc.view import View

MAX_FEE_HISTORY = 1_024
"""Blocks that `eth_feeHistory` looks at, at most, as in other clients."""

namespace = Namespace()


@namespace.method("eth_chainId")
def chain_id(view: View) -> str:
    """The chain id that signatures are bound to (EIP-155)."""
    return hex(view.ledger.spec.chain_id)


@namespace.method("eth_blockNumber")
def block_number(view: View) -> str:
    """The height of the last block."""
    return hex(view.height())


@namespace.method("eth_syncing")
def syncing(_view: View) -> bool:
    """false: a node answers with what it has committed."""
    return False


@namespace.method("eth_accounts")
def accounts(_view: View) -> list[str]:
    """No accounts: a node holds no one's keys."""
    return []


@namespace.method("eth_gasPrice")
def gas_price(_view: View) -> str:
    """0: there are no fees on this ledger."""
    return "0x0"


@namespace.method("eth_maxPriorityFeePerGas")
def max_priority_fee(_view: View) -> str:
    """0: there are no fees on this ledger."""
    return "0x0"


@namespace.method("eth_baseFee")
def base_fee(_view: View) -> str:
    """0: blocks stay below half of their gas limit, so Prague never raises it."""
    return "0x0"


@namespace.method("eth_blobBaseFee")
def blob_base_fee(_view: View) -> str:
    """The least that Prague asks for a blob. No blob is admitted."""
    return "0x1"


def _percentiles(value: object, where: str) -> list[float]:
    if not isinstance(value, list) or len(value) > 100:
        raise invalid_params(where, "a list of at most 100 percentiles")
    numbers = [entry for entry in value if isinstance(entry, int | float) and not isinstance(entry, bool)]
    if len(numbers) != len(value) or numbers != sorted(numbers) or any(not 0 <= n <= 100 for n in numbers):
        raise invalid_params(where, "ascending percentiles from 0 to 100")
    return numbers


@namespace.method("eth_feeHistory", quantity, block, optional(_percentiles), required=2)
def fee_history(
    view: View, count: int, newest: BlockReference, percentiles: list[float] | None
) -> dict[str, object]:
    """How full blocks were; every fee is 0."""
    if not count:
        raise RpcError(INVALID_PARAMS, "block count must be at least 1")
    last = view.block(newest).height
    first = max(0, last - min(count, MAX_FEE_HISTORY) + 1)
    found = [view.block_at(type(last)(height)) for height in range(first, last + 1)]
    headers = [each.header for each in found if each is not None]
    history: dict[str, object] = {
        "oldestBlock": hex(first),
        "baseFeePerGas": ["0x0"] * (len(headers) + 1),
        "gasUsedRatio": [header.gas_used / header.gas_limit for header in headers],
        "baseFeePerBlobGas": ["0x1"] * (len(headers) + 1),
        "blobGasUsedRatio": [0] * len(headers),
    }
    if percentiles:
        history["reward"] = [["0x0"] * len(percentiles) for _ in headers]
    return history
