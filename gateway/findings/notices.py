"""Notices before arrival, as the importer's side reads them: what does not match, what is missing, and the
time left.
"""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from sqlalchemy import Connection, func, select

from contracts.ids import UnixTime
from gateway.access import Principal, SignedIn
from gateway.http.pages import Cursor, Limit, after, page
from gateway.services import ServicesDep
from gateway.store.tables.declarations import declaration_versions
from gateway.store.tables.workload import notices

router = APIRouter(prefix="/v1/notices", tags=["findings"])

_HOUR = 3_600


@router.get("")
def get_notices(
    services: ServicesDep, principal: SignedIn, limit: Limit = 50, cursor: Cursor = None
) -> dict[str, Any]:
    """What was told before arrival about the declarations that one sent, of each the last notice; an officer
    sees all. `hours_left` counts to the end of the day of arrival in Japan, and is negative after it. The
    stream of findings tells each new one as an event `notice`.
    """
    with services.store.read() as connection:
        items = standing_notices(connection, principal, services.now(), after(cursor), limit)
    return page(items, items[-1]["no"] if items else None, limit)


def standing_notices(
    connection: Connection, principal: Principal, now: UnixTime, after_no: int, limit: int
) -> list[dict[str, Any]]:
    """The last notice of each declaration after number `after_no`, oldest first."""
    last = select(func.max(notices.c.no)).group_by(notices.c.declaration)
    query = select(notices).where(notices.c.no.in_(last), notices.c.no > after_no, *_seen_by(principal))
    return [_told(row, now) for row in connection.execute(query.order_by(notices.c.no).limit(limit))]


def notices_numbered(
    connection: Connection, principal: Principal, numbers: Iterable[int], now: UnixTime
) -> list[dict[str, Any]]:
    """Those notices that `principal` may see."""
    query = select(notices).where(notices.c.no.in_(list(numbers)), *_seen_by(principal))
    return [_told(row, now) for row in connection.execute(query.order_by(notices.c.no))]


def _seen_by(principal: Principal) -> list[Any]:
    if principal.is_officer:
        return []
    own = select(declaration_versions.c.declaration).where(declaration_versions.c.member == principal.member)
    return [notices.c.declaration.in_(own)]


def _told(row: Any, now: UnixTime) -> dict[str, Any]:
    return {
        "no": row.no,
        "declaration": row.declaration,
        "at": row.at,
        "arrives_at": row.arrives_at,
        "hours_left": None if row.arrives_at is None else (row.arrives_at - now) // _HOUR,
        **row.content,
    }
