"""What the indexer writes of a record, made ready where the record is verified: it is worked out once.

It follows from the record alone: from a payload that was read again it comes out the same, to the byte.
"""

import marshal
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, NewType

from contracts.ids import MemberId
from contracts.records import Record
from contracts.records.parts import render_decimal
from gateway.store.projections.columns import OF_RECORDS, Projection
from gateway.store.projections.of_records import rows_of
from gateway.store.projections.readership import Readership, readership_of

Values = tuple[Any, ...]

Packed = NewType("Packed", bytes)
"""A `Prepared` as bytes: small, and nothing that the garbage collector has to visit."""

_PROJECTIONS = {projection.name: projection for projection in OF_RECORDS}
_NUMBER = "record"


class Prepared(NamedTuple):
    """Whom a record lets read it, and its rows: (projection, values of each row by `columns_of`)."""

    readership: Readership
    rows: tuple[tuple[str, tuple[Values, ...]], ...]


def prepare(record: Record, member: MemberId, kind: int) -> Prepared:
    """What there is to write of `record`, signed by `member`."""
    rows = rows_of(record, 0, member, kind)
    encoded = tuple((name, tuple(map(_encoder(name), some))) for name, some in rows.items() if some)
    return Prepared(readership_of(record), encoded)


def pack(prepared: Prepared) -> Packed:
    """`prepared` as bytes, for this process and its workers only: no version of them is stored."""
    return Packed(marshal.dumps((tuple(prepared.readership), prepared.rows)))


def unpack(packed: Packed) -> Prepared:
    """What was packed."""
    readership, rows = marshal.loads(packed)  # bytes that `pack` made
    return Prepared(Readership(*readership), rows)


@cache
def columns_of(projection: str) -> tuple[str, ...]:
    """The columns of prepared rows: the record's number, which only the store can give, is the first."""
    names = _PROJECTIONS[projection].names
    return (_NUMBER, *(name for name in names if name != _NUMBER))


@cache
def _encoder(projection: str) -> Callable[[dict[str, Any]], Values]:
    """Makes a row's values as both databases take them: decimals and dates as text."""
    names = columns_of(projection)[1:]
    values_of = itemgetter(*names)
    texts = _texts(_PROJECTIONS[projection], names)

    def encode(row: dict[str, Any]) -> Values:
        values = list(values_of(row))
        for index, text in texts:
            if (value := values[index]) is not None:
                values[index] = text(value)
        return tuple(values)

    return encode


def _texts(projection: Projection, names: Sequence[str]) -> list[tuple[int, Callable[[Any], str]]]:
    """Index among `names` of each decimal and date of `projection`, and how it is spelled."""
    spelled: dict[str, Callable[[Any], str]] = {"decimal": _decimal, "date": _date}
    types = {column.name: column.type for column in projection.columns}
    return [(index, spelled[types[name]]) for index, name in enumerate(names) if types[name] in spelled]


def _decimal(value: Decimal) -> str:
    return render_decimal(value)


def _date(value: date) -> str:
    return value.isoformat()
