"""Which declarations an event touches: just those whose numbers the new fact bears on."""

from collections.abc import Iterable

from sqlalchemy import Connection, Select, select, union

from contracts.ids import unhex
from gateway.store.events import Event, Topic
from gateway.store.projections.tables import TABLES
from gateway.store.tables.records import payloads, submissions

TOPICS = (Topic.BATCH_ANCHORED, Topic.STATUS_CHANGED, Topic.DECLARATION_RECEIVED)

_PROOFS, _PROOF_LINES = TABLES["proofs"], TABLES["proof_lines"]
_INVOICES, _TRANSPORTS = TABLES["invoices"], TABLES["transports"]
_CONTAINERS, _REFERENCES, _OPERATORS = TABLES["containers"], TABLES["references_made"], TABLES["operators"]
_LINES, _D_INVOICES = TABLES["declaration_lines"], TABLES["declaration_invoices"]
_D_TRANSPORTS, _D_CONTAINERS = TABLES["declaration_transports"], TABLES["declaration_containers"]


def touched_by(connection: Connection, events: Iterable[Event]) -> list[str]:
    """The declarations to reconcile anew after `events`, sorted: each once."""
    found: set[str] = set()
    for event in events:
        if event.topic is Topic.DECLARATION_RECEIVED:
            name = event.subject.decode()
            found |= {name, *sharing(connection, [name])}
        else:
            found |= _of_records(connection, _records_of(event))
    return sorted(found)


def sharing(connection: Connection, declarations: Iterable[str]) -> set[str]:
    """Declarations that share a proof, an invoice or a transport document with one of `declarations`."""
    names = list(declarations)
    proofs = proof_numbers(connection, names)
    numbers = (
        select(_D_INVOICES.c.declaration).where(
            _D_INVOICES.c.number_norm.in_(
                select(_D_INVOICES.c.number_norm).where(_D_INVOICES.c.declaration.in_(names))
            )
        ),
        select(_D_TRANSPORTS.c.declaration).where(
            _D_TRANSPORTS.c.number_norm.in_(
                select(_D_TRANSPORTS.c.number_norm).where(_D_TRANSPORTS.c.declaration.in_(names))
            )
        ),
        select(_LINES.c.declaration).where(_LINES.c.proof_norm.in_(proofs)),
    )
    return set(connection.scalars(union(*numbers)))


def proof_numbers(connection: Connection, declarations: Iterable[str]) -> list[str]:
    """Numbers of the proofs that `declarations` name, and of those that share their balance (copies,
    originals).
    """
    named = select(_LINES.c.proof_norm).where(
        _LINES.c.declaration.in_(list(declarations)), _LINES.c.proof_norm.is_not(None)
    )
    direct = set(connection.scalars(named))
    kin = select(_PROOFS.c.number_norm, _PROOFS.c.original_norm).where(
        _PROOFS.c.number_norm.in_(direct) | _PROOFS.c.original_norm.in_(direct)
    )
    related = {number for row in connection.execute(kin) for number in row if number is not None}
    copies = select(_PROOFS.c.number_norm).where(_PROOFS.c.original_norm.in_(related))
    return sorted(direct | related | set(connection.scalars(copies)))


def _records_of(event: Event) -> Select[tuple[int]]:
    """The numbers of the records that an event of the ledger is about."""
    anchored = event.topic is Topic.BATCH_ANCHORED
    root = event.subject if anchored else unhex(event.data["root"], 32)
    numbers = (
        select(payloads.c.no)
        .join(submissions, submissions.c.no == payloads.c.submission_no)
        .where(submissions.c.member == event.data["member"], submissions.c.root == root)
    )
    return numbers if event.subject == root else numbers.where(payloads.c.record_id == event.subject)


def _of_records(connection: Connection, numbers: Select[tuple[int]]) -> set[str]:
    """Declarations whose numbers lead to one of the records."""
    proof_norms = select(_PROOFS.c.number_norm).where(_PROOFS.c.record.in_(numbers))
    original_norms = select(_PROOFS.c.original_norm).where(_PROOFS.c.record.in_(numbers))
    invoice_norms = union(
        select(_INVOICES.c.number_norm).where(_INVOICES.c.record.in_(numbers)),
        select(_PROOF_LINES.c.invoice_norm).where(_PROOF_LINES.c.record.in_(numbers)),
    )
    transport_norms = union(
        select(_TRANSPORTS.c.number_norm).where(_TRANSPORTS.c.record.in_(numbers)),
        select(_REFERENCES.c.number_norm).where(_REFERENCES.c.record.in_(numbers), _REFERENCES.c.kind == 5),
    )
    container_norms = select(_CONTAINERS.c.number_norm).where(_CONTAINERS.c.record.in_(numbers))
    approved = select(_PROOFS.c.number_norm).where(
        _PROOFS.c.authorisation.in_(select(_OPERATORS.c.identifier).where(_OPERATORS.c.record.in_(numbers)))
    )
    touched = union(
        select(_LINES.c.declaration).where(_LINES.c.proof_norm.in_(proof_norms)),
        select(_LINES.c.declaration).where(_LINES.c.proof_norm.in_(original_norms)),
        select(_LINES.c.declaration).where(_LINES.c.proof_norm.in_(approved)),
        select(_D_INVOICES.c.declaration).where(_D_INVOICES.c.number_norm.in_(invoice_norms)),
        select(_D_TRANSPORTS.c.declaration).where(_D_TRANSPORTS.c.number_norm.in_(transport_norms)),
        select(_D_CONTAINERS.c.declaration).where(_D_CONTAINERS.c.number_norm.in_(container_norms)),
    )
    return set(connection.scalars(touched))
