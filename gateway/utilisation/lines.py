"""A proof's line on the ledger: its lineage, whether it must be opened, and what opens it."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from contracts import calls
from contracts.addresses import UTILISATION
from contracts.batches import BatchTree
from contracts.commitment import commit
from contracts.draws import leaf_of
from contracts.errors import RecordInvalid
from contracts.ids import BatchRoot, MemberId, RecordId, hex0x
from contracts.records import parse_record
from gateway.ledger import Ledger
from gateway.store.tables.chain import status_changes
from gateway.store.tables.records import payloads, records, submissions


@dataclass(frozen=True)
class Place:
    """Where a line's balance stands: issuer, lineage, line; `record` is the last of its chain."""

    issuer: MemberId
    lineage: RecordId
    line: int
    record: RecordId


def place_of(connection: Connection, lineage: RecordId, line: int) -> Place:
    """The balance of a line of a proof; RecordInvalid if the last of its chain is not here."""
    record = _last(connection, lineage)
    issuer = connection.scalar(select(records.c.member).where(records.c.record_id == record))
    if issuer is None:
        raise RecordInvalid(hex0x(record), expected="a proof that this gateway holds", found="none")
    return Place(MemberId(issuer), lineage, line, record)


def opening_of(connection: Connection, ledger: Ledger, place: Place) -> tuple[calls.Proof, calls.Leaf] | None:
    """What discloses the line; None if the ledger has its quantity, of the last record of the chain."""
    view = calls.decode_line_of(ledger.call(UTILISATION, calls.line_of(place.lineage, place.line)))
    if view is not None and view.id == place.record and view.balance.unit:
        return None
    return proof_of(connection, place), _leaf(connection, place)


def _last(connection: Connection, record: RecordId) -> RecordId:
    """The end of the chain of supersession that leads on from a record."""
    while True:
        found = connection.scalar(
            select(status_changes.c.successor).where(
                status_changes.c.target == record, status_changes.c.successor.is_not(None)
            )
        )
        if found is None:
            return record
        record = RecordId(found)


def _leaf(connection: Connection, place: Place) -> calls.Leaf:
    row = connection.execute(
        select(payloads.c.body, payloads.c.seed, records.c.kind)
        .join(records, records.c.no == payloads.c.no)
        .where(payloads.c.record_id == place.record)
    ).one()
    record = parse_record(row.kind, row.body)
    return leaf_of(record, commit(record, row.seed), place.line)


def proof_of(connection: Connection, place: Place) -> calls.Proof:
    """Where the record that is drawn on now stands in its batch."""
    found = connection.execute(
        select(records.c.root, records.c.position).where(records.c.record_id == place.record)
    ).one()
    ids = connection.scalars(
        select(payloads.c.record_id)
        .join(submissions, submissions.c.no == payloads.c.submission_no)
        .where(submissions.c.member == place.issuer, submissions.c.root == found.root)
        .order_by(payloads.c.position)
    )
    tree = BatchTree(RecordId(one) for one in ids)
    position = calls.Position(found.position, tree.proof(found.position))
    return calls.Proof(BatchRoot(found.root), place.record, position)
