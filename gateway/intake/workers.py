"""Verifying large batches in processes of their own, so that the gateway's process stays free to serve."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

from contracts.acts import Batch
from gateway.intake.documents import Submission, VerifiedRecord, read_chunk, read_submission
from gateway.settings import Settings
from gateway.worker_processes import begin

T = TypeVar("T")

_BYTES_A_RECORD = 400
"""A body shorter than this times `verify_in_workers_from` is not worth the way to another process."""


class Verifier:
    """Reads and verifies what was handed in, here or in a worker."""

    def __init__(self, settings: Settings) -> None:
        self._record_bytes = settings.limits.record_bytes
        self._least = settings.verify_in_workers_from * _BYTES_A_RECORD
        self._pool: ProcessPoolExecutor | None = None
        if settings.verify_workers:
            context = get_context("spawn")
            self._pool = ProcessPoolExecutor(settings.verify_workers, context, begin)
            for _ in range(settings.verify_workers):
                self._pool.submit(_warm_up)

    def read_submission(self, body: bytes) -> Submission:
        """As gateway.intake.documents has it."""
        return self._run(len(body), read_submission, body, self._record_bytes)

    def read_chunk(self, body: bytes, batch: Batch, first: int) -> list[VerifiedRecord]:
        """As gateway.intake.documents has it."""
        return self._run(len(body), read_chunk, body, batch, self._record_bytes, first)

    def close(self) -> None:
        """Ends the workers."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _run(self, size: int, work: Callable[..., T], *arguments: Any) -> T:
        if self._pool is None or size < self._least:
            return work(*arguments)
        return self._pool.submit(work, *arguments).result()


def _warm_up() -> None:
    """Being called has imported everything that verification needs."""
