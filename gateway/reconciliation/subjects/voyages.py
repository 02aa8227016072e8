"""Which events of a container belong to the voyage that brought the goods: a container comes back."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from gateway.reconciliation.projected import Row

Voyage = list[Row]
_SECOND = 1_000_000


MOVES = ("loaded", "departed", "transhipped", "discharged")
"""What can't have happened to the goods before they were on board."""


def of_voyage(events: Iterable[Row], named: Collection[int], head: Row, on_board: date | None) -> list[Row]:
    """The events that count for a declaration, in the order (occurred, record id).

    Those of a container are its voyages: one ends when the container, discharged in the importing
    country, is seen abroad again. The voyage counts in which an event names the declaration's transport
    document (`named`: the records that do), otherwise the one nearest to the arrival, or to the lodging
    where none is declared; of that nothing that moved the container before the goods were `on_board`, a
    day's zone allowed.
    """
    kept = []
    ordered = sorted(events, key=lambda event: (event["container_norm"] or "", *_place(event)))
    for container, some in groupby(ordered, key=lambda event: event["container_norm"]):
        together = list(some)
        kept += _one_voyage(together, named, head, on_board) if container else together
    return sorted(kept, key=_place)


def _place(event: Row) -> tuple[int, str]:
    return event["occurred"], event["record_id"]


def _one_voyage(events: Voyage, named: Collection[int], head: Row, on_board: date | None) -> Voyage:
    voyages = _voyages(events, head["importing_country"])
    own = [voyage for voyage in voyages if any(event["record"] in named for event in voyage)]
    if own:
        return [event for voyage in own for event in voyage]
    moment = _moment(head["arrival_date"], 12) if head["arrival_date"] else head["lodged"]
    nearest = min(reversed(voyages), key=lambda voyage: _apart(voyage, moment))
    since = _moment(on_board, -24) if on_board else None
    return [event for event in nearest if since is None or not _moved_before(event, since)]


def _moved_before(event: Row, since: int) -> bool:
    return event["meaning"] in MOVES and bool(event["occurred"] < since)


def _voyages(events: Voyage, home: str) -> list[Voyage]:
    """The events, cut where a container that was discharged at home is seen abroad."""
    voyages: list[Voyage] = [[]]
    landed = False
    for event in events:
        abroad = event["country"] is not None and event["country"] != home
        if landed and abroad:
            voyages.append([])
            landed = False
        landed = landed or (event["meaning"] == "discharged" and event["country"] == home)
        voyages[-1].append(event)
    return voyages


def _apart(voyage: Voyage, moment: int) -> int:
    """Microseconds between a moment and a voyage; 0 within it."""
    first, last = int(voyage[0]["occurred"]), int(voyage[-1]["occurred"])
    return max(first - moment, moment - last, 0)


def _moment(day: date, hours: int) -> int:
    """So many hours after the begin of a day in UTC, as microseconds since 1970."""
    return int((datetime.combine(day, time(), UTC) + timedelta(hours=hours)).timestamp()) * _SECOND
