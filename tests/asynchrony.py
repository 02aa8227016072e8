"""Running a coroutine from a test, whatever else the process runs."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """What `coroutine` returns, run in a thread of its own.

    The driver of Chromium keeps an event loop in the main thread while a browser is open, and asyncio allows
    one loop a thread.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
