"""The API of findings: the queue, one finding, officers' decisions, the stream of changes, the rules."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from contracts.errors import brief
from gateway.access import Officer, SignedIn
from gateway.errors import RequestInvalid
from gateway.findings.deciding import Decision, decide
from gateway.findings.reading import (
    Filter,
    Severity,
    State,
    count_findings,
    finding_of,
    list_findings,
)
from gateway.findings.stream import stream
from gateway.http.correlation import correlation_id_of
from gateway.http.etags import tagged
from gateway.http.pages import Cursor, Limit, after, page
from gateway.services import ServicesDep

router = APIRouter(prefix="/v1", tags=["findings"])


class DecisionRequest(BaseModel):
    """What an officer decides, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"decision": "query", "reason": "Ask the importer for the B/L."}},
    )

    decision: Decision
    reason: Annotated[str, Field(min_length=1, max_length=4_000)]


@router.get("/findings")
def get_findings(
    services: ServicesDep,
    principal: SignedIn,
    severity: Severity | None = None,
    rule: Annotated[str | None, Query(max_length=60)] = None,
    declaration: Annotated[str | None, Query(max_length=160)] = None,
    agreement: Annotated[str | None, Query(max_length=8)] = None,
    state: Annotated[State | None, Query(description="`open` unless told otherwise")] = "open",
    decided: Annotated[bool | None, Query(description="with or without a decision")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> dict[str, Any]:
    """The queue, oldest first: an officer's whole, a party's own without what is for officers only."""
    wanted = Filter(severity, rule, declaration, agreement, state, decided)
    with services.store.read() as connection:
        items = list_findings(connection, principal, wanted, after=after(cursor), limit=limit)
        counts = count_findings(connection, principal, wanted)
    return page(items, items[-1]["no"] if items else None, limit) | {"counts": counts}


@router.get("/findings/stream", response_class=StreamingResponse)
async def get_stream(
    request: Request,
    services: ServicesDep,
    principal: SignedIn,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """New, changed and cleared findings as server-sent events; `Last-Event-ID` resumes."""
    if last_event_id is not None and not last_event_id.isdecimal():
        raise RequestInvalid("Last-Event-ID", expected="the id of an event", found=brief(last_event_id))
    last = None if last_event_id is None else int(last_event_id)
    text = stream(services.store, principal, last, request.is_disconnected)
    return StreamingResponse(text, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


@router.get("/findings/{finding}")
def get_finding(finding: str, request: Request, services: ServicesDep, principal: SignedIn) -> Response:
    """A finding: the rule, its basis, both values and where they stand, what would resolve it; its
    decisions. `places` has file, line and exact place of both values, where that is known.
    """
    with services.store.read() as connection:
        content = finding_of(connection, principal, finding)
    return tagged(request, content)


@router.post("/findings/{finding}/decisions", status_code=201)
def post_decision(
    finding: str, decision: DecisionRequest, request: Request, services: ServicesDep, officer: Officer
) -> dict[str, Any]:
    """Decide: `release`, `query` or `inspect`, with the reason. Decisions are kept in order and never
    changed.
    """
    now, correlation = services.now(), correlation_id_of(request)
    decided = services.store.write(
        lambda connection: decide(
            connection, officer, finding, decision.decision, decision.reason, now, correlation
        ),
        services.store.events_bell,
    )
    return {"no": decided.no, "finding": finding, "decision": decision.decision, "at": decided.at}
