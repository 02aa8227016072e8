"""A random share of declarations for officers, so that they see what rules don't. Each draw is on the record
with its seed, and can be made again by whoever doubts it.
"""

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from contracts.ids import UnixTime
from gateway.clock import Randomness
from gateway.store.tables.workload import selection_seeds, selections

TAG = b"tegata/selection/1"
MILLION = 1_000_000
SHARE = 20_000
"""Declarations of a million that are selected."""

SEED_BYTES = 32
_DAY, _JAPAN = 86_400, 9 * 3_600


def draw(seed: bytes, declaration: str) -> int:
    """The lot of a declaration, 0 to 999,999: the first 16 bytes of SHA-256 over TAG, seed and name, modulo
    a million. Below the share it is selected.
    """
    digest = hashlib.sha256(TAG + seed + declaration.encode()).digest()
    return int.from_bytes(digest[:16], "big") % MILLION


def day_of(now: UnixTime) -> int:
    """The day in Japan, counted from 1970-01-01: each has a seed of its own, unknown before."""
    return (now + _JAPAN) // _DAY


def draw_lots(
    connection: Connection, declarations: Iterable[str], now: UnixTime, random: Randomness, share: int = SHARE
) -> None:
    """Draws a lot for each declaration that has none yet, with the seed of the day."""
    names = list(declarations)
    drawn = set(
        connection.scalars(select(selections.c.declaration).where(selections.c.declaration.in_(names)))
    )
    fresh = sorted(set(names) - drawn)
    if not fresh:
        return
    day = day_of(now)
    seed = _seed_of(connection, day, now, random)
    lots = [(name, draw(seed, name)) for name in fresh]
    rows = [
        {"declaration": name, "day": day, "lot": lot, "share": share, "selected": lot < share, "at": now}
        for name, lot in lots
    ]
    connection.execute(insert(selections), rows)


def _seed_of(connection: Connection, day: int, now: UnixTime, random: Randomness) -> bytes:
    known = connection.scalar(select(selection_seeds.c.seed).where(selection_seeds.c.day == day))
    if known is not None:
        return bytes(known)
    seed = random(SEED_BYTES)
    connection.execute(insert(selection_seeds).values(day=day, seed=seed, made_at=now))
    return seed
