"""From the bytes of a request to checked records: pure, so that it runs in a worker process as well.

RawRecord is what JSON spelled; VerifiedRecord has a valid schema, fits its batch, and has its id recomputed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from contracts import strict_json
from contracts.acts import Batch
from contracts.batches import MAX_RECORDS
from contracts.commitment import SEED_SIZE, commit
from contracts.errors import BatchInvalid, RecordInvalid, RecordTooLarge, TegataError, brief
from contracts.ids import BatchRoot, MemberId, RecordId, Signature, UnixTime, unhex
from contracts.records import Record, parse_record, scope_of_record
from gateway.errors import RequestInvalid
from gateway.intake.refusals import RecordsRefused, RefusedRecord
from gateway.store.projections.prepared import Packed, pack, prepare


@dataclass(frozen=True, slots=True)
class SignedBatch:
    """A batch and its author's signature, well formed and not yet judged."""

    batch: Batch
    signature: Signature


T = TypeVar("T")
U = TypeVar("U")

_TOGETHER = 128
"""Records that take each step one after the other: changing from step to step for every record costs a fifth
more, since each step's code and tables push those of the others out of the processor's caches.
"""


class _ReadRecord(NamedTuple):
    """A valid record that fits its batch, and its JSON."""

    record: Record
    seed: bytes
    body: bytes


class VerifiedRecord(NamedTuple):
    """A record that is what its id says. `body` is its JSON, fields in the order of the model."""

    id: RecordId
    seed: bytes
    body: bytes
    prepared: Packed
    """What the indexer will write of it."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A signed batch with all its records, each verified; that they make its root is not yet checked."""

    signed: SignedBatch
    records: Sequence[VerifiedRecord]


def read_submission(data: bytes, record_bytes: int) -> Submission:
    """The submission in a request's body.

    Raises JsonInvalid, RequestInvalid, BatchInvalid; RecordsRefused naming every record that is wrong.
    """
    document = _object(strict_json.loads(data), "body", {"batch", "signature", "records"})
    signed = read_signed_batch(document)
    raws = document["records"]
    if not isinstance(raws, list) or len(raws) != signed.batch.count:
        found = f"{len(raws)} records" if isinstance(raws, list) else brief(raws)
        raise BatchInvalid(
            "records", expected=f"a list of the batch's {signed.batch.count} records", found=found
        )
    return Submission(signed, verify_records(_taken_out(raws), signed.batch, record_bytes))


def _taken_out(raws: list[Any]) -> Iterator[Any]:
    """Each of `raws`, which lets go of it: what was verified need not be held in memory as JSON too."""
    for index, raw in enumerate(raws):
        raws[index] = None
        yield raw


def read_signed_batch(document: dict[str, Any]) -> SignedBatch:
    """The batch and signature in `document`; RequestInvalid or BatchInvalid for anything else."""
    fields = _object(document["batch"], "batch", {"root", "count", "kind", "scope", "member", "valid_until"})
    batch = Batch(
        root=BatchRoot(unhex(fields["root"], 32, "batch/root")),
        count=_integer(fields, "count", 1, MAX_RECORDS),
        kind=_integer(fields, "kind", 1, 255),
        scope=_integer(fields, "scope", 0, 65_535),
        member=MemberId(_integer(fields, "member", 1, 65_535)),
        valid_until=UnixTime(_integer(fields, "valid_until", 0, 2**40 - 2)),
    )
    return SignedBatch(batch, Signature(unhex(document["signature"], 65, "signature")))


def read_chunk(data: bytes, batch: Batch, record_bytes: int, first: int) -> list[VerifiedRecord]:
    """The records in a chunk of an upload: NDJSON, a line each, the first at position `first` of its batch.

    Raises RecordsRefused naming every line that is wrong.
    """
    lines = [line for line in data.split(b"\n") if line.strip()]
    raws: list[Any] = []
    for index, line in enumerate(lines):
        try:
            raws.append(strict_json.loads(line, f"records/{first + index}"))
        except TegataError as error:
            raws.append(error)
    return verify_records(raws, batch, record_bytes, first)


def verify_records(
    raws: Iterable[Any], batch: Batch, record_bytes: int, first: int = 0
) -> list[VerifiedRecord]:
    """Every record of `raws`, verified against `batch`; RecordsRefused naming each that is wrong."""
    verified: list[VerifiedRecord] = []
    refused: list[RefusedRecord] = []
    rest = enumerate(raws, start=first)
    while some := list(islice(rest, _TOGETHER)):
        read = list(_each(some, refused, lambda raw, where: _read(raw, batch, record_bytes, where)))
        verified += (_prepared(one, batch) for _, one in list(_each(read, refused, _committed)))
    if refused:
        in_order = sorted(refused, key=lambda one: one.position)
        raise RecordsRefused(in_order, len(verified) + len(refused))
    return verified


def verify_record(raw: Any, batch: Batch, record_bytes: int, where: str) -> VerifiedRecord:
    """The record in `raw`, an object with `record` and `seed`, as one of `batch`.

    Raises RecordInvalid, RecordTooLarge, BatchInvalid.
    """
    return _prepared(_committed(_read(raw, batch, record_bytes, where), where), batch)


def _each(
    items: Iterable[tuple[int, T]], refused: list[RefusedRecord], step: Callable[[T, str], U]
) -> Iterator[tuple[int, U]]:
    """What `step` makes of each item, by its position; an item that it refuses is added to `refused`."""
    for position, item in items:
        try:
            yield position, step(item, f"records/{position}")
        except TegataError as error:
            refused.append(RefusedRecord(position, error))


def _read(raw: Any, batch: Batch, record_bytes: int, where: str) -> _ReadRecord:
    if isinstance(raw, TegataError):
        raise raw
    fields = _object(raw, where, {"record", "seed"})
    seed = unhex(fields["seed"], SEED_SIZE, f"{where}/seed")
    if not isinstance(fields["record"], dict):
        raise RecordInvalid(f"{where}/record", expected="an object", found=brief(fields["record"]))
    record = parse_record(batch.kind, fields["record"], f"{where}/record")
    if record.author != batch.member:
        raise BatchInvalid(
            f"{where}/record/author", expected=f"the batch's member, {batch.member}", found=str(record.author)
        )
    if (scope := scope_of_record(record)) != batch.scope:
        raise BatchInvalid(
            f"{where}/record/agreement", expected=f"the batch's scope, {batch.scope}", found=str(scope)
        )
    body = record.model_dump_json(exclude_none=True).encode()
    if len(body) > record_bytes:
        raise RecordTooLarge(
            f"{where}/record", expected=f"at most {record_bytes} bytes", found=f"{len(body)} bytes"
        )
    return _ReadRecord(record, seed, body)


def _committed(read: _ReadRecord, where: str) -> tuple[RecordId, _ReadRecord]:
    try:
        return commit(read.record, read.seed).id, read
    except RecordInvalid as error:
        place = f"{where}/record/{error.where}"
        raise RecordInvalid(place, expected=error.expected, found=error.found, remedy=error.remedy) from None


def _prepared(committed: tuple[RecordId, _ReadRecord], batch: Batch) -> VerifiedRecord:
    record_id, read = committed
    prepared = prepare(read.record, batch.member, batch.kind)
    return VerifiedRecord(record_id, read.seed, read.body, pack(prepared))


def _object(value: Any, where: str, keys: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RequestInvalid(where, expected="an object", found=brief(value))
    if value.keys() != keys:
        unknown = sorted(value.keys() - keys)
        found = f"{unknown[0]!r} as well" if unknown else f"no {sorted(keys - value.keys())[0]!r}"
        raise RequestInvalid(where, expected=f"the keys {', '.join(sorted(keys))}", found=brief(found))
    return value


def _integer(fields: dict[str, Any], name: str, least: int, most: int) -> int:
    value = fields[name]
    if type(value) is not int or not least <= value <= most:
        raise BatchInvalid(f"batch/{name}", expected=f"an integer from {least} to {most}", found=brief(value))
    return value
