"""A batch: 1 to 65,536 ids of one kind and scope under one root, so that one signature covers them all."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import sha256

from contracts import merkle
from contracts.errors import BatchInvalid
from contracts.ids import BatchRoot, RecordId

MAX_RECORDS = 65_536
_LEAF = b"\0"


def id_leaf(record_id: RecordId) -> bytes:
    """The leaf of an id in its batch: SHA-256(0x00 ‖ id)."""
    return sha256(_LEAF + record_id).digest()


class BatchTree:
    """The tree over the ids of a batch, in the order given."""

    def __init__(self, ids: Iterable[RecordId]) -> None:
        self.ids: tuple[RecordId, ...] = tuple(ids)
        if not 1 <= len(self.ids) <= MAX_RECORDS:
            raise BatchInvalid("batch", expected=f"1 to {MAX_RECORDS} records", found=str(len(self.ids)))
        if len(set(self.ids)) != len(self.ids):
            raise BatchInvalid("batch", expected="each record once", found="a record that stands in it twice")

    @cached_property
    def leaves(self) -> list[bytes]:
        """The leaf of each id."""
        sha = sha256
        return [sha(_LEAF + record_id).digest() for record_id in self.ids]

    @cached_property
    def root(self) -> BatchRoot:
        """The root that the author signs."""
        return BatchRoot(merkle.root(self.leaves))

    @cached_property
    def _levels(self) -> list[list[bytes]]:
        return merkle.levels(self.leaves)

    def proof(self, index: int) -> tuple[bytes, ...]:
        """The audit path of the id at `index`."""
        if not 0 <= index < len(self.ids):
            raise BatchInvalid("index", expected=f"0 to {len(self.ids) - 1}", found=str(index))
        return merkle.proof_from_levels(self._levels, index)


def root_of_inclusion(record_id: RecordId, index: int, count: int, path: Sequence[bytes]) -> BatchRoot:
    """The batch root that `path` proves for `record_id`; ProofInvalid for a path of the wrong length."""
    return BatchRoot(merkle.root_from_proof(id_leaf(record_id), index, count, path))
