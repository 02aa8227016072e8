"""A question to the specimen page, by API or by form: who may ask, how often, and that it is written down."""

from typing import Any

from fastapi import Request
from sqlalchemy import select

from contracts.ids import MemberId
from contracts.roles import Role
from gateway.access import Principal
from gateway.access.audit import Action, record_access
from gateway.errors import NotAllowed, RequestInvalid
from gateway.http.correlation import correlation_id_of
from gateway.http.limits import LOOK_UPS, count_or_refuse
from gateway.services import Services
from gateway.specimens.looking_up import look_up
from gateway.store.tables.chain import members


def ask(
    services: Services, principal: Principal, request: Request, question: dict[str, str]
) -> dict[str, Any]:
    """The answer to `question`: a number and other fields, each of them as it was written.

    Raises NotAllowed for who is not customs, TooMany, RequestInvalid for a number alone, and as `look_up`.
    """
    asker = customs_of(services, principal)
    count_or_refuse(request, LOOK_UPS, f"member {asker}")
    number = question["number"]
    given = {name: value for name, value in question.items() if name != "number"}
    if not given:
        raise RequestInvalid(
            "body", expected="the number and at least one other field", found="the number alone"
        )
    now, correlation, subjects = services.now(), correlation_id_of(request), [number.encode()]
    services.store.write(lambda c: record_access(c, principal, Action.LOOKED_UP, subjects, now, correlation))
    return look_up(services, asker, number, given)


def customs_of(services: Services, principal: Principal) -> MemberId:
    """The customs administration that asks; NotAllowed for anyone else."""
    with services.store.read() as connection:
        row = connection.execute(
            select(members.c.roles, members.c.active).where(members.c.number == principal.member)
        ).one_or_none()
    if row is None or not row.active or not row.roles >> Role.CUSTOMS & 1:
        raise NotAllowed("specimens", expected="customs of a member country", found=principal.who)
    assert principal.member is not None
    return principal.member
