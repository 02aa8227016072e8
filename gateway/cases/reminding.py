"""Reminders of what is due: told to the feed once each, as it comes near and when it is over."""

from sqlalchemy import Connection, insert, select

from contracts.slots import CaseState
from contracts.terms import DAY
from gateway.cases.clocks import Due, Running, dues_of
from gateway.cases.reading import clock_of, standing_of
from gateway.services import Services
from gateway.store.events import Event, Topic, append_events
from gateway.store.tables.cases import case_reminders, cases

BEFORE_DAYS = (7, 1)
"""How many days before something is due it is reminded of."""


def remind_due(services: Services) -> None:
    """Tells the feed what came near, or was missed, in open cases since it was told last."""
    now = services.now()
    with services.store.read() as connection:
        rows = connection.execute(select(cases).where(cases.c.state < int(CaseState.CLOSED))).all()
        given = {(bytes(one.case_id), one.name) for one in connection.execute(select(case_reminders))}
        found = [
            (row, due, name)
            for row in rows
            for due in dues_of(standing_of(connection, row), clock_of(row), now)
            if (name := reminder_of(due, now)) is not None and (bytes(row.case_id), name) not in given
        ]
    if not found:
        return

    def change(connection: Connection) -> None:
        for row, due, name in found:
            connection.execute(insert(case_reminders).values(case_id=row.case_id, name=name, at=now))
            data = {"what": due.name, "member": due.whose, "due": due.at, "state": due.running.value}
            append_events(connection, [Event(Topic.CASE_REMINDER, bytes(row.case_id), data, now)])

    services.store.write(change, services.store.events_bell)


def reminder_of(due: Due, now: int) -> str | None:
    """The reminder that is to be given of `due` now, by name; None for none."""
    if due.running is Running.OVER:
        return f"{due.name}/over"
    if due.at is None or due.running is not Running.RUNNING:
        return None
    near = [days for days in BEFORE_DAYS if due.at - now <= days * DAY]
    return f"{due.name}/{min(near)}" if near else None
