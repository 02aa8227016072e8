"""Fees that a block asks for: per gas (EIP-1559) and per blob (EIP-4844)."""

from ledger_node.ethereum.forks import BlobSchedule
from ledger_node.ethereum.headers import BlockHeader

INITIAL_BASE_FEE = 1_000_000_000
"""The base fee of London's first block."""

GAS_PER_BLOB = 131_072

_ELASTICITY = 2
_CHANGE_DENOMINATOR = 8


def next_base_fee(parent: BlockHeader) -> int:
    """The base fee of a London block on top of `parent`."""
    base_fee = parent.base_fee_per_gas
    if base_fee is None:
        return INITIAL_BASE_FEE
    target = parent.gas_limit // _ELASTICITY
    difference = parent.gas_used - target
    change = base_fee * abs(difference) // target // _CHANGE_DENOMINATOR if target else 0
    if difference > 0:
        return base_fee + max(change, 1)
    return max(base_fee - change, 0) if difference else base_fee


def next_excess_blob_gas(parent: BlockHeader, schedule: BlobSchedule) -> int:
    """The excess of blob gas of a Cancun block on top of `parent`; `schedule` is the block's own."""
    if parent.excess_blob_gas is None or parent.blob_gas_used is None:
        return 0
    return max(parent.excess_blob_gas + parent.blob_gas_used - schedule.target * GAS_PER_BLOB, 0)


def blob_base_fee(excess_blob_gas: int, schedule: BlobSchedule) -> int:
    """What a blob's gas costs: e ** (excess / fraction), in whole numbers (EIP-4844's `fake_exponential`)."""
    total, term, step = 0, schedule.update_fraction, 1
    while term > 0:
        total += term
        term = term * excess_blob_gas // (schedule.update_fraction * step)
        step += 1
    return total // schedule.update_fraction
