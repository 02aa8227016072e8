"""Sets of members that may read a record, each kept once under a number made from its members."""

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import Connection, insert, select

from contracts.ids import MemberId
from gateway.store.tables.records import reader_sets, readers


def reader_set_of(connection: Connection, members: Iterable[MemberId]) -> int:
    """The number of the set of exactly `members`, written if it is new; the same set always has the same
    number.
    """
    ordered = sorted(set(members))
    text = ",".join(map(str, ordered))
    number = int.from_bytes(sha256(text.encode()).digest()[:8], "big") >> 1
    if connection.scalar(select(reader_sets.c.no).where(reader_sets.c.no == number)) is None:
        connection.execute(insert(reader_sets).values(no=number, members=text))
        connection.execute(insert(readers), [{"set_no": number, "member": member} for member in ordered])
    return number
