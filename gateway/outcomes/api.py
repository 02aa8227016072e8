"""The API of outcomes: stating one, reading a declaration's, and the statistics of use, as JSON or CSV."""

import csv
import io
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field

from contracts.ids import UnixTime
from contracts.records.parts import Measure, Number
from gateway.access import Officer, SignedIn
from gateway.outcomes.making import decide
from gateway.outcomes.reading import COLUMNS, outcomes_of, statistics
from gateway.services import ServicesDep

router = APIRouter(prefix="/v1", tags=["outcomes"])

_LAST_SECOND = UnixTime(2**40)


class OutcomeRequest(BaseModel):
    """What customs decide about a line's claim (RCEP certificate, box 5)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "line": 1,
                "result": "not_given",
                "reason": "The goods are not those that the certificate describes.",
                "reason_code": "OTHER",
                "legal_basis": "RCEP Art. 3.25",
            }
        },
    )

    line: Annotated[int, Field(ge=0, lt=2**31, description="the line's own number in the declaration")]
    result: Literal["given", "partial", "not_given"]
    legal_basis: Annotated[str, Field(min_length=1, max_length=400)]
    reason: Annotated[str | None, Field(min_length=1, max_length=4_000)] = None
    reason_code: Annotated[str | None, Field(min_length=1, max_length=20)] = None
    quantity: Measure | None = None
    rate_percent: Number | None = None
    office: Annotated[str, Field(min_length=1, max_length=20)] = "-"
    provisional: bool = False
    secured: bool = False
    review_deadline: date | None = None


@router.post("/declarations/{declaration}/outcomes", status_code=202)
def post_outcome(
    declaration: str, asked: OutcomeRequest, services: ServicesDep, officer: Officer
) -> dict[str, Any]:
    """State the outcome of a line's claim. 202: it is signed for customs, on disk, and goes to the ledger.

    A later one for the same line reverses it: both stay, and the ledger says which stands. The issuer may
    read it where the agreement lets customs return it.
    """
    terms = asked.model_dump(mode="json", exclude_none=True)
    return decide(services, officer, declaration, asked.line, terms)


@router.get("/declarations/{declaration}/outcomes")
def get_outcomes(declaration: str, services: ServicesDep, officer: Officer) -> dict[str, Any]:  # noqa: ARG001  # only officers
    """Every outcome of a declaration's lines, in order; `stands` is false for one that was reversed."""
    with services.store.read() as connection:
        return {"items": outcomes_of(connection, declaration)}


@router.get("/outcomes/statistics", response_model=None)
def get_statistics(
    services: ServicesDep,
    principal: SignedIn,
    since: Annotated[int, Query(ge=0, lt=2**40, description="unix seconds")] = 0,
    until: Annotated[int, Query(ge=0, le=2**40, description="unix seconds, exclusive")] = _LAST_SECOND,
    format: Annotated[Literal["json", "csv"], Query()] = "json",  # noqa: A002  # the API's own word
) -> dict[str, Any] | Response:
    """How often preference was given, in part or not, by agreement, issuer and month.

    An officer sees all; an issuing body the outcomes that were returned to it.
    """
    with services.store.read() as connection:
        rows = statistics(connection, principal, UnixTime(since), UnixTime(until))
    if format == "json":
        return {"items": rows}
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return PlainTextResponse(text.getvalue(), media_type="text/csv; charset=utf-8")
