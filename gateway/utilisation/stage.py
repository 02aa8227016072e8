"""The stage of debits: what declarations want is drawn, and what became of it is written down.

Its work is in the store: a draw is wanted until its debit is in the outbox, asked until that is decided, and
then compared with the ledger again. A reservation that has lapsed is released there.
"""

from typing import Any

from sqlalchemy import Connection, func, select

from contracts.refusals import Refusal
from gateway.services import Services
from gateway.stage import Stage
from gateway.store.draws import mark
from gateway.store.tables.outbox import status_acts
from gateway.store.tables.utilisation import draws
from gateway.utilisation.drawing import draw
from gateway.utilisation.lapsing import release_lapsed

AT_ONCE = 50


def make_stage(services: Services) -> Stage:
    """The stage's thread."""
    return Stage("utilisation", lambda: draw_wanted(services), services.store.events_bell, every=1.0)


def draw_wanted(services: Services) -> bool:
    """Settles what was decided and asks for what is wanted; True if there may be more at once.

    A draw whose last debit is still on its way waits for it: each debit names the revision after the last.
    A gateway without the customs' key and secret draws nothing: what is wanted waits.
    """
    if services.settings.debit_key is None or services.settings.debit_secret is None:
        return False
    _settle(services)
    release_lapsed(services)
    query = (
        select(draws)
        .outerjoin(status_acts, status_acts.c.digest == draws.c.act)
        .where(draws.c.state == "wanted", func.coalesce(status_acts.c.state, "") != "accepted")
        .limit(AT_ONCE)
    )
    with services.store.read() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        draw(services, row)
    return len(rows) == AT_ONCE


def _state_after(row: Any) -> str:
    """What a draw is after its debit was decided: wanted once more where another came first.

    So it is tried on the ledger as it is now, which tells what is left, and which debit is in the way.
    """
    if row.decided == "anchored":
        return "written"
    return "wanted" if row.notice["refusal"] == Refusal.OVERDRAWN.name.lower() else "refused"


def _settle(services: Services) -> None:
    query = (
        select(draws, status_acts.c.state.label("decided"), status_acts.c.notice)
        .join(status_acts, status_acts.c.digest == draws.c.act)
        .where(draws.c.state == "asked", status_acts.c.state.in_(["anchored", "failed"]))
        .limit(AT_ONCE)
    )
    with services.store.read() as connection:
        rows = connection.execute(query).all()
    now = services.now()

    def change(connection: Connection) -> None:
        for row in rows:
            mark(connection, row, now, state=_state_after(row), problem=row.notice)

    if rows:
        services.store.write(change)
