"""A random share of declarations for officers, so that they see what rules don't. Each draw is on the record
with its seed, and can be made again by whoever doubts it. Offices set the share as they tune a rule.
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import Connection, insert, select

from contracts.ids import UnixTime
from gateway.clock import Randomness
from gateway.reconciliation.rules.definition import Setting
from gateway.store.tables.findings import rule_settings
from gateway.store.tables.workload import selection_seeds, selections

TAG = b"tegata/selection/1"
MILLION = 1_000_000
RANDOM_SHARE = "selection.random"
"""The name under which offices set the share; no rule."""

TITLES = {"en": "Random selection", "ja": "無作為抽出"}
SHARE = "share"
SHARES = {
    SHARE: Setting(
        value=Decimal(2),
        least=Decimal(0),
        most=Decimal(100),
        en="Declarations of a hundred that are selected at random",
        ja="無作為に選定する申告の割合(%)",
    )
}
"""What an office may set, in percent."""

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


def share_of(connection: Connection, office: str | None) -> int:
    """How many declarations of a million are selected in `office`: its own last word, else that for every
    office; none where it is switched off.
    """
    table = rule_settings
    said = connection.execute(
        select(table).where(table.c.rule == RANDOM_SHARE, table.c.office.in_(["", office or ""]))
    )
    words = sorted(said, key=lambda row: (row.office != "", row.no))
    if not words:
        return _of_a_million(Decimal(SHARES[SHARE].value))
    percent = (words[-1].settings or {}).get(SHARE, SHARES[SHARE].value)
    return _of_a_million(Decimal(percent)) if words[-1].enabled else 0


def _of_a_million(percent: Decimal) -> int:
    return int(percent * MILLION / 100)


def draw_lots(connection: Connection, shares: Mapping[str, int], now: UnixTime, random: Randomness) -> None:
    """Draws a lot for each declaration that has none yet, with the seed of the day. `shares`: declaration →
    how many of a million are selected where it was lodged.
    """
    names = list(shares)
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
        {"declaration": name, "day": day, "lot": lot, "at": now}
        | {"share": shares[name], "selected": lot < shares[name]}
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
