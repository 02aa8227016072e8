"""Records with what the ledger says of them, for one reader: what it may not read is not there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from contracts.acts.registry import State
from contracts.ids import BatchRoot, BlockHeight, MemberId, RecordId, UnixTime
from contracts.records import parse_record
from contracts.records.parts import Record
from gateway.access import Principal, readable
from gateway.store.tables.chain import status_changes
from gateway.store.tables.records import payloads, records

_AT_ONCE = 400


@dataclass(frozen=True)
class Ending:
    """How a record ended, by itself or with its batch; `reason` as contracts.acts.registry.Reason numbers
    it.
    """

    state: State
    reason: int
    time: UnixTime
    block: BlockHeight
    successor: RecordId | None
    whole_batch: bool


@dataclass(frozen=True)
class Evidence:
    """A record of this gateway, where it is anchored, and how it ended if it did."""

    record_id: RecordId
    kind: int
    scope: int
    member: MemberId
    root: BatchRoot
    block: BlockHeight
    anchored_at: UnixTime
    record: Record
    ending: Ending | None = None

    @property
    def node(self) -> str:
        """Its name in the graph and in addresses."""
        return self.record_id.hex()


def evidence_of(connection: Connection, principal: Principal, nodes: Iterable[str]) -> dict[str, Evidence]:
    """The records among `nodes` that `principal` may read, by node."""
    wanted = sorted({node for node in nodes if _is_record(node)})
    found: dict[str, Evidence] = {}
    for some in _cut(wanted):
        ids = [bytes.fromhex(node) for node in some]
        query = (
            select(records, payloads.c.body)
            .join(payloads, payloads.c.no == records.c.no)
            .where(records.c.record_id.in_(ids), readable(principal))
        )
        rows = connection.execute(query).all()
        endings = _endings(connection, rows)
        for row in rows:
            evidence = _evidence(row, endings)
            found[evidence.node] = evidence
    return found


def _is_record(node: str) -> bool:
    try:
        return bool(bytes.fromhex(node))
    except ValueError:
        return False


def _evidence(row: Any, endings: Mapping[tuple[int, bytes], Ending]) -> Evidence:
    ends = [e for e in (endings.get((row.member, t)) for t in (row.record_id, row.root)) if e]
    return Evidence(
        record_id=RecordId(row.record_id),
        kind=row.kind,
        scope=row.scope,
        member=MemberId(row.member),
        root=BatchRoot(row.root),
        block=BlockHeight(row.block),
        anchored_at=UnixTime(row.anchored_at),
        record=parse_record(row.kind, row.body, f"record {row.record_id.hex()}"),
        ending=min(ends, key=lambda e: (e.block, e.whole_batch), default=None),
    )


def _endings(connection: Connection, rows: Iterable[Any]) -> dict[tuple[int, bytes], Ending]:
    """(member, target) → how it ended, for the records of `rows` and their batches."""
    targets: dict[int, set[bytes]] = {}
    for row in rows:
        targets.setdefault(row.member, set()).update({row.record_id, row.root})
    if not targets:
        return {}
    table = status_changes
    theirs = [and_(table.c.member == m, table.c.target.in_(sorted(t))) for m, t in targets.items()]
    return {
        (row.member, row.target): Ending(
            State(row.state),
            row.reason,
            UnixTime(row.time),
            BlockHeight(row.block),
            RecordId(row.successor) if row.successor else None,
            row.target == row.root,
        )
        for row in connection.execute(select(table).where(or_(*theirs)))
    }


def _cut(values: list[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
