"""`eth`: the chain as a whole, and what a client asks before it signs."""

from collections.abc import Sequence

from contracts.ids import BlockHeight, hex0x
from ledger_node.blocks import StoredBlock
from ledger_node.ethereum import BlockHeader, Fork
from ledger_node.ethereum.fees import GAS_PER_BLOB, blob_base_fee, next_base_fee, next_excess_blob_gas
from ledger_node.rpc.errors import INVALID_PARAMS, RpcError, invalid_params
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import BlockReference, block, optional, quantity
from ledger_node.rpc.render import Json, effective_gas_price
from ledger_node.rpc.view import View
from ledger_node.transactions import Transaction

MAX_FEE_HISTORY = 1_024
"""Blocks that `eth_feeHistory` looks at, at most, as in other clients."""

namespace = Namespace()


@namespace.method("eth_chainId")
def chain_id(view: View) -> str:
    """The chain id that signatures are bound to (EIP-155)."""
    return hex(view.ledger.chain.chain_id)


@namespace.method("eth_blockNumber")
def block_number(view: View) -> str:
    """The height of the last block."""
    return hex(view.height())


@namespace.method("eth_syncing")
def syncing(_view: View) -> bool:
    """false: a node answers with what it has committed."""
    return False


@namespace.method("eth_coinbase")
def coinbase(view: View) -> str:
    """Who gets the fees of blocks: the last block's, which on the ledger is nobody."""
    return hex0x(view.block(BlockReference(tag="latest")).header.coinbase)


@namespace.method("eth_gasPrice")
def gas_price(view: View) -> str:
    """What a unit of gas costs in the next block, with a tip; 0 on the ledger, which has no fees."""
    return hex(_next_base_fee(view) + view.ledger.chain.priority_fee())


@namespace.method("eth_maxPriorityFeePerGas")
def max_priority_fee(view: View) -> str:
    """The tip that a sender does well to give; 0 on the ledger."""
    return hex(view.ledger.chain.priority_fee())


@namespace.method("eth_baseFee")
def base_fee(view: View) -> str:
    """The base fee of the next block; 0 on the ledger, whose blocks stay below half of their gas limit."""
    return hex(_next_base_fee(view))


@namespace.method("eth_blobBaseFee")
def blob_fee(view: View) -> str:
    """What a unit of blob gas costs in the next block. The ledger admits no blob."""
    return hex(_next_blob_fee(view, view.block(BlockReference(tag="latest")).header))


@namespace.method("eth_capabilities")
def capabilities(view: View) -> Json:
    """What can be asked of this node: everything, from the first block on."""
    head = view.block(BlockReference(tag="latest"))
    kept: Json = {"disabled": False, "oldestBlock": "0x0"}
    kinds = ("state", "tx", "logs", "receipts", "blocks", "stateproofs")
    return {"head": {"number": hex(head.height), "hash": hex0x(head.hash)}, **dict.fromkeys(kinds, kept)}


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
    """How full blocks were, and what they asked for; on the ledger every fee is 0."""
    if not count:
        raise RpcError(INVALID_PARAMS, "block count must be at least 1")
    last = view.block(newest)
    first = max(0, last.height - min(count, MAX_FEE_HISTORY) + 1)
    found = (view.block_at(BlockHeight(height)) for height in range(first, last.height + 1))
    blocks = [each for each in found if each is not None]
    headers = [each.header for each in blocks]
    following = _fees_after(view, last.header)
    history: dict[str, object] = {
        "oldestBlock": hex(first),
        "baseFeePerGas": [hex(each.base_fee_per_gas or 0) for each in headers] + [hex(following[0])],
        "gasUsedRatio": [header.gas_used / header.gas_limit for header in headers],
        "baseFeePerBlobGas": [hex(_blob_fee(view, each)) for each in headers] + [hex(following[1])],
        "blobGasUsedRatio": [_blob_ratio(view, each) for each in headers],
    }
    if percentiles:
        history["reward"] = [_rewards(view, each, percentiles) for each in blocks]
    return history


def _next_base_fee(view: View) -> int:
    return _fees_after(view, view.block(BlockReference(tag="latest")).header)[0]


def _fees_after(view: View, header: BlockHeader) -> tuple[int, int]:
    """The base fee of the block after `header`, and its blob fee."""
    fork = view.ledger.chain.fork(header.block_number + 1, header.timestamp)
    base_fee = next_base_fee(header) if fork >= Fork.LONDON else 0
    return base_fee, _next_blob_fee(view, header)


def _next_blob_fee(view: View, header: BlockHeader) -> int:
    if header.excess_blob_gas is None:
        return 0
    schedule = view.blobs(header)
    return blob_base_fee(next_excess_blob_gas(header, schedule), schedule)


def _blob_fee(view: View, header: BlockHeader) -> int:
    if header.excess_blob_gas is None:
        return 0
    return blob_base_fee(header.excess_blob_gas, view.blobs(header))


def _blob_ratio(view: View, header: BlockHeader) -> float:
    return (header.blob_gas_used or 0) / (view.blobs(header).most * GAS_PER_BLOB)


def _rewards(view: View, block: StoredBlock, percentiles: Sequence[float]) -> list[str]:
    """By percentile of gas used, what the transactions of a block gave its maker for a unit of gas."""
    view.check_time()
    transactions = view.transactions(block.height)
    if not transactions:
        return ["0x0"] * len(percentiles)
    used_before = 0
    tips: list[tuple[int, int]] = []
    for transaction, receipt in zip(transactions, view.receipts(block.height), strict=True):
        tips.append((_tip(transaction, block.header), receipt.gas_used - used_before))
        used_before = receipt.gas_used
    tips.sort()
    return [hex(_tip_at(tips, block.header.gas_used * percentile / 100)) for percentile in percentiles]


def _tip(transaction: Transaction, header: BlockHeader) -> int:
    return effective_gas_price(transaction, header) - (header.base_fee_per_gas or 0)


def _tip_at(tips: Sequence[tuple[int, int]], threshold: float) -> int:
    """The tip at which, with all lower ones, `threshold` gas is used."""
    used = 0
    for tip, gas in tips:
        used += gas
        if used >= threshold:
            return tip
    return tips[-1][0]
