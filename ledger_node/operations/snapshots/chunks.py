"""Format 1: a chunk is an RLP list of entries, each a list that begins with its kind.

Blocks from 1 on, in order; then the parts of the state after the last; then what members have used.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from hashlib import sha256
from typing import NamedTuple

from contracts.errors import TegataError
from ledger_node import rlp
from ledger_node.operations.snapshots.walking import state_parts
from ledger_node.storage import Snapshot

FORMAT = 1
CHUNK_BYTES = 4 << 20
"""A chunk is closed once it has this many; the engine takes at most 16 MiB."""

DIGEST_BYTES = 32


class Kind(IntEnum):
    """What an entry is."""

    BLOCK = 1
    STATE = 2
    USAGE = 3


class Entry(NamedTuple):
    """Something in a chunk. A block: header, body, receipts, what the front keeps; else one string."""

    kind: Kind
    parts: tuple[bytes, ...]


class ChunkInvalid(TegataError):
    """A chunk is not what it should be."""

    code = "snapshot.chunk"
    default_remedy = "Get it from another peer."


class SnapshotInvalid(TegataError):
    """A snapshot does not lead to the state that the network has."""

    code = "snapshot.invalid"
    default_remedy = "Take another snapshot."


_PARTS = {
    4: {bytes([Kind.BLOCK]): Kind.BLOCK},
    1: {bytes([Kind.STATE]): Kind.STATE, bytes([Kind.USAGE]): Kind.USAGE},
}
"""How many strings an entry has beside its kind → which kinds have as many."""


def entries(snapshot: Snapshot, height: int, state_root: bytes, usage: bytes) -> Iterator[Entry]:
    """All that a snapshot of the block at `height` holds."""
    for number in range(1, height + 1):
        parts = (
            snapshot.header(number),
            snapshot.body(number),
            snapshot.receipts(number),
            snapshot.front(number),
        )
        yield Entry(Kind.BLOCK, tuple(part or b"" for part in parts))
    for part in state_parts(snapshot.node, state_root):
        yield Entry(Kind.STATE, (part,))
    yield Entry(Kind.USAGE, (usage,))


def chunks(every: Iterable[Entry], size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The entries as chunks: the same on every node."""
    encoded: list[bytes] = []
    taken = 0
    for entry in every:
        encoded.append(rlp.encode([rlp.encode_uint(entry.kind), *entry.parts]))
        taken += len(encoded[-1])
        if taken >= size:
            yield rlp.list_payload(b"".join(encoded))
            encoded, taken = [], 0
    if encoded:
        yield rlp.list_payload(b"".join(encoded))


def read_chunk(data: bytes) -> Iterator[Entry]:
    """The entries of a chunk. Raises SnapshotInvalid."""
    try:
        items = rlp.decode(data, "chunk")
    except TegataError as error:
        raise SnapshotInvalid("chunk", expected=error.expected, found=error.found) from None
    for item in items if isinstance(items, list) else [items]:
        parts = tuple(part for part in item if isinstance(part, bytes)) if isinstance(item, list) else ()
        kind = _PARTS.get(len(parts) - 1, {}).get(parts[0]) if parts else None
        if kind is None or len(parts) != len(item):
            raise SnapshotInvalid("chunk", expected="entries of known kinds", found="something else")
        yield Entry(kind, parts[1:])


def digest_of(data: bytes) -> bytes:
    """How a chunk is named."""
    return sha256(data).digest()


def split_digests(metadata: bytes) -> list[bytes]:
    """The chunks' digests in a snapshot's metadata."""
    return [metadata[at : at + DIGEST_BYTES] for at in range(0, len(metadata), DIGEST_BYTES)]
