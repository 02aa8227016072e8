"""The log of look-ups as the issuing body reads it: who asked for which number, and when."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from contracts.ids import UnixTime
from gateway.access import Action, Principal
from gateway.errors import NotAllowed
from gateway.services import Services
from gateway.store.tables.access import audit_log


@dataclass(frozen=True)
class LookUp:
    """A line of the log. `no` rises with every line; `number` is the certificate's, as it was asked for."""

    no: int
    at: UnixTime
    member: int
    who: str
    number: str
    correlation_id: str

    def to_json(self) -> dict[str, Any]:
        """The line as the API gives it."""
        return asdict(self)


def require_issuer(services: Services, principal: Principal) -> None:
    """NotAllowed for anyone but the member whose gateway this is."""
    if principal.member != services.settings.member:
        raise NotAllowed("specimens/look-ups", expected="the issuing body itself", found=principal.who)


def look_ups(connection: Connection, before: int | None, limit: int) -> list[LookUp]:
    """At most `limit` look-ups, the latest first, from those before line `before` if one is given."""
    query = select(audit_log).where(audit_log.c.action == Action.LOOKED_UP.value)
    if before is not None:
        query = query.where(audit_log.c.no < before)
    rows = connection.execute(query.order_by(audit_log.c.no.desc()).limit(limit))
    return [
        LookUp(row.no, row.at, row.member, row.who, row.subject.decode(), row.correlation_id) for row in rows
    ]


def next_of(found: Sequence[LookUp], limit: int) -> int | None:
    """The line from which the next page goes on, None on the last page."""
    return found[-1].no if len(found) == limit else None
