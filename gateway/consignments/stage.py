"""The consignments stage: reads the feed and keeps the graph's tables.

It is the only writer of its tables, so it computes from a snapshot and writes the result with its cursor in
one change. A crash costs the piece at hand; taking a statement in again changes nothing.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, select

from contracts import strict_json
from contracts.declarations import ImportDeclaration
from gateway.consignments.growth import regrouped
from gateway.consignments.shelf import TableShelf
from gateway.consignments.statements import (
    Statement,
    declaration_node,
    statement_of_declaration,
    statement_of_record,
)
from gateway.crash_points import reached
from gateway.services import Services
from gateway.stage import Stage
from gateway.store import Store
from gateway.store.events import Event, Topic, cursor_of, events_after, move_cursor
from gateway.store.tables.declarations import declaration_versions
from gateway.store.tables.records import payloads, records

NAME = "consignments"
TOPICS = (Topic.BATCH_ANCHORED, Topic.DECLARATION_RECEIVED)
EVENTS_AT_ONCE = 50
STATEMENTS_AT_ONCE = 1_000


def make_stage(services: Services) -> Stage:
    """The stage's thread."""
    return Stage(NAME, lambda: take_in(services.store), services.store.events_bell)


def take_in(store: Store) -> bool:
    """Takes in what the feed has next; True if there may be more."""
    with store.read() as connection:
        cursor = cursor_of(connection, NAME)
        happened = events_after(connection, cursor, topics=TOPICS, limit=EVENTS_AT_ONCE)
        if not happened:
            return False
        statements = _statements_of(connection, happened)
        some = list(islice(statements, STATEMENTS_AT_ONCE))
        while following := list(islice(statements, STATEMENTS_AT_ONCE)):
            _write(store, some)
            some = following
    _write(store, some, happened[-1].no)
    return True


def _write(store: Store, statements: Sequence[Statement], worked_off: int | None = None) -> None:
    """Writes `statements` and what they change, from a snapshot that holds everything written before; with
    the last of them, the number of the event that was worked off.
    """
    with store.read() as connection:
        cores = regrouped(TableShelf(connection), statements)

    def change(connection: Connection) -> None:
        if statements:
            shelf = TableShelf(connection)
            shelf.save(statements)
            shelf.regroup(cores)
        if worked_off is not None:
            move_cursor(connection, NAME, worked_off)

    reached("consignments.before_commit")
    store.write(change)
    reached("consignments.after_commit")


def _statements_of(connection: Connection, happened: Sequence[Event]) -> Iterator[Statement]:
    """What the records and declarations that `happened` is about state, each once."""
    declared = {e.subject.decode(): None for e in happened if e.topic is Topic.DECLARATION_RECEIVED}
    for name in declared:
        yield _declared(connection, name)
    anchored = {e.data["submission"] for e in happened if e.topic is Topic.BATCH_ANCHORED} - {None}
    query = (
        select(records.c.record_id, records.c.kind, payloads.c.body)
        .join(payloads, payloads.c.no == records.c.no)
        .where(payloads.c.submission_no.in_(sorted(anchored)))
        .order_by(payloads.c.submission_no, payloads.c.position)
    )
    for record_id, kind, body in connection.execute(query):
        yield statement_of_record(kind, strict_json.loads(body), record_id.hex())


def _declared(connection: Connection, name: str) -> Statement:
    """The declaration called `name` as all its versions state it."""
    table = declaration_versions
    query = select(table.c.current).where(table.c.declaration == name).order_by(table.c.version)
    versions = [ImportDeclaration.model_validate_json(body) for body in connection.scalars(query)]
    return statement_of_declaration(versions, declaration_node(name))
