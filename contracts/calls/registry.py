"""Calldata of the Registry: anchoring batches, and ending records or whole batches."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.acts import Batch, Revoke, StatusAct, Supersede, Withdraw
from contracts.calls.words import selector, signature_words, uint
from contracts.errors import BatchInvalid
from contracts.ids import Signature

MAX_ITEMS = 64
"""The most batches that one `anchorMany` takes."""

_BATCH = "(bytes32,uint32,uint8,uint16,uint16,uint64)"
_SIGNATURE = "(bytes32,bytes32,uint8)"
_ITEM = f"({_BATCH},{_SIGNATURE})"
_ENDING = "(uint16,bytes32,bytes32,uint8,uint64)"
_SUPERSESSION = "(uint16,bytes32,bytes32,bytes32,bytes32,uint8,uint64)"
_POSITION = "(uint32,bytes32[])"

ANCHOR = selector(f"anchor({_ITEM})")
ANCHOR_MANY = selector(f"anchorMany({_ITEM}[])")
REVOKE = selector(f"revoke({_ENDING},{_POSITION},{_SIGNATURE})")
WITHDRAW = selector(f"withdraw({_ENDING},{_POSITION},{_SIGNATURE})")
SUPERSEDE = selector(f"supersede({_SUPERSESSION},{_POSITION},{_POSITION},{_SIGNATURE})")

_ITEMS_OFFSET = uint(32)
_PATH_OFFSET = uint(64)
_ENDING_HEAD = 9 * 32
_SUPERSESSION_HEAD = 12 * 32


@dataclass(frozen=True, slots=True)
class SignedBatch:
    """A batch and its author's signature: what a relay takes to the Registry."""

    batch: Batch
    signature: Signature


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record stands in its batch, with the path that proves it (contracts/merkle.py)."""

    index: int
    path: tuple[bytes, ...]


WHOLE_BATCH = Position(0, ())
"""The position of an act on a whole batch, which needs no proof."""


def anchor(item: SignedBatch) -> bytes:
    """Calldata that anchors one batch, or reverts with the reason."""
    return ANCHOR + _item(item)


def anchor_many(items: Sequence[SignedBatch]) -> bytes:
    """Calldata that anchors 1 to 64 batches, each by itself; BatchInvalid for another number."""
    if not 1 <= len(items) <= MAX_ITEMS:
        raise BatchInvalid("anchorMany", expected=f"1 to {MAX_ITEMS} batches", found=str(len(items)))
    return b"".join((ANCHOR_MANY, _ITEMS_OFFSET, uint(len(items)), *map(_item, items)))


def revoke(act: Revoke, position: Position, signature: Signature) -> bytes:
    """Calldata that revokes a record at `position`, or a whole batch with WHOLE_BATCH."""
    return REVOKE + _ending(act, position, signature)


def withdraw(act: Withdraw, position: Position, signature: Signature) -> bytes:
    """Calldata that withdraws a record at `position`, or a whole batch with WHOLE_BATCH."""
    return WITHDRAW + _ending(act, position, signature)


def supersede(act: Supersede, position: Position, successor: Position, signature: Signature) -> bytes:
    """Calldata that ends a record at `position` in favour of one at `successor`, or a batch for a batch."""
    tail = encode_position(position)
    return b"".join(
        (
            SUPERSEDE,
            uint(act.member),
            act.root,
            act.target,
            act.successor_root,
            act.successor,
            uint(act.reason),
            uint(act.valid_until),
            uint(_SUPERSESSION_HEAD),
            uint(_SUPERSESSION_HEAD + len(tail)),
            signature_words(signature),
            tail,
            encode_position(successor),
        )
    )


def status_act(
    act: StatusAct, signature: Signature, position: Position, successor: Position = WHOLE_BATCH
) -> bytes:
    """Calldata of whichever act on status this is; `successor` matters to Supersede only."""
    if isinstance(act, Supersede):
        return supersede(act, position, successor, signature)
    if isinstance(act, Withdraw):
        return withdraw(act, position, signature)
    return revoke(act, position, signature)


def _item(item: SignedBatch) -> bytes:
    batch = item.batch
    return b"".join(
        (
            batch.root,
            batch.count.to_bytes(32, "big"),
            batch.kind.to_bytes(32, "big"),
            batch.scope.to_bytes(32, "big"),
            batch.member.to_bytes(32, "big"),
            batch.valid_until.to_bytes(32, "big"),
            signature_words(item.signature),
        )
    )


def _ending(act: Revoke | Withdraw, position: Position, signature: Signature) -> bytes:
    return b"".join(
        (
            uint(act.member),
            act.root,
            act.target,
            uint(act.reason),
            uint(act.valid_until),
            uint(_ENDING_HEAD),
            signature_words(signature),
            encode_position(position),
        )
    )


def encode_position(position: Position) -> bytes:
    """A position as the contracts take it, from its own first word on."""
    return b"".join((uint(position.index), _PATH_OFFSET, uint(len(position.path)), *position.path))
