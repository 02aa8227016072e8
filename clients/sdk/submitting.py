"""Handing in a prepared batch: whole or in resumable chunks, and waiting for what becomes of it."""

import json
from collections.abc import Callable
from typing import Any

from clients.sdk.errors import GatewayRefused, NotAnchored
from clients.sdk.plans import Plan, Request
from clients.sdk.preparing import PreparedBatch
from clients.sdk.promises import check_notice, check_receipt
from clients.sdk.session import Session, call
from contracts.ids import hex0x

Progress = Callable[[int, int], None]
"""Called with how many records the gateway has, and of how many."""

WHOLE_RECORDS = 1_000
WHOLE_BYTES = 4 * 1024 * 1024
"""Up to so many records and bytes a batch goes in one request; a larger one is uploaded in chunks."""

CHUNK_RECORDS = 1_000
CHUNK_BYTES = 6 * 1024 * 1024
WAIT_SECONDS = 20
RECORDS_REFUSED = "batch.records_refused"


class RefusedPositions(Exception):  # an answer to act on, not an error to show
    """The gateway named records that are wrong: position in the batch → error as JSON."""

    def __init__(self, errors: dict[int, dict[str, Any]]) -> None:
        self.errors = errors
        super().__init__(f"{len(errors)} records refused")


def hand_in(
    session: Session, prepared: PreparedBatch, progress: Progress = lambda _done, _of: None
) -> Plan[dict[str, Any]]:
    """The gateway's signed receipt: from then on the batch will be anchored, or reported as failed.

    Raises RefusedPositions where some records are wrong, GatewayRefused for any other refusal. Handing in the
    same batch again gives the same receipt; an upload that was cut off goes on where it stopped. Raises
    PromiseInvalid for a receipt that is not this gateway's, where the client was given a trust file.
    """
    size = sum(len(entry.body) for entry in prepared.entries)
    if len(prepared.entries) > WHOLE_RECORDS or size > WHOLE_BYTES:
        receipt = yield from _upload(session, prepared, size, progress)
    else:
        header = json.dumps(prepared.header())[:-1].encode()
        records = b",".join(entry.line for entry in prepared.entries)
        body = header + b', "records": [' + records + b"]}"
        receipt = yield from _told(session, Request("POST", "/v1/submissions", content=body))
    batch = prepared.batch
    yield from check_receipt(session, receipt, batch.member, batch.root, prepared.ids, batch.valid_until)
    progress(len(prepared.entries), len(prepared.entries))
    return dict(receipt)


def wait_until_decided(session: Session, prepared: PreparedBatch, waits: int = 30) -> Plan[dict[str, Any]]:
    """The state of a batch once it is anchored, asked for at most `waits` times 20 seconds.

    Raises NotAnchored with the gateway's signed notice where it failed. A state that is still `accepted` is
    returned as it is.
    """
    root = hex0x(prepared.batch.root)
    params = {"member": prepared.batch.member, "wait": WAIT_SECONDS}
    state: dict[str, Any] = {}
    for _ in range(waits):
        state = yield from call(session, Request("GET", f"/v1/submissions/{root}", params=params))
        if state["state"] == "failed":
            notice = state.get("notice")
            yield from check_notice(session, notice, prepared.batch.member, prepared.batch.root)
            raise NotAnchored(root, notice)
        if state["state"] == "anchored":
            break
    return state


def _upload(session: Session, prepared: PreparedBatch, size: int, progress: Progress) -> Plan[Any]:
    """Announce, send the chunks that are missing, complete. Wrong records of all chunks are gathered."""
    count = len(prepared.entries)
    asked = {**prepared.header(), "chunk_records": _chunk_records(count, size)}
    upload = yield from call(session, Request("POST", "/v1/uploads", json=asked))
    path, records = f"/v1/uploads/{upload['upload']}", upload["chunk_records"]
    missing, errors = list(upload["missing"]), {}
    done = count - sum(min(records, count - chunk * records) for chunk in missing)
    progress(done, count)
    for chunk in missing:
        entries = prepared.entries[chunk * records : (chunk + 1) * records]
        body = b"\n".join(entry.line for entry in entries)
        request = Request("PUT", f"{path}/chunks/{chunk}", content=body, content_type="application/x-ndjson")
        try:
            yield from _told(session, request)
        except RefusedPositions as refused:
            errors.update(refused.errors)
        done += len(entries)
        progress(done, count)
    if errors:
        raise RefusedPositions(errors)
    return (yield from call(session, Request("POST", f"{path}/complete")))


def _chunk_records(count: int, size: int) -> int:
    """As many records as make a chunk of a few megabytes."""
    average = max(1, size // count)
    return max(1, min(CHUNK_RECORDS, CHUNK_BYTES // (average + 100)))


def _told(session: Session, request: Request) -> Plan[Any]:
    """The document that answers `request`; RefusedPositions where the gateway names the wrong records."""
    try:
        return (yield from call(session, request))
    except GatewayRefused as refused:
        if refused.problem_code != RECORDS_REFUSED:
            raise
        named = refused.problem.get("records", [])
        raise RefusedPositions({int(item["position"]): item for item in named}) from None
