"""The API of intake: submissions, resumable uploads, acts on status."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from contracts.ids import BatchRoot, MemberId, unhex
from gateway.http.bodies import read_body
from gateway.intake import examples, states, uploads
from gateway.intake.status_acts import submit_act
from gateway.intake.submitting import submit
from gateway.intake.workers import Verifier
from gateway.services import Services, ServicesDep

router = APIRouter(prefix="/v1", tags=["submissions"])


async def verifier_of(request: Request) -> Verifier:
    """The application's verifier, with its worker processes."""
    verifier: Verifier = request.app.state.verifier
    return verifier


VerifierDep = Annotated[Verifier, Depends(verifier_of)]


@router.post("/submissions", status_code=202, openapi_extra=examples.SUBMISSION, responses=examples.RECEIPT)
async def post_submission(request: Request, services: ServicesDep, verifier: VerifierDep) -> dict[str, Any]:
    """Hand in a signed batch with its records. 202: it is on disk, and will be anchored or reported as
    failed.

    The same batch again gets the same receipt. Larger batches go through `/v1/uploads`.
    """
    body = await read_body(request, services.settings.limits.body_bytes)
    return await run_in_threadpool(submit, services, verifier, body)


@router.get("/submissions/{root}", responses=examples.SUBMISSION_STATE)
async def get_submission(
    root: str,
    services: ServicesDep,
    response: Response,
    member: Annotated[int, Query(ge=1, le=65_535)],
    wait: Annotated[float, Query(ge=0, le=30)] = 0,
) -> dict[str, Any]:
    """What became of a batch: `accepted`, `anchored` or `failed` with its notice.

    With `wait`, the answer comes when that is decided, or after so many seconds.
    """
    key = (MemberId(member), BatchRoot(unhex(root, 32, "root")))
    state = await states.submission_state(services, key, wait)
    response.headers["Cache-Control"] = "no-store"
    return state


@router.post("/uploads", status_code=201, openapi_extra=examples.ANNOUNCEMENT)
async def post_upload(request: Request, services: ServicesDep) -> dict[str, Any]:
    """Announce a signed batch whose records come in chunks; the upload under way, if it was announced
    before.
    """
    body = await read_body(request, 64 * 1024)
    upload = await run_in_threadpool(uploads.announce, services, body)
    return await run_in_threadpool(_upload_state, services, upload.id)


@router.get("/uploads/{upload}")
def get_upload(upload: str, services: ServicesDep) -> dict[str, Any]:
    """Which chunks of an upload are still missing."""
    return _upload_state(services, upload)


@router.put("/uploads/{upload}/chunks/{chunk}", openapi_extra=examples.CHUNK)
async def put_chunk(
    upload: str, chunk: int, request: Request, services: ServicesDep, verifier: VerifierDep
) -> dict[str, Any]:
    """Send a chunk: NDJSON, an object with `record` and `seed` on each line. A wrong line refuses the
    chunk.
    """
    body = await read_body(request, services.settings.limits.chunk_bytes)
    received = await run_in_threadpool(uploads.receive_chunk, services, verifier, upload, chunk, body)
    return {"upload": received.id, "chunk": chunk, "state": "stored"}


@router.post("/uploads/{upload}/complete", status_code=202, responses=examples.RECEIPT)
def complete_upload(upload: str, services: ServicesDep) -> dict[str, Any]:
    """Hand in the uploaded batch. 202 as for `/v1/submissions`."""
    return uploads.complete(services, upload)


@router.post("/status-acts", status_code=202, openapi_extra=examples.STATUS_ACT, responses=examples.RECEIPT)
async def post_status_act(request: Request, services: ServicesDep) -> dict[str, Any]:
    """Hand in a signed act that revokes, withdraws or supersedes a record or a whole batch."""
    body = await read_body(request, 64 * 1024)
    return await run_in_threadpool(submit_act, services, body)


@router.get("/status-acts/{digest}")
async def get_status_act(
    digest: str,
    services: ServicesDep,
    response: Response,
    wait: Annotated[float, Query(ge=0, le=30)] = 0,
) -> dict[str, Any]:
    """What became of an act on status, by its EIP-712 digest (the receipt's `subject`)."""
    state = await states.act_state(services, unhex(digest, 32, "digest"), wait)
    response.headers["Cache-Control"] = "no-store"
    return state


def _upload_state(services: Services, identity: str) -> dict[str, Any]:
    with services.store.read() as connection:
        upload = uploads.upload_named(connection, identity)
        missing = uploads.missing_chunks(connection, upload)
    return {
        "upload": upload.id,
        "state": upload.state,
        "count": upload.signed.batch.count,
        "chunk_records": upload.chunk_records,
        "chunks": upload.chunks,
        "missing": missing,
    }
