"""The API of the specimen page: one look-up, for customs who have signed in."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from contracts.ids import MemberId
from contracts.roles import Role
from gateway.access import Principal, SignedIn
from gateway.access.audit import Action, record_access
from gateway.errors import NotAllowed, RequestInvalid
from gateway.http.correlation import correlation_id_of
from gateway.http.limits import LOOK_UPS, count_or_refuse
from gateway.services import Services, ServicesDep
from gateway.specimens.looking_up import look_up
from gateway.store.tables.chain import members

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
    asker = _customs(services, principal)
    count_or_refuse(request, LOOK_UPS, f"member {asker}")
    question = {name: value for name, value in asked.model_dump().items() if value is not None}
    number = question.pop("number")
    if not question:
        raise RequestInvalid(
            "body", expected="the number and at least one other field", found="the number alone"
        )
    now, correlation = services.now(), correlation_id_of(request)
    subjects = [number.encode()]
    services.store.write(lambda c: record_access(c, principal, Action.LOOKED_UP, subjects, now, correlation))
    return look_up(services, asker, number, question)


def _customs(services: Services, principal: Principal) -> MemberId:
    """The customs administration that asks; NotAllowed for anyone else."""
    with services.store.read() as connection:
        row = connection.execute(
            select(members.c.roles, members.c.active).where(members.c.number == principal.member)
        ).one_or_none()
    if row is None or not row.active or not row.roles >> Role.CUSTOMS & 1:
        raise NotAllowed("specimens", expected="customs of a member country", found=principal.who)
    assert principal.member is not None
    return principal.member
