"""Records, however many and of whatever kinds, to receipts: prepared, kept, handed in; poison left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clients.sdk.plans import Plan
from clients.sdk.preparing import (
    Author,
    PreparedBatch,
    Randomness,
    body_of,
    fingerprint,
    grouped,
    prepare,
    renewed,
)
from clients.sdk.seedbook import SeedBook
from clients.sdk.session import Session
from clients.sdk.submitting import Progress, RefusedPositions, hand_in, wait_until_decided
from contracts.ids import UnixTime
from contracts.records import Record

VALID_SECONDS = 24 * 3600
"""How long a batch may be anchored after it was signed."""

LEFT_SECONDS = 3600
"""A batch that was prepared before is signed anew when less than this is left of it."""


@dataclass(frozen=True, slots=True)
class Means:
    """What submitting needs besides the records: who signs, where seeds are kept, clock and randomness."""

    author: Author
    book: SeedBook
    now: Callable[[], UnixTime]
    random: Randomness


@dataclass(frozen=True, slots=True)
class AcceptedBatch:
    """A batch that the gateway has receipted. `positions` are its records' among all that were submitted."""

    prepared: PreparedBatch
    positions: tuple[int, ...]
    receipt: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of records: receipted batches, and by position the records that were refused, with why."""

    accepted: tuple[AcceptedBatch, ...]
    refused: Mapping[int, Mapping[str, Any]]


def submit_records(
    session: Session,
    records: Sequence[Record],
    means: Means,
    progress: Progress = lambda _done, _of: None,
) -> Plan[Submitted]:
    """Hand in `records` in as few batches as their kinds and scopes allow.

    Records that the gateway refuses are left out and named; the others go through, with the same seeds.
    After an interruption the same call goes on: what was prepared is found again, and nothing is sent twice
    under another id. Raises GatewayRefused where the gateway refuses for another reason than a record.
    """
    accepted: list[AcceptedBatch] = []
    refused: dict[int, Mapping[str, Any]] = {}
    done = 0
    for group in grouped(records):
        base, positions, seeds = done, group, dict[int, bytes]()
        while positions:
            prepared = _prepared([records[p] for p in positions], means, [seeds.get(p) for p in positions])
            seeds.update(zip(positions, (entry.seed for entry in prepared.entries), strict=True))
            try:
                receipt = yield from hand_in(session, prepared, _part_of(progress, base, len(records)))
            except RefusedPositions as named:
                refused.update({positions[place]: error for place, error in named.errors.items()})
                positions = tuple(p for p in positions if p not in refused)
                continue
            accepted.append(AcceptedBatch(prepared, positions, receipt))
            break
        done += len(group)
        progress(done, len(records))
    return Submitted(tuple(accepted), refused)


def wait_for_all(session: Session, submitted: Submitted) -> Plan[tuple[dict[str, Any], ...]]:
    """The state of each accepted batch once it is anchored; NotAnchored where one failed."""
    states = []
    for batch in submitted.accepted:
        states.append((yield from wait_until_decided(session, batch.prepared)))
    return tuple(states)


def _part_of(progress: Progress, before: int, count: int) -> Progress:
    """Progress of one batch as progress of all the records."""
    return lambda done, _of: progress(before + done, count)


def _prepared(records: Sequence[Record], means: Means, seeds: Sequence[bytes | None]) -> PreparedBatch:
    """The batch of `records`: the one prepared before, or a new one, on disk before it is sent."""
    bodies = [body_of(record) for record in records]
    name = fingerprint(bodies, means.author)
    now = means.now()
    valid_until = UnixTime(now + VALID_SECONDS)
    prepared = means.book.find(name)
    if prepared is not None and prepared.batch.valid_until - now >= LEFT_SECONDS:
        return prepared
    if prepared is not None:
        prepared = renewed(prepared, means.author, valid_until)
    else:
        prepared = prepare(records, means.author, valid_until, means.random, seeds, bodies)
    means.book.keep(name, prepared)
    return prepared
