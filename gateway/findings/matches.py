"""Which records a declaration's claims and invoices mean: what was matched, how, and what an officer may
choose. The API of it.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, select

from contracts.errors import brief
from contracts.ids import UnixTime
from gateway.access import Officer, Principal
from gateway.errors import NotAllowed, NotFound, RequestInvalid
from gateway.reconciliation.choosing import choices_made, choose, chosen_for
from gateway.reconciliation.facts import Facts, known_facts
from gateway.reconciliation.loading import load
from gateway.reconciliation.matching import Match, invoice_of, proof_of
from gateway.reconciliation.projected import Projected, Row
from gateway.reconciliation.proposals import Kind, proposed_invoices, proposed_proofs
from gateway.reconciliation.subjects.matches import unmatched
from gateway.services import ServicesDep
from gateway.store.events import Event, Topic, append_events
from gateway.store.tables.declarations import declaration_versions

router = APIRouter(prefix="/v1/declarations", tags=["findings"])

How = Literal["chosen", "none_fits", "number", "ambiguous", "proposed", "unknown"]


class Choice(BaseModel):
    """The records that a claimed line or a mention of an invoice means; none: none of those proposed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"kind": "proof", "position": 0, "records": [], "reason": "The paper was seen."}
        },
    )

    kind: Kind
    position: Annotated[int, Field(ge=0, le=9_999)]
    records: Annotated[list[Annotated[str, Field(pattern="^0x[0-9a-f]{64}$")]], Field(max_length=20)]
    reason: Annotated[str, Field(min_length=1, max_length=4_000)]


@router.get("/{declaration}/matches")
def get_matches(declaration: str, services: ServicesDep, officer: Officer) -> dict[str, Any]:
    """What each claim and each invoice of a declaration was matched with, and how: by its number, by what an
    officer chose; otherwise the proposals with their scores of 100 and what each factor gave.
    """
    assert officer.is_officer, "a route for officers"
    with services.store.read() as connection:
        return matches_of(connection, declaration)


@router.post("/{declaration}/matches", status_code=201)
def post_choice(declaration: str, choice: Choice, services: ServicesDep, officer: Officer) -> dict[str, Any]:
    """Choose what a claim or an invoice means, with the reason; it is reconciled anew with that."""
    now = services.now()
    number = services.store.write(
        lambda connection: put_choice(connection, officer, declaration, choice, now),
        services.store.events_bell,
    )
    return {"no": number, "declaration": declaration, **choice.model_dump(), "at": now}


def matches_of(connection: Connection, declaration: str) -> dict[str, Any]:
    """The matches of a declaration as JSON, with every choice made on it; NotFound where there is none."""
    known = select(declaration_versions.c.no).where(declaration_versions.c.declaration == declaration)
    if connection.scalar(known.limit(1)) is None:
        raise NotFound.of(declaration, "a declaration")
    trade = load(connection, declaration)
    heads = [head for head in trade.heads() if head["declaration"] == declaration]
    return {
        "declaration": declaration,
        "matches": [told for head in heads for told in _matches(trade, known_facts(), head)],
        "choices": choices_made(connection, declaration),
    }


def put_choice(
    connection: Connection, officer: Principal, declaration: str, choice: Choice, now: UnixTime
) -> int:
    """Puts a choice on the record and has the declaration reconciled anew; its number."""
    if officer.officer_no is None:
        raise NotAllowed(f"declarations/{declaration}/matches", expected="an officer", found=officer.who)
    trade = load(connection, declaration)
    own = _own(trade, declaration, choice)
    pool = {row["record_id"]: row for row in trade.rows("proofs" if choice.kind == "proof" else "invoices")}
    unknown = [record for record in choice.records if record not in pool]
    if unknown:
        raise RequestInvalid("records", expected="records that were proposed", found=brief(unknown[0]))
    if choice.kind == "invoice" and len(choice.records) > 1:
        raise RequestInvalid("records", expected="one invoice, or none", found=str(len(choice.records)))
    by = officer.officer_no, officer.officer_name or officer.who
    chosen = [pool[record] for record in dict.fromkeys(choice.records)]
    number = choose(
        connection, declaration, choice.kind, own, chosen, reason=choice.reason, officer=by, now=now
    )
    data = {"kind": choice.kind, "position": choice.position}
    append_events(connection, [Event(Topic.MATCH_CHOSEN, declaration.encode(), data, now)])
    return number


def _own(trade: Projected, declaration: str, choice: Choice) -> Row:
    """The claimed line, or the mention, that a choice is about."""
    name = "declaration_lines" if choice.kind == "proof" else "declaration_invoices"
    for row in trade.where(name, "declaration", declaration):
        if row["position"] == choice.position:
            return row
    raise NotFound.of(f"{declaration}/{choice.kind}/{choice.position}", "a claim or an invoice")


def _matches(trade: Projected, facts: Facts, head: Row) -> Iterator[dict[str, Any]]:
    open_ones = {(kind, own["position"]) for kind, own in unmatched(trade, facts, head)}
    for line in trade.of(head, "declaration_lines"):
        if line["agreement"] is not None:
            by_number = proof_of(trade, line["proof_norm"], line["agreement"])
            yield _told(trade, head, "proof", line, by_number, ("proof", line["position"]) in open_ones)
    for mention in trade.of(head, "declaration_invoices"):
        by_number = invoice_of(trade, mention, head)
        yield _told(trade, head, "invoice", mention, by_number, ("invoice", mention["position"]) in open_ones)


def _told(
    trade: Projected, head: Row, kind: Kind, own: Row, by_number: Match | None, proposing: bool
) -> dict[str, Any]:
    chosen = chosen_for(trade, kind, own)
    records: tuple[str, ...] = chosen or (by_number.candidates if by_number else ())
    how: How = "unknown"
    if chosen is not None:
        how = "chosen" if chosen else "none_fits"
    elif by_number is not None:
        how = "number" if len(by_number.candidates) == 1 else "ambiguous"
    proposals = _proposals(trade, head, kind, own) if proposing else []
    if proposals:
        how = "proposed"
    heads = {row["record_id"]: row for row in trade.rows("proofs" if kind == "proof" else "invoices")}
    return {
        "kind": kind,
        "position": own["position"],
        "line": own.get("line"),
        "declared": own["proof_number"] if kind == "proof" else own["number"],
        "how": how,
        "records": [_record(heads, record) for record in records],
        "proposals": proposals,
    }


def _proposals(trade: Projected, head: Row, kind: Kind, own: Row) -> list[dict[str, Any]]:
    found = (proposed_proofs if kind == "proof" else proposed_invoices)(trade, head, own)
    heads = {row["record_id"]: row for row in trade.rows("proofs" if kind == "proof" else "invoices")}
    return [
        {
            "records": [_record(heads, record) for record in one.records],
            "score": one.score,
            "factors": [
                {"name": f.name, "fits": f.fits, "declared": f.declared, "found": f.found}
                for f in one.factors
            ],
        }
        for one in found
    ]


def _record(heads: dict[str, Row], record: str) -> dict[str, Any]:
    row = heads.get(record)
    if row is None:
        return {"record": record, "number": None, "date": None}
    return {"record": record, "number": row["number"], "date": row["issue_date"] and str(row["issue_date"])}
