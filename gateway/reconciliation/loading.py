"""From the store to the engine's input: a declaration, those that share its numbers, and every record they
name.
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, or_, select

from contracts.ids import BlockHeight, hex0x
from gateway.reconciliation.debits import debits_on, hidden_claims
from gateway.reconciliation.projected import Projected
from gateway.reconciliation.proposals import WINDOW, claims_proof
from gateway.reconciliation.touched import kin_of, proof_numbers, sharing
from gateway.store.hidden_lines import Hide
from gateway.store.projections.tables import TABLES
from gateway.store.tables.chain import anchored_batches, blocks, keys, members, status_changes
from gateway.store.tables.findings import chosen_records
from gateway.store.tables.records import records

_MILLION = 1_000_000
Rows = list[dict[str, Any]]


def load(connection: Connection, declaration: str, hide: Hide | None = None) -> Projected:
    """Everything that reconciling `declaration` reads, from one snapshot.

    `hide` tells debits of lines that were not reconciled before, which are not kept as this administration's.
    """
    names = sorted({declaration, *sharing(connection, [declaration])})
    rows: dict[str, Rows] = {
        name: _rows(connection, _where(TABLES[name], "declaration", names))
        for name in (
            "declarations",
            "declaration_lines",
            "declaration_invoices",
            "declaration_transports",
            "declaration_containers",
        )
    }
    rows["choices"] = _rows(connection, select(chosen_records).where(chosen_records.c.declaration.in_(names)))
    rows |= _proofs(connection, proof_numbers(connection, names), rows)
    rows = _with_candidates(connection, declaration, _with_records(connection, rows))
    own = hidden_claims(rows["declaration_lines"], hide).values()
    return Projected(rows | _drawn(connection, rows, own))


def load_planned(connection: Connection, planned: dict[str, Rows]) -> Projected:
    """Everything that reconciling a declaration reads that was not lodged, its own rows given; of other
    declarations nothing.
    """
    rows = dict(planned)
    named = {row["proof_norm"] for row in rows["declaration_lines"] if row["proof_norm"]}
    rows |= _proofs(connection, kin_of(connection, named), rows)
    rows = _with_records(connection, rows)
    return Projected(rows | _drawn(connection, rows))


def _drawn(connection: Connection, rows: dict[str, Rows], own: Collection[bytes] = ()) -> dict[str, Rows]:
    """What others drew from the proofs, as the ledger has it."""
    return {"debits": debits_on(connection, (row["record_id"] for row in rows["proofs"]), own)}


def _with_candidates(connection: Connection, declaration: str, rows: dict[str, Rows]) -> dict[str, Rows]:
    """The rows with the proofs and invoices that `declaration` may mean where no number leads to one:
    those of its parties, of the time before it.
    """
    (head,) = (row for row in rows["declarations"] if row["declaration"] == declaration)
    own = {name: [row for row in rows[name] if row["declaration"] == declaration] for name in _NAMING}
    known = {row["number_norm"] for name in ("proofs", "invoices") for row in rows[name]}
    claims = [row for row in own["declaration_lines"] if claims_proof(row) and row["proof_norm"] not in known]
    if claims:
        wanted = of_parties(head, sorted({row["agreement"] for row in claims}))
        more = _with_standing(connection, TABLES["proofs"], wanted)
        fresh = {row["record"]: row for row in more} | {row["record"]: row for row in rows["proofs"]}
        rows["proofs"] = list(fresh.values())
        rows["proof_lines"] = _rows(connection, _where(TABLES["proof_lines"], "record", list(fresh)))
    if any(row["number_norm"] not in known for row in own["declaration_invoices"]):
        more = _with_standing(connection, TABLES["invoices"], of_seller(head))
        fresh = {row["record"]: row for row in more} | {row["record"]: row for row in rows["invoices"]}
        rows["invoices"] = list(fresh.values())
    return rows


_NAMING = ("declaration_lines", "declaration_invoices")


def of_parties(head: dict[str, Any], agreements: list[str]) -> ColumnElement[bool]:
    """The proofs of a declaration's seller or to its buyer, under `agreements`, of the time before it."""
    table = TABLES["proofs"]
    of_them = or_(
        table.c.exporter_name == head["exporter_name"], table.c.consignee_name == head["importer_name"]
    )
    return and_(
        of_them,
        table.c.agreement.in_(agreements),
        table.c.importing_country == head["importing_country"],
        table.c.issue_date.between(head["law_date"] - WINDOW, head["law_date"]),
    )


def of_seller(head: dict[str, Any]) -> ColumnElement[bool]:
    """The invoices of a declaration's seller, of the time before it."""
    table = TABLES["invoices"]
    issued = table.c.issue_date.is_(None) | table.c.issue_date.between(
        head["law_date"] - WINDOW, head["law_date"]
    )
    return and_(table.c.seller_name == head["exporter_name"], issued)


def _with_records(connection: Connection, rows: dict[str, Rows]) -> dict[str, Rows]:
    """The rows with those of the records, beside proofs, that their declarations name."""
    rows |= _stated_by_customs(connection, rows)
    chosen = {row["number_norm"] for row in rows.get("choices", ()) if row["kind"] == "invoice"}
    named = sorted({*_values(rows, "declaration_invoices"), *chosen})
    rows["invoices"] = _standing(connection, "invoices", "number_norm", named)
    rows["transports"] = _standing(
        connection, "transports", "number_norm", _values(rows, "declaration_transports")
    )
    return rows | _journey(connection, rows)


def height_of(connection: Connection) -> BlockHeight:
    """The block that this gateway has indexed to; 0 before the first."""
    return BlockHeight(connection.scalar(select(func.max(blocks.c.height))) or 0)


def _proofs(connection: Connection, numbers: list[str], rows: dict[str, Rows]) -> dict[str, Rows]:
    """Proofs named, those that share their balance, and those that name an invoice of the declarations."""
    lines = TABLES["proof_lines"]
    by_invoice = select(lines.c.record).where(lines.c.invoice_norm.in_(_values(rows, "declaration_invoices")))
    table = TABLES["proofs"]
    wanted = table.c.number_norm.in_(numbers) | table.c.record.in_(by_invoice)
    proofs = _with_standing(connection, table, wanted)
    authorisations = {row["authorisation"] for row in proofs if row["authorisation"]}
    authorisations |= {word for row in rows["declarations"] for word in (row["holder_ids"] or "").split()}
    return {
        "proofs": proofs,
        "proof_lines": _rows(connection, _where(lines, "record", [row["record"] for row in proofs])),
        "operators": _standing(connection, "operators", "identifier", sorted(authorisations)),
    }


def _stated_by_customs(connection: Connection, rows: dict[str, Rows]) -> dict[str, Rows]:
    """Rulings that lines name or importers hold; export declarations and parcels of the carriages."""
    table = TABLES["rulings"]
    named = sorted({row["ruling_norm"] for row in rows["declaration_lines"] if row["ruling_norm"]})
    holders = sorted({row["importer_norm"] for row in rows["declarations"] if row["importer_norm"]})
    carried = _values(rows, "declaration_transports")
    return {
        "rulings": _with_standing(
            connection, table, table.c.number_norm.in_(named) | table.c.holder_norm.in_(holders)
        ),
        "exports": _standing(connection, "exports", "transport_norm", carried),
        "parcels": _standing(connection, "parcels", "number_norm", carried),
    }


def _journey(connection: Connection, rows: dict[str, Rows]) -> dict[str, Rows]:
    """Containers of the transport documents, and the milestones that name a container or a document."""
    containers, references = TABLES["containers"], TABLES["references_made"]
    carried = _rows(connection, _where(containers, "record", [row["record"] for row in rows["transports"]]))
    seen = _rows(
        connection,
        _where(containers, "number_norm", _values(rows, "declaration_containers")).where(
            containers.c.kind == 5
        ),
    )
    mentions = _rows(
        connection,
        _where(references, "number_norm", _values(rows, "declaration_transports")).where(
            references.c.kind == 5
        ),
    )
    numbers = sorted({row["record"] for row in [*seen, *mentions]})
    milestones = _standing(connection, "milestones", "record", numbers)
    events = sorted({row["source_event"] for row in milestones if row["source_event"]})
    known = set(numbers)
    retractions = [
        row for row in _standing(connection, "milestones", "retracts", events) if row["record"] not in known
    ]
    return {
        "containers": carried + seen,
        "references_made": mentions,
        "milestones": milestones + retractions,
    }


def _values(rows: dict[str, Rows], name: str) -> list[str]:
    return sorted({row["number_norm"] for row in rows[name]})


def _where(table: Table, column: str, values: Iterable[Any]) -> Select[Any]:
    return select(table).where(table.c[column].in_(list(values)))


def _rows(connection: Connection, query: Select[Any]) -> Rows:
    return [dict(row) for row in connection.execute(query).mappings()]


def _standing(connection: Connection, name: str, column: str, values: list[Any]) -> Rows:
    """Rows of a projection of records, with how the ledger says that each stands."""
    table = TABLES[name]
    return _with_standing(connection, table, table.c[column].in_(values)) if values else []


@cache
def standing_query(table: Table) -> Select[Any]:
    """The rows of a projection of records, with the columns of how the ledger says that each stands."""
    one, whole = status_changes.alias("one"), status_changes.alias("whole")
    joined = (
        table.join(records, records.c.no == table.c.record)
        .join(
            anchored_batches,
            and_(anchored_batches.c.member == records.c.member, anchored_batches.c.root == records.c.root),
        )
        .outerjoin(keys, keys.c.address == anchored_batches.c.author)
        .outerjoin(members, members.c.number == records.c.member)
        .outerjoin(one, and_(one.c.member == records.c.member, one.c.target == records.c.record_id))
        .outerjoin(whole, and_(whole.c.member == records.c.member, whole.c.target == records.c.root))
    )
    columns = [
        *table.c,
        records.c.record_id,
        (records.c.anchored_at * _MILLION).label("anchored"),
        func.coalesce(one.c.state, whole.c.state, 0).label("state"),
        (func.coalesce(one.c.time, whole.c.time) * _MILLION).label("ended"),
        func.coalesce(one.c.successor, whole.c.successor).label("successor"),
        members.c.country.label("member_country"),
        (keys.c.compromised_since * _MILLION).label("compromised_since"),
    ]
    return select(*columns).select_from(joined)


def _with_standing(connection: Connection, table: Table, wanted: Any) -> Rows:
    return [spelled(row) for row in _rows(connection, standing_query(table).where(wanted))]


def spelled(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `standing_query` with its ids in hex."""
    row["record_id"] = hex0x(row["record_id"])
    row["successor"] = hex0x(row["successor"]) if row["successor"] else None
    return row
