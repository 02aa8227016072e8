"""What goes into the next transaction: pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts import calls
from contracts.acts import Batch
from contracts.addresses import REGISTRY
from contracts.ids import Address

ANCHOR_GAS = 90_000
"""At least what anchoring one batch takes inside `anchorMany`; the contract's own limit is 75,000 alone."""

BASE_GAS = 60_000
"""What a transaction takes beside its items: 21,000, the loop, memory."""

STATUS_GAS = 450_000
"""At least what ending a record takes, with two inclusion proofs of the largest tree."""

TRANSACTION_GAS = 6_000_000
"""The most that admission lets one transaction ask for (contracts.genesis.GenesisLimits)."""


@dataclass(frozen=True)
class AnchorItem:
    """A batch that waits."""

    no: int
    submission: int
    signed: calls.SignedBatch
    alone: bool = False
    """It stood in a transaction that failed as a whole: it goes by itself from now on."""

    @property
    def batch(self) -> Batch:
        """What was signed."""
        return self.signed.batch


@dataclass(frozen=True)
class StatusItem:
    """An act on status or a debit that waits, with its calldata and the contract that takes it."""

    no: int
    act: int
    calldata: bytes
    to: Address = REGISTRY


Item = AnchorItem | StatusItem


@dataclass(frozen=True)
class Parcel:
    """The items of one transaction."""

    items: tuple[Item, ...]

    @property
    def calldata(self) -> bytes:
        """One batch goes by `anchor`, several by `anchorMany`, an act on status by its own call."""
        first = self.items[0]
        if isinstance(first, StatusItem):
            return first.calldata
        batches = [item.signed for item in self.items if isinstance(item, AnchorItem)]
        return calls.anchor(batches[0]) if len(batches) == 1 else calls.anchor_many(batches)

    @property
    def to(self) -> Address:
        """The contract that takes it."""
        first = self.items[0]
        return first.to if isinstance(first, StatusItem) else REGISTRY

    @property
    def gas(self) -> int:
        """What to ask for."""
        anchorings = sum(isinstance(item, AnchorItem) for item in self.items)
        needed = ANCHOR_GAS * anchorings if anchorings else STATUS_GAS
        return min(BASE_GAS + needed, TRANSACTION_GAS)


def pack(waiting: Sequence[Item], most: int) -> list[Parcel]:
    """`waiting`, in order, as parcels of at most `most` batches; an act on status always goes alone.

    An act never overtakes a batch that was handed in before it: the batch may hold its successor.
    """
    limit = max(1, min(most, calls.MAX_ITEMS, (TRANSACTION_GAS - BASE_GAS) // ANCHOR_GAS))
    parcels: list[list[Item]] = []
    open_parcel = False
    for item in waiting:
        together = isinstance(item, AnchorItem) and not item.alone
        if together and open_parcel and len(parcels[-1]) < limit:
            parcels[-1].append(item)
        else:
            parcels.append([item])
            open_parcel = together
    return [Parcel(tuple(items)) for items in parcels]
