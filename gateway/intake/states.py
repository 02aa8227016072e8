"""What became of what was handed in, now or as soon as it is decided."""

import time
from collections.abc import Callable
from typing import Any

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection, bindparam, select

from contracts.ids import BatchRoot, MemberId, hex0x
from gateway.errors import NotFound
from gateway.services import Services
from gateway.store.tables.chain import anchored_batches
from gateway.store.tables.outbox import outbox, status_acts, transactions
from gateway.store.tables.records import submissions

_DECIDED = ("anchored", "failed")
_SUBMISSION = (
    select(submissions, anchored_batches.c.block, anchored_batches.c.time)
    .outerjoin(
        anchored_batches,
        (anchored_batches.c.member == submissions.c.member) & (anchored_batches.c.root == submissions.c.root),
    )
    .where(submissions.c.member == bindparam("of"), submissions.c.root == bindparam("batch"))
)
Look = Callable[[Connection], dict[str, Any]]


async def submission_state(
    services: Services, key: tuple[MemberId, BatchRoot], wait: float
) -> dict[str, Any]:
    """The state of a batch; NotFound if it was never handed in here."""
    return await _when_decided(services, key[1], lambda connection: _submission(connection, *key), wait)


async def act_state(services: Services, digest: bytes, wait: float) -> dict[str, Any]:
    """The state of an act on status; NotFound if it was never handed in here."""
    return await _when_decided(services, digest, lambda connection: _act(connection, digest), wait)


async def _when_decided(services: Services, subject: bytes, look: Look, wait: float) -> dict[str, Any]:
    """What `look` sees as soon as `subject` is decided, or when `wait` seconds are over."""

    def look_now() -> dict[str, Any]:
        with services.store.read() as connection:
            return look(connection)

    until = time.monotonic() + wait
    with services.store.decided.listening(subject) as ear:
        while True:
            state = await run_in_threadpool(look_now)
            left = until - time.monotonic()
            if state["state"] in _DECIDED or left <= 0:
                return state
            await ear.wait(left)


def _submission(connection: Connection, member: MemberId, root: BatchRoot) -> dict[str, Any]:
    row = connection.execute(_SUBMISSION, {"of": member, "batch": root}).one_or_none()
    if row is None or row.state == "uploading":
        raise NotFound.of(f"submissions/{hex0x(root)}", "a submission")
    anchored = {"block": row.block, "time": row.time} if row.state == "anchored" else None
    return {
        "root": hex0x(root),
        "member": member,
        "state": row.state,
        "count": row.size,
        "anchored": anchored,
        "receipt": row.receipt,
        "notice": row.notice,
    }


def _act(connection: Connection, digest: bytes) -> dict[str, Any]:
    row = connection.execute(
        select(status_acts, transactions.c.block)
        .outerjoin(
            outbox, outbox.c.call.in_(["status", "debit", "case"]) & (outbox.c.subject_no == status_acts.c.no)
        )
        .outerjoin(transactions, transactions.c.no == outbox.c.transaction_no)
        .where(status_acts.c.digest == digest)
        .order_by(outbox.c.no.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound.of(f"status-acts/{hex0x(digest)}", "an act")
    return {
        "digest": hex0x(digest),
        "member": row.member,
        "target": hex0x(row.target),
        "state": row.state,
        "anchored": {"block": row.block} if row.state == "anchored" else None,
        "receipt": row.receipt,
        "notice": row.notice,
    }
