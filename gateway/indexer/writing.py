"""Writing filings: the rows of records, of their projections, and the state of their submission."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from contracts.ids import MemberId
from gateway.indexer.filing import SLICE, Filing, Slice
from gateway.store.bulk import insert_values
from gateway.store.projections.prepared import Values, columns_of
from gateway.store.projections.tables import TABLES
from gateway.store.reader_sets import reader_set_of
from gateway.store.tables.records import payloads, records, submissions

_OF_THE_BATCH = ("kind", "scope", "member", "root", "batch_size", "block", "anchored_at", "reader_set")
_FILE = insert(records).from_select(
    ["no", "record_id", "position", *_OF_THE_BATCH],
    select(
        payloads.c.no,
        payloads.c.record_id,
        payloads.c.position,
        *(bindparam(name, type_=records.c[name].type) for name in _OF_THE_BATCH),
    ).where(
        payloads.c.submission_no == bindparam("submission"),
        payloads.c.position.between(bindparam("first"), bindparam("last")),
    ),
)
_READ_BY_OTHERS = (
    update(records).where(records.c.no == bindparam("record")).values(reader_set=bindparam("others"))
)
_FILED = (
    update(submissions).where(submissions.c.no == bindparam("number")).values(state="anchored", notice=None)
)


def write_filings(connection: Connection, filings: Sequence[Filing]) -> None:
    """Files batches: the records of small ones together, of large ones slice by slice."""
    numbers: dict[frozenset[MemberId], int] = {}
    for some in _together(part for filing in filings for part in filing.slices(connection)):
        for part in some:
            for _, allowed in part.readers:
                if allowed not in numbers:
                    numbers[allowed] = reader_set_of(connection, allowed)
        _write_records(connection, some, numbers)
        _write_projections(connection, some)
    if filings:
        connection.execute(_FILED, [{"number": filing.submission} for filing in filings])


def _together(parts: Iterable[Slice]) -> Iterator[list[Slice]]:
    """`parts`, those that follow one another in one list, up to a slice's size."""
    some: list[Slice] = []
    size = 0
    for part in parts:
        if some and size + len(part.readers) > SLICE:
            yield some
            some, size = [], 0
        some.append(part)
        size += len(part.readers)
    if some:
        yield some


def _write_records(
    connection: Connection, parts: Sequence[Slice], numbers: dict[frozenset[MemberId], int]
) -> None:
    """Writes the records' rows: those of a slice from its payloads, for the readers that most of them have,
    then the readers of the others.
    """
    rows, others = [], []
    for part in parts:
        usual, _ = Counter(allowed for _, allowed in part.readers).most_common(1)[0]
        rows.append(_filed(part, numbers[usual]))
        others += [
            {"record": number, "others": numbers[allowed]}
            for number, allowed in part.readers
            if allowed != usual
        ]
    connection.execute(_FILE, rows)
    if others:
        connection.execute(_READ_BY_OTHERS, others)


def _write_projections(connection: Connection, parts: Sequence[Slice]) -> None:
    gathered: dict[str, list[Values]] = defaultdict(list)
    for part in parts:
        for name, rows in part.projected.items():
            gathered[name].extend(rows)
    for name, rows in gathered.items():
        insert_values(connection, TABLES[name], columns_of(name), rows)


def _filed(part: Slice, reader_set: int) -> dict[str, Any]:
    """What the records of a slice have in common, and their positions."""
    batch = part.batch
    return {
        "submission": part.submission,
        "first": part.first,
        "last": part.last,
        "kind": batch.kind,
        "scope": batch.scope,
        "member": batch.member,
        "root": batch.root,
        "batch_size": batch.size,
        "block": batch.block,
        "anchored_at": batch.time,
        "reader_set": reader_set,
    }
