"""The API of identity statements: handed in, and read by the key that they are about."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from contracts.ids import unhex
from contracts.proofs.identity.statement import MAX_SIZE
from gateway.errors import NotFound
from gateway.http.bodies import read_body
from gateway.identities.filing import file_statement
from gateway.identities.reading import IdentityShelf
from gateway.services import ServicesDep

router = APIRouter(prefix="/v1", tags=["identity statements"])

_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}


@router.post("/identity-statements", openapi_extra=_BODY)
async def post_identity_statement(request: Request, services: ServicesDep) -> dict[str, Any]:
    """Hand in a statement (`tegata/identity/1`) whose hash is bound on the ledger: bundles carry it from then
    on. It is public, and the same again changes nothing.
    """
    body = await read_body(request, MAX_SIZE)
    filed = await run_in_threadpool(file_statement, services, body)
    return filed.to_json()


@router.get("/identity-statements/{key}")
def get_identity_statement(key: str, services: ServicesDep) -> dict[str, Any]:
    """The latest statement about a key: 0x and 40 lower-case hex digits."""
    with services.store.read() as connection:
        bound = IdentityShelf(connection).of(unhex(key, 20, "key"))
    if bound is None:
        raise NotFound.of(f"identity-statements/{key}", "a statement about a key")
    return bound.to_json()
