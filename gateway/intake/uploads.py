"""Resumable uploads: a signed batch announced first, its records in chunks, each verified and stored as it
comes.

A chunk is NDJSON: `chunk_records` lines, fewer only in the last one. Nothing is acknowledged before the
batch is
complete; a chunk that was sent twice changes nothing. An upload's id is made from the author's signature, so
only
those who hold the signed batch can add to it.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from contracts import strict_json
from contracts.acts import Batch
from contracts.batches import BatchTree
from contracts.errors import BatchInvalid, brief
from contracts.ids import BatchRoot, MemberId, RecordId, Signature, UnixTime, hex0x
from gateway.crash_points import reached
from gateway.errors import NotFound, RequestInvalid
from gateway.intake.acceptance import LIVE, put_records, put_submission, queue
from gateway.intake.documents import SignedBatch, VerifiedRecord, read_signed_batch
from gateway.intake.submitting import check_author, check_tree
from gateway.intake.workers import Verifier
from gateway.promises import receipt_for
from gateway.services import Services
from gateway.store.tables.records import payloads, submissions

CHUNK_RECORDS = 1_000
"""Lines a chunk has unless the client asks for fewer."""

MAX_CHUNK_RECORDS = 5_000


@dataclass(frozen=True)
class Upload:
    """An announced batch, and what of it has arrived."""

    number: int
    signed: SignedBatch
    state: str
    chunk_records: int
    receipt: dict[str, Any] | None

    @property
    def id(self) -> str:
        """How the client names it."""
        return upload_id(self.signed)

    @property
    def chunks(self) -> int:
        """How many chunks make the whole."""
        return -(-self.signed.batch.count // self.chunk_records)

    def size_of(self, chunk: int) -> int:
        """How many records the chunk of that number has."""
        return min(self.chunk_records, self.signed.batch.count - chunk * self.chunk_records)


def upload_id(signed: SignedBatch) -> str:
    """The member and 128 bits of the hash of the signature: whoever has not seen it can't guess the id."""
    return f"{signed.batch.member}-{sha256(signed.signature).hexdigest()[:32]}"


def announce(services: Services, body: bytes) -> Upload:
    """The upload of the signed batch in `body`; the one under way, if it was announced before.

    Raises JsonInvalid, RequestInvalid, BatchInvalid, SignatureInvalid, ActRefused.
    """
    document = strict_json.loads(body)
    if not isinstance(document, dict) or not {"batch", "signature"} <= document.keys():
        raise RequestInvalid("body", expected="an object with batch and signature", found=brief(document))
    size = document.get("chunk_records", CHUNK_RECORDS)
    if type(size) is not int or not 1 <= size <= MAX_CHUNK_RECORDS:
        raise RequestInvalid(
            "chunk_records", expected=f"an integer from 1 to {MAX_CHUNK_RECORDS}", found=brief(size)
        )
    signed = read_signed_batch(document)
    author = check_author(services, signed)
    now = services.now()

    def change(connection: Connection) -> Upload:
        _forget_abandoned(connection, UnixTime(now - services.settings.uploads_kept_seconds))
        known = _find(connection, upload_id(signed))
        if known is not None and (known.state in LIVE or known.state == "uploading"):
            return known
        if _is_live(connection, signed.batch):
            raise _already(signed.batch)
        number = put_submission(
            connection,
            signed,
            author,
            now,
            state="uploading",
            receipt=None,
            upload=upload_id(signed),
            chunk_records=size,
        )
        return Upload(number, signed, "uploading", size, None)

    return services.store.write(change)


def upload_named(connection: Connection, identity: str) -> Upload:
    """The upload of that id; NotFound if it was never announced, or was left lying too long."""
    found = _find(connection, identity)
    if found is None:
        raise NotFound.of(f"uploads/{brief(identity)}", "an upload")
    return found


def missing_chunks(connection: Connection, upload: Upload) -> list[int]:
    """The numbers of the chunks that have not arrived."""
    if upload.state in LIVE:
        return []
    chunk = payloads.c.position.op("/")(upload.chunk_records).label("chunk")
    query = select(chunk, func.count()).where(payloads.c.submission_no == upload.number).group_by(chunk)
    arrived = {int(row[0]): int(row[1]) for row in connection.execute(query)}
    return [n for n in range(upload.chunks) if arrived.get(n, 0) != upload.size_of(n)]


def receive_chunk(services: Services, verifier: Verifier, identity: str, chunk: int, body: bytes) -> Upload:
    """Verifies and stores a chunk; RecordsRefused names every line that is wrong, and nothing of it is
    kept.
    """
    with services.store.read() as connection:
        upload = upload_named(connection, identity)
    if upload.state in LIVE:
        return upload
    if not 0 <= chunk < upload.chunks:
        raise RequestInvalid("chunk", expected=f"a number from 0 to {upload.chunks - 1}", found=str(chunk))
    first = chunk * upload.chunk_records
    records = verifier.read_chunk(body, upload.signed.batch, first)
    if len(records) != upload.size_of(chunk):
        raise BatchInvalid(
            f"chunks/{chunk}", expected=f"{upload.size_of(chunk)} lines", found=f"{len(records)} lines"
        )
    services.store.recent.keep((one.id, one.prepared) for one in records)
    services.store.write(lambda connection: _store_chunk(connection, upload, first, records))
    reached("upload.chunk_stored")
    return upload


def _store_chunk(connection: Connection, upload: Upload, first: int, records: list[VerifiedRecord]) -> None:
    current = upload_named(connection, upload.id)
    if current.state not in LIVE:
        sent_before = payloads.c.position.between(first, first + len(records) - 1)
        connection.execute(delete(payloads).where(payloads.c.submission_no == current.number, sent_before))
        put_records(connection, current.number, records, first)


def complete(services: Services, identity: str) -> dict[str, Any]:
    """The receipt for an upload whose chunks have all arrived and make the root that was signed.

    Raises BatchInvalid while chunks are missing; where they make another root, they are dropped.
    """
    with services.store.read() as connection:
        upload = upload_named(connection, identity)
        if upload.receipt is not None and upload.state in LIVE:
            return upload.receipt
        missing = missing_chunks(connection, upload)
        ids = _ids(connection, upload)
    if missing:
        raise BatchInvalid(
            f"uploads/{identity}",
            expected=f"{upload.chunks} chunks",
            found=f"{upload.chunks - len(missing)}",
            remedy=f"Send the chunks {brief(', '.join(map(str, missing)))}, then complete again.",
        )
    batch = upload.signed.batch
    _check_whole(services, upload, ids)
    check_author(services, upload.signed)
    now = services.now()
    receipt = receipt_for(services, batch.member, batch.root, ids, batch.valid_until, now)
    reached("upload.before_complete")
    return services.store.write(
        lambda connection: _accept(connection, upload, receipt, now), services.store.outbox_bell
    )


def _check_whole(services: Services, upload: Upload, ids: tuple[RecordId, ...]) -> None:
    try:
        check_tree(BatchTree(ids), upload.signed.batch)
    except BatchInvalid:
        services.store.write(lambda connection: _drop(connection, [upload.number]))
        raise


def _accept(connection: Connection, upload: Upload, receipt: dict[str, Any], now: UnixTime) -> dict[str, Any]:
    current = upload_named(connection, upload.id)
    if current.state in LIVE and current.receipt is not None:
        return current.receipt
    connection.execute(
        update(submissions)
        .where(submissions.c.no == upload.number)
        .values(state="accepted", receipt=receipt, received_at=now)
    )
    queue(connection, upload.number, upload.signed.batch)
    return receipt


def _ids(connection: Connection, upload: Upload) -> tuple[RecordId, ...]:
    query = (
        select(payloads.c.record_id)
        .where(payloads.c.submission_no == upload.number)
        .order_by(payloads.c.position)
    )
    return tuple(RecordId(row.record_id) for row in connection.execute(query))


def _find(connection: Connection, identity: str) -> Upload | None:
    row = connection.execute(select(submissions).where(submissions.c.upload == identity)).one_or_none()
    return None if row is None else _upload(row)


def _upload(row: Row[Any]) -> Upload:
    batch = Batch(
        BatchRoot(row.root), row.size, row.kind, row.scope, MemberId(row.member), UnixTime(row.valid_until)
    )
    return Upload(
        row.no, SignedBatch(batch, Signature(row.signature)), row.state, row.chunk_records, row.receipt
    )


def _is_live(connection: Connection, batch: Batch) -> bool:
    query = select(submissions.c.no).where(
        submissions.c.member == batch.member, submissions.c.root == batch.root, submissions.c.state.in_(LIVE)
    )
    return connection.scalar(query) is not None


def _forget_abandoned(connection: Connection, before: UnixTime) -> None:
    query = select(submissions.c.no).where(
        submissions.c.state == "uploading", submissions.c.received_at < before
    )
    _drop(connection, list(connection.scalars(query)))


def _drop(connection: Connection, numbers: list[int]) -> None:
    if numbers:
        connection.execute(delete(payloads).where(payloads.c.submission_no.in_(numbers)))
        connection.execute(delete(submissions).where(submissions.c.no.in_(numbers)))


def _already(batch: Batch) -> BatchInvalid:
    return BatchInvalid(
        "batch/root",
        expected="a batch that is not under way",
        found=hex0x(batch.root),
        remedy="Ask for its state at /v1/submissions; it was handed in whole.",
    )
