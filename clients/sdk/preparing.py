"""From records to a signed batch: seeds, commitments, tree, signature. Pure; randomness is passed in.

A record's seed is the only copy of what hides its fields: it is kept with the record, and used again when the
batch is sent again, so that a retry has the same ids.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from contracts.acts import Batch, Domain, sign
from contracts.batches import MAX_RECORDS, BatchTree
from contracts.commitment import SEED_SIZE, commit
from contracts.errors import BatchInvalid
from contracts.ids import MemberId, RecordId, Signature, UnixTime, hex0x
from contracts.records import Record, kind_of, scope_of_record

Randomness = Callable[[int], bytes]
"""So many bytes that nobody can guess (os.urandom)."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who signs: a member's number, its author key's secret (32 bytes), and the domain of its network."""

    member: MemberId
    private_key: bytes
    domain: Domain


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it is sent and kept: its JSON, its seed, its id."""

    body: bytes
    seed: bytes
    id: RecordId

    @property
    def line(self) -> bytes:
        """The entry as the API takes it: `{"record": …, "seed": …}`."""
        return b'{"record":%b,"seed":"%b"}' % (self.body, hex0x(self.seed).encode())


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """A signed batch with all that its records need, now and for every later proof."""

    batch: Batch
    signature: Signature
    entries: tuple[Entry, ...]

    @property
    def ids(self) -> tuple[RecordId, ...]:
        """The ids of the records, in their order."""
        return tuple(entry.id for entry in self.entries)

    def header(self) -> dict[str, object]:
        """Batch and signature as the API takes them."""
        batch = self.batch
        return {
            "batch": {
                "root": hex0x(batch.root),
                "count": batch.count,
                "kind": batch.kind,
                "scope": batch.scope,
                "member": batch.member,
                "valid_until": batch.valid_until,
            },
            "signature": hex0x(self.signature),
        }


def body_of(record: Record) -> bytes:
    """The JSON of `record` that is sent and kept: fields in the model's order, nothing that is absent."""
    return record.model_dump_json(exclude_none=True).encode()


def grouped(records: Sequence[Record]) -> Iterator[tuple[int, ...]]:
    """The positions in `records` that go into one batch each: of one kind and scope, at most 65,536."""
    groups: dict[tuple[int, int], list[int]] = {}
    for position, record in enumerate(records):
        groups.setdefault((kind_of(record).kind, scope_of_record(record)), []).append(position)
    for positions in groups.values():
        for start in range(0, len(positions), MAX_RECORDS):
            yield tuple(positions[start : start + MAX_RECORDS])


def prepare(
    records: Sequence[Record],
    author: Author,
    valid_until: UnixTime,
    random: Randomness,
    seeds: Sequence[bytes | None] = (),
    bodies: Sequence[bytes] = (),
) -> PreparedBatch:
    """The signed batch of `records`, which are of one kind and scope.

    `seeds` that exist already are used, and so are `bodies`, which are `body_of` each record where given.
    Raises BatchInvalid for none, too many, mixed or foreign records; RecordInvalid for a field that has no
    one spelling.
    """
    _check_alike(records, author.member)
    known = [*seeds, *[None] * (len(records) - len(seeds))]
    entries = tuple(
        _entry(record, seed or random(SEED_SIZE), body)
        for record, seed, body in zip(records, known, bodies or map(body_of, records), strict=True)
    )
    batch = Batch(
        root=BatchTree(entry.id for entry in entries).root,
        count=len(entries),
        kind=kind_of(records[0]).kind,
        scope=scope_of_record(records[0]),
        member=author.member,
        valid_until=valid_until,
    )
    return PreparedBatch(batch, sign(batch, author.domain, author.private_key), entries)


def renewed(prepared: PreparedBatch, author: Author, valid_until: UnixTime) -> PreparedBatch:
    """The same records under a fresh signature that is valid longer."""
    batch = replace(prepared.batch, valid_until=valid_until)
    return replace(prepared, batch=batch, signature=sign(batch, author.domain, author.private_key))


def fingerprint(bodies: Iterable[bytes], author: Author) -> str:
    """A name for records, given as `body_of` each, by this author on this network.

    Where a retry finds what was prepared.
    """
    digest = sha256(author.domain.separator + author.member.to_bytes(2, "big"))
    for body in bodies:
        digest.update(sha256(body).digest())
    return digest.hexdigest()


def _entry(record: Record, seed: bytes, body: bytes) -> Entry:
    return Entry(body, seed, commit(record, seed).id)


def _check_alike(records: Sequence[Record], member: MemberId) -> None:
    kinds = {(kind_of(record).kind, scope_of_record(record)) for record in records}
    if len(kinds) != 1:
        raise BatchInvalid("batch", expected="records of one kind and scope", found=f"{len(kinds)} sorts")
    strangers = {record.author for record in records} - {member}
    if strangers:
        raise BatchInvalid(
            "record/author", expected=f"member {member}, who signs", found=f"member {min(strangers)}"
        )
