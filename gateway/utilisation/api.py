"""The API of utilisation: balances of a proof's lines, and debits that customs decide by hand."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from contracts.records.parts import Number
from gateway.access import Principal, SignedIn
from gateway.errors import NotAllowed, RequestInvalid
from gateway.http.etags import tagged
from gateway.services import Services, ServicesDep
from gateway.store.draws import Draw, billionths_of, decide, lineage_of
from gateway.store.hidden_lines import hiding, keep_hidden
from gateway.utilisation.conflicts import conflict_of, refused_draw
from gateway.utilisation.reading import readable_proof, unit_of_line, utilisation_of

router = APIRouter(prefix="/v1", tags=["utilisation"])


class DebitRequest(BaseModel):
    """What a declaration line is to use of a line of a proof; quantity 0 gives it back."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "declaration": "JP-26112300001",
                "number": 1,
                "line": 0,
                "quantity": "120.5",
                "reason": "Weighed on arrival.",
            }
        },
    )

    declaration: Annotated[str, Field(min_length=4, max_length=160)]
    number: Annotated[int, Field(ge=0, lt=2**31, description="the line's own number in the declaration")]
    line: Annotated[int, Field(ge=0, le=999, description="the line's place in the proof, from 0")]
    quantity: Annotated[Number | None, Field(description="a decimal in the unit of the proof's line")] = None
    whole: Annotated[bool, Field(description="all of the line, in place of a quantity")] = False
    confirmed: bool = True
    reason: Annotated[str, Field(min_length=1, max_length=4_000)]


@router.get("/records/{record_id}/utilisation")
def get_utilisation(record_id: str, request: Request, services: ServicesDep, principal: SignedIn) -> Response:
    """What is used of a proof, line by line, by customs of any country, as of the last block.

    Customs see, besides, what their own declarations want and why a debit was refused.
    """
    with services.store.read() as connection:
        proof = readable_proof(connection, principal, record_id)
        content = utilisation_of(connection, proof, with_draws=_is_customs(services, principal))
    return tagged(request, content)


@router.post("/records/{record_id}/debits", status_code=202)
def post_debit(
    record_id: str, asked: DebitRequest, services: ServicesDep, principal: SignedIn
) -> dict[str, Any]:
    """Decide what a declaration line uses of a proof's line: by customs, with a reason.

    202: it is on disk and goes to the ledger; the proof's utilisation tells what became of it. The decision
    stands against what reconciliation would draw.
    """
    if not _is_customs(services, principal):
        raise NotAllowed(f"records/{record_id}/debits", expected="customs", found=principal.who)
    if (asked.quantity is None) != asked.whole:
        raise RequestInvalid("body", expected="either a quantity or whole", found="both or neither")
    if asked.quantity is not None and asked.quantity < 0:
        raise RequestInvalid("body/quantity", expected="0 or more", found=str(asked.quantity))
    now, hide = services.now(), hiding(services.settings.debit_secret)

    def change(connection: Connection) -> dict[str, Any]:
        proof = readable_proof(connection, principal, record_id)
        unit = unit_of_line(connection, proof, asked.line)
        quantity = 0 if asked.quantity is None else billionths_of(asked.quantity)
        lineage = lineage_of(connection, proof)
        draw = Draw(asked.number, lineage, asked.line, quantity, unit, asked.confirmed, asked.whole)
        if hide is not None:
            line = (asked.declaration, asked.number)
            keep_hidden(connection, {line: hide(*line)})
        decide(connection, asked.declaration, draw, principal.who, asked.reason, now)
        return {"record": record_id, **asked.model_dump(mode="json"), "unit": unit, "state": "wanted"}

    return services.store.write(change, services.store.events_bell)


@router.get("/records/{record_id}/conflict")
def get_conflict(
    record_id: str,
    declaration: Annotated[str, Query(min_length=4, max_length=160)],
    services: ServicesDep,
    principal: SignedIn,
    number: Annotated[int, Query(ge=0, lt=2**31)] = 1,
    line: Annotated[int, Query(ge=0, le=999)] = 0,
) -> dict[str, Any]:
    """Evidence that a declaration line's debit was refused because another stands: both, signed, and the
    ledger's state (`tegata/conflict/1`). For customs.
    """
    if not _is_customs(services, principal):
        raise NotAllowed(f"records/{record_id}/conflict", expected="customs", found=principal.who)
    with services.store.read() as connection:
        lineage = lineage_of(connection, readable_proof(connection, principal, record_id))
        row = refused_draw(connection, declaration, number, lineage, line)
    return conflict_of(services, row).to_json()


def _is_customs(services: Services, principal: Principal) -> bool:
    """Whether this is an officer, or a machine, of the member whose gateway this is."""
    return principal.is_officer or principal.member == services.settings.member
