"""From fields to a record's id: salts, leaves, root, and what binds them to kind and scope (formats §2)."""

from collections.abc import Iterable, Sequence
from hashlib import sha256, shake_256
from itertools import repeat
from struct import Struct
from typing import NamedTuple

from contracts import merkle
from contracts.columns import cut
from contracts.errors import RecordInvalid
from contracts.fields import Field
from contracts.flattening import Flattened, flatten
from contracts.ids import RecordId
from contracts.records.kinds import kind_of, scope_of_record
from contracts.records.parts import Record

SEED_SIZE = 32
SALT_SIZE = 16
_SALT_LABEL = b"tegata/salts/1"
_LEAF = b"\0"
_ID_HEAD = Struct(">BBHHI")


def salts(seed: bytes, count: int) -> tuple[bytes, ...]:
    """`count` salts of 16 bytes: SHAKE-256(seed ‖ "tegata/salts/1"), cut in the order of the paths."""
    if len(seed) != SEED_SIZE:
        raise RecordInvalid("seed", expected="32 random bytes", found=f"{len(seed)} bytes")
    return cut(shake_256(seed + _SALT_LABEL).digest(count * SALT_SIZE), SALT_SIZE)


def leaves_of(
    record_salts: Sequence[bytes], path_hashes: Iterable[bytes], typed: Sequence[bytes]
) -> list[bytes]:
    """The leaf hash of each field, SHA-256(0x00 ‖ salt ‖ SHA-256(path) ‖ type ‖ value).

    The fields are given as columns; `typed` holds type byte and value of each.
    """
    columns = zip(repeat(_LEAF, len(typed)), record_salts, path_hashes, typed, strict=True)
    sha, join = sha256, b"".join
    return [sha(join(parts)).digest() for parts in columns]


def record_id(kind: int, version: int, scope: int, field_count: int, fields_root: bytes) -> RecordId:
    """SHA-256(0x02 ‖ kind u8 ‖ version u16 ‖ scope u16 ‖ field count u32 ‖ fields root)."""
    return RecordId(sha256(_ID_HEAD.pack(2, kind, version, scope, field_count) + fields_root).digest())


class Commitment(NamedTuple):
    """A record with everything its id is made from. `salts` and `leaves` follow the order of the fields."""

    flattened: Flattened
    salts: tuple[bytes, ...]
    leaves: list[bytes]
    root: bytes
    id: RecordId

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields one by one, sorted by path."""
        return self.flattened.fields


def commit(record: Record, seed: bytes) -> Commitment:
    """The commitment to `record` under `seed`: 32 random bytes, kept with the payload and across retries."""
    flattened = flatten(record)
    record_salts = salts(seed, len(flattened.paths))
    leaves = leaves_of(record_salts, flattened.path_hashes, flattened.typed)
    root = merkle.root(leaves)
    info = kind_of(record)
    identity = record_id(info.kind, info.version, scope_of_record(record), len(leaves), root)
    return Commitment(flattened, record_salts, leaves, root, identity)
