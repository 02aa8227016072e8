"""Verifying large batches in processes of their own, so that the gateway's process stays free to serve."""

import gc
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

from contracts.acts import Batch
from gateway.intake.documents import Submission, VerifiedRecord, read_chunk, read_submission
from gateway.settings import Settings

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
            self._pool = ProcessPoolExecutor(settings.verify_workers, context, _begin)
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


def _begin() -> None:
    """Tells the garbage collector to look seldom: a batch makes 100,000 objects and not one cycle of them,
    and its rounds every 700 took a third of a worker's time.
    """
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)
    _end_with_the_gateway()


def _end_with_the_gateway() -> None:
    """Ends this worker when the gateway's process is gone, however it went: it would wait for ever."""
    gateway = parent_process()
    assert gateway is not None, "a worker has a parent"

    def wait() -> None:
        gateway.join()
        os._exit(0)

    Thread(target=wait, name="tegata-gateway-watch", daemon=True).start()


def _warm_up() -> None:
    """Being called has imported everything that verification needs."""
