"""Which declarations an event touches: just those whose numbers the new fact bears on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, literal, select, union

from contracts.ids import unhex
from gateway.reconciliation.choosing import chosen_numbers
from gateway.reconciliation.debits import later_of, others
from gateway.store.events import Event, Topic
from gateway.store.projections.tables import TABLES
from gateway.store.tables.findings import chosen_records
from gateway.store.tables.records import payloads, submissions

_OF_DECLARATIONS = (Topic.DECLARATION_RECEIVED, Topic.MATCH_CHOSEN)
TOPICS = (Topic.BATCH_ANCHORED, Topic.STATUS_CHANGED, Topic.DEBIT_WRITTEN, *_OF_DECLARATIONS)

_PROOFS, _PROOF_LINES = TABLES["proofs"], TABLES["proof_lines"]
_INVOICES, _TRANSPORTS = TABLES["invoices"], TABLES["transports"]
_CONTAINERS, _REFERENCES, _OPERATORS = TABLES["containers"], TABLES["references_made"], TABLES["operators"]
_LINES, _D_INVOICES = TABLES["declaration_lines"], TABLES["declaration_invoices"]
_HEADS, _PARCELS, _RULINGS, _EXPORTS = (
    TABLES["declarations"], TABLES["parcels"], TABLES["rulings"], TABLES["exports"],
)  # fmt: skip
_D_TRANSPORTS, _D_CONTAINERS = TABLES["declaration_transports"], TABLES["declaration_containers"]


def touched_by(connection: Connection, events: Iterable[Event]) -> list[str]:
    """The declarations to reconcile anew after `events`, sorted: each once."""
    happened = list(events)
    declared = {e.subject.decode() for e in happened if e.topic in _OF_DECLARATIONS}
    found = set(declared)
    if declared:
        found |= sharing(connection, declared)
    numbers = _records_of(connection, [e for e in happened if e.topic not in _OF_DECLARATIONS])
    if numbers is not None:
        found |= _of_records(connection, numbers)
    drawn = [e for e in happened if e.topic is Topic.DEBIT_WRITTEN]
    if drawn:
        found |= _of_debits(connection, drawn)
    return sorted(found)


def _of_debits(connection: Connection, drawn: Sequence[Event]) -> set[str]:
    """Declarations that name a proof whose balance others drew on, or a copy of one.

    What a declaration here drew of itself touches none: it is counted from the declaration.
    """
    written = [(e.subject, e.data["line"], unhex(e.data["d"], 32)) for e in drawn]
    lineages = others(connection, written)
    if not lineages:
        return set()
    numbers = (
        select(_PROOFS.c.number_norm)
        .join(payloads, payloads.c.no == _PROOFS.c.record)
        .where(payloads.c.record_id.in_(later_of(connection, lineages)))
    )
    kin = kin_of(connection, set(connection.scalars(numbers)))
    named = select(_LINES.c.declaration).where(_LINES.c.proof_norm.in_(kin))
    chosen = select(chosen_records.c.declaration).where(chosen_records.c.number_norm.in_(kin))
    return set(connection.scalars(union(named, chosen)))


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
        select(chosen_records.c.declaration).where(chosen_records.c.number_norm.in_(proofs)),
    )
    return (
        set(connection.scalars(union(*numbers)))
        | _of_one_day(connection, names)
        | _of_one_order(connection, names)
    )


def _of_one_day(connection: Connection, names: Sequence[str]) -> set[str]:
    """Declarations without a proof of the same importer on the same day: low values add up."""
    bare = select(_LINES.c.declaration).where(_LINES.c.agreement.is_not(None), _LINES.c.proof_norm.is_(None))
    days = (
        select(_HEADS.c.importer_norm, _HEADS.c.law_date)
        .where(_HEADS.c.declaration.in_(names), _HEADS.c.declaration.in_(bare))
        .where(_HEADS.c.importer_norm.is_not(None))
        .distinct()
    )
    found: set[str] = set()
    for importer, day in connection.execute(days):
        same = select(_HEADS.c.declaration).where(
            _HEADS.c.importer_norm == importer, _HEADS.c.law_date == day, _HEADS.c.declaration.in_(bare)
        )
        found |= set(connection.scalars(same))
    return found


def _of_one_order(connection: Connection, names: Sequence[str]) -> set[str]:
    """Declarations of parcels that share an order with theirs."""
    numbers = select(_D_TRANSPORTS.c.number_norm).where(_D_TRANSPORTS.c.declaration.in_(names))
    orders = select(_PARCELS.c.order_norm).where(_PARCELS.c.number_norm.in_(numbers))
    parcels = select(_PARCELS.c.number_norm).where(_PARCELS.c.order_norm.in_(orders))
    return set(
        connection.scalars(
            select(_D_TRANSPORTS.c.declaration).where(_D_TRANSPORTS.c.number_norm.in_(parcels))
        )
    )


def proof_numbers(connection: Connection, declarations: Iterable[str]) -> list[str]:
    """Numbers of the proofs that `declarations` name, and of those that share their balance (copies,
    originals).
    """
    names = list(declarations)
    named = select(_LINES.c.proof_norm).where(
        _LINES.c.declaration.in_(names), _LINES.c.proof_norm.is_not(None)
    )
    return kin_of(connection, {*connection.scalars(named), *connection.scalars(chosen_numbers(names))})


def kin_of(connection: Connection, direct: set[str]) -> list[str]:
    """Numbers of proofs, and of those that share their balance."""
    kin = select(_PROOFS.c.number_norm, _PROOFS.c.original_norm).where(
        _PROOFS.c.number_norm.in_(direct) | _PROOFS.c.original_norm.in_(direct)
    )
    related = {number for row in connection.execute(kin) for number in row if number is not None}
    copies = select(_PROOFS.c.number_norm).where(_PROOFS.c.original_norm.in_(related))
    return sorted(direct | related | set(connection.scalars(copies)))


def _records_of(connection: Connection, events: Sequence[Event]) -> Select[tuple[int]] | None:
    """The numbers of the records that events of the ledger are about; None if they are about none here."""
    batches = {e.data["submission"] for e in events if e.topic is Topic.BATCH_ANCHORED} - {None}
    ended = [e for e in events if e.topic is Topic.STATUS_CHANGED]
    whole = [e.subject for e in ended if unhex(e.data["root"], 32) == e.subject]
    single = [e.subject for e in ended if unhex(e.data["root"], 32) != e.subject]
    if whole:
        batches |= set(connection.scalars(select(submissions.c.no).where(submissions.c.root.in_(whole))))
    if not batches and not single:
        return None
    return select(payloads.c.no).where(
        payloads.c.submission_no.in_(sorted(batches)) | payloads.c.record_id.in_(single)
    )


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
    carried = union(
        select(_PARCELS.c.number_norm).where(_PARCELS.c.record.in_(numbers)),
        select(_EXPORTS.c.transport_norm).where(_EXPORTS.c.record.in_(numbers)),
    )
    ruled = select(_RULINGS.c.number_norm).where(_RULINGS.c.record.in_(numbers))
    holders = select(_RULINGS.c.holder_norm).where(_RULINGS.c.record.in_(numbers))
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
        select(_D_TRANSPORTS.c.declaration).where(_D_TRANSPORTS.c.number_norm.in_(carried)),
        select(_LINES.c.declaration).where(_LINES.c.ruling_norm.in_(ruled)),
        select(_HEADS.c.declaration).where(_HEADS.c.importer_norm.in_(holders)),
        *_of_operators(connection, numbers),
        *_of_choices(proof_norms, invoice_norms),
        *_of_parties(numbers),
        select(_D_CONTAINERS.c.declaration).where(_D_CONTAINERS.c.number_norm.in_(container_norms)),
    )
    return set(connection.scalars(touched))


def _of_choices(*numbers: Any) -> Iterator[Select[tuple[str]]]:
    """Declarations for which officers chose one of the records."""
    for norms in numbers:
        yield select(chosen_records.c.declaration).where(chosen_records.c.number_norm.in_(norms))


def _of_parties(numbers: Select[tuple[int]]) -> Iterator[Select[tuple[str]]]:
    """Declarations of the parties of one of the records that name a proof or an invoice which is not here."""
    known = select(_PROOFS.c.record).where(_PROOFS.c.number_norm == _LINES.c.proof_norm).exists()
    claims = select(_LINES.c.declaration).where(_LINES.c.agreement.is_not(None), ~known)
    invoiced = select(_INVOICES.c.record).where(_INVOICES.c.number_norm == _D_INVOICES.c.number_norm).exists()
    mentions = select(_D_INVOICES.c.declaration).where(~invoiced)
    for lacking, column, made in (
        (claims, _HEADS.c.exporter_name, _PROOFS.c.exporter_name),
        (claims, _HEADS.c.importer_name, _PROOFS.c.consignee_name),
        (mentions, _HEADS.c.exporter_name, _INVOICES.c.seller_name),
    ):
        names = select(made).where(made.table.c.record.in_(numbers), made.is_not(None))
        own = lacking.where(lacking.selected_columns[0] == _HEADS.c.declaration).exists()
        yield select(_HEADS.c.declaration).where(column.in_(names), own)


def _of_operators(connection: Connection, numbers: Select[tuple[int]]) -> Iterator[Select[tuple[str]]]:
    """Declarations that name an operator whose status is among the records."""
    identifiers = select(_OPERATORS.c.identifier).where(_OPERATORS.c.record.in_(numbers)).distinct()
    for identifier in connection.scalars(identifiers):
        words = literal(" ").concat(_HEADS.c.holder_ids).concat(" ")
        yield select(_HEADS.c.declaration).where(words.contains(f" {identifier} ", autoescape=True))
