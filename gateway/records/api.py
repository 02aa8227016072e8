"""The API of records: list, read, verify, prove."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from contracts.ids import hex0x
from contracts.proofs import Bundle
from contracts.proofs.bundle import MAX_RECORDS
from contracts.records import Kind
from gateway.access import Action, Principal, SignedIn, readable, record_access
from gateway.http.correlation import correlation_id_of
from gateway.http.etags import tagged
from gateway.http.pages import Cursor, Limit, after, page
from gateway.network.trust import current_trust
from gateway.records.bundles import bundle_of
from gateway.records.reading import Standing, payload_of, record_id_of, standing_of, standing_of_row
from gateway.records.verification import facts_of, place_of, verification
from gateway.services import Services, ServicesDep
from gateway.store.tables.records import records

router = APIRouter(prefix="/v1", tags=["records"])


class ProofsRequest(BaseModel):
    """Which records one bundle is to show."""

    model_config = ConfigDict(extra="forbid")

    records: Annotated[list[str], Field(min_length=1, max_length=MAX_RECORDS)]
    """Ids: 0x and 64 lower-case hex digits."""


@router.get("/records")
def get_records(
    services: ServicesDep,
    principal: SignedIn,
    kind: Annotated[Kind | None, Query(description="1 to 11")] = None,
    member: Annotated[int | None, Query(ge=1, le=65_535, description="the author")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """The records that one may read, in the order in which they came: without their payloads."""
    query = select(records).where(records.c.no > after(cursor), readable(principal))
    if kind is not None:
        query = query.where(records.c.kind == int(kind))
    if member is not None:
        query = query.where(records.c.member == member)
    with services.store.read() as connection:
        rows = connection.execute(query.order_by(records.c.no).limit(limit)).all()
        items = [standing_of_row(connection, row).to_json() for row in rows]
    return page(items, rows[-1].no if rows else None, limit)


@router.get("/records/{record_id}")
def get_record(record_id: str, request: Request, services: ServicesDep, principal: SignedIn) -> Response:
    """A record with its payload, for a reader of it. The read is written down."""
    with services.store.read() as connection:
        standing = standing_of(connection, principal, record_id)
        payload = payload_of(connection, standing)
    _audit(services, request, principal, [standing], Action.READ_PAYLOAD)
    return tagged(request, {**standing.to_json(), "record": payload})


@router.get("/records/{record_id}/verification")
def get_verification(
    record_id: str,
    services: ServicesDep,
    block: Annotated[int | None, Query(ge=0, lt=2**63, description="a past block")] = None,
) -> dict[str, Any]:
    """Whether a record stands on the ledger, was authorised, and has not ended: as of the last block, or as
    it stood at the past `block`.

    Open to whoever has the id; nothing of the payload is told.
    """
    with services.store.read() as connection:
        place = place_of(connection, record_id_of(record_id))
    return verification(place, facts_of(services.ledger, place, block), services.now())


@router.get("/records/{record_id}/proof")
def get_proof(record_id: str, request: Request, services: ServicesDep, principal: SignedIn) -> JSONResponse:
    """The proof bundle of a record (`tegata/proof/1`), for a reader of it: all fields, as of the last
    block.
    """
    with services.store.read() as connection:
        standing = standing_of(connection, principal, record_id)
    bundle = bundle_of(services, [standing])
    _audit(services, request, principal, [standing], Action.READ_PROOF)
    return _file(bundle, f"{hex0x(standing.id)[2:18]}.tegata.json")


@router.post("/proofs")
def post_proofs(
    wanted: ProofsRequest, request: Request, services: ServicesDep, principal: SignedIn
) -> JSONResponse:
    """One proof bundle of many records, for a reader of all: a consignment's, say. What their proofs share
    stands in it once.
    """
    ids = list(dict.fromkeys(wanted.records))
    with services.store.read() as connection:
        standings = [standing_of(connection, principal, record_id) for record_id in ids]
    bundle = bundle_of(services, standings)
    _audit(services, request, principal, standings, Action.READ_PROOF)
    return _file(bundle, f"{len(standings)}-records.tegata.json")


@router.get("/trust")
def get_trust(request: Request, services: ServicesDep) -> Response:
    """The trust file of this network as this gateway sees it. Compare it with one you got another way."""
    return tagged(request, current_trust(services).to_json(), private=False)


def _audit(
    services: Services, request: Request, principal: Principal, standings: list[Standing], action: Action
) -> None:
    correlation_id = correlation_id_of(request)
    ids: list[bytes] = [standing.id for standing in standings]
    now = services.now()
    services.store.write(
        lambda connection: record_access(connection, principal, action, ids, now, correlation_id)
    )


def _file(bundle: Bundle, name: str) -> JSONResponse:
    return JSONResponse(
        bundle.to_json(),
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
