"""A record's chain of supersession: what came before it, what took its place, when and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from contracts.acts import State
from contracts.ids import MemberId, RecordId, UnixTime
from gateway.access import Principal
from gateway.consignments.evidence import Evidence, evidence_of
from gateway.store.tables.chain import status_changes

MOST = 100
"""Versions that are shown of one chain."""


@dataclass(frozen=True)
class Version:
    """A version of a statement. `evidence` is None where the reader may not read it, or it is not here.

    `state` and what follows tell how it ended by itself; ACTIVE and None while no end of its own is written.
    """

    record_id: RecordId
    evidence: Evidence | None
    state: State = State.ACTIVE
    reason: int | None = None
    ended_at: UnixTime | None = None


def versions_of(
    connection: Connection, principal: Principal, member: MemberId, record: RecordId
) -> tuple[Version, ...]:
    """The chain that `record` of `member` stands in, the first version first; itself alone if it has none."""
    before = list(_followed(connection, member, record, backwards=True))
    chain = [*reversed(before), record, *_followed(connection, member, record, backwards=False)]
    known = evidence_of(connection, principal, [one.hex() for one in chain])
    table = status_changes
    own = select(table).where(table.c.member == member, table.c.target.in_(chain))
    ends = {bytes(row.target): row for row in connection.execute(own)}
    found = []
    for one in chain:
        row, evidence = ends.get(one), known.get(one.hex())
        if row is None:
            found.append(Version(one, evidence))
        else:
            found.append(Version(one, evidence, State(row.state), row.reason, UnixTime(row.time)))
    return tuple(found)


def _followed(
    connection: Connection, member: MemberId, record: RecordId, *, backwards: bool
) -> Iterator[RecordId]:
    """The versions on one side, the nearest first. Of several that one took the place of, the first is
    followed.
    """
    table = status_changes
    here, there = (table.c.successor, table.c.target) if backwards else (table.c.target, table.c.successor)
    seen = {bytes(record)}
    for _ in range(MOST):
        step = (
            select(there).where(here == record, table.c.member == member).order_by(table.c.block, table.c.log)
        )
        found = connection.scalar(step.limit(1))
        if found is None or found in seen:
            return
        seen.add(found)
        record = RecordId(found)
        yield record
