"""The API of the specimen page: one look-up for customs who have signed in, and the log for the issuer."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from gateway.access import SignedIn
from gateway.services import ServicesDep
from gateway.specimens.asking import ask
from gateway.specimens.log import look_ups, next_of, require_issuer

router = APIRouter(prefix="/v1", tags=["specimens"])
Text = Annotated[str, Field(min_length=1, max_length=400)]


class SpecimenQuestion(BaseModel):
    """A certificate's number, and at least one field that stands on it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"number": "VN-2026-000123", "hs": "620520", "quantity": "120.5 KGM"}},
    )

    number: Text
    hs: Annotated[str, Field(pattern=r"^[0-9]{6,12}$")] | None = None
    description: Text | None = None
    quantity: Annotated[str, Field(pattern=r"^[0-9]{1,20}(\.[0-9]{1,9})?( [A-Z0-9]{2,3})?$")] | None = None
    date: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None
    exporter: Text | None = None


@router.post("/specimens")
def post_specimen(
    asked: SpecimenQuestion, request: Request, services: ServicesDep, principal: SignedIn
) -> dict[str, Any]:
    """Look a certificate of this gateway's member up, by its number and at least one more field.

    For customs only, counted and logged. `match` with the proof bundle; otherwise one statement that nothing
    matches, signed by the issuer's gateway, which is the same for a wrong number and a wrong field.
    """
    return ask(services, principal, request, asked.model_dump(exclude_none=True))


@router.get("/specimens/look-ups")
def get_look_ups(
    services: ServicesDep,
    principal: SignedIn,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Who looked which certificate up, the latest first: for the issuing body alone."""
    require_issuer(services, principal)
    with services.store.read() as connection:
        found = look_ups(connection, before, limit)
    return {"look_ups": [one.to_json() for one in found], "next": next_of(found, limit)}
