"""What waits to be sent over one connection, and how much of it may."""

import asyncio
from collections import deque

MAX_MESSAGES = 10_000
MAX_BYTES = 8 * 1024 * 1024
"""What waits for a slow reader at most. One notification more, and the connection is closed."""


class Outbox:
    """A queue with a bound. For the event loop's thread."""

    def __init__(self, most_messages: int = MAX_MESSAGES, most_bytes: int = MAX_BYTES) -> None:
        self._most_messages = most_messages
        self._most_bytes = most_bytes
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._filled, self._drained = asyncio.Event(), asyncio.Event()
        self.overflowed = asyncio.Event()
        """Set once a notification had no room."""

    def notify(self, message: bytes) -> None:
        """Let a notification wait, which nobody can be made to hold back; without room, overflow."""
        if self.overflowed.is_set():
            return
        if self._has_room(message):
            self._append(message)
        else:
            self._waiting.clear()
            self.overflowed.set()

    async def answer(self, message: bytes) -> None:
        """Let an answer wait, once there is room: until then its client's next request is not read."""
        while not self._has_room(message):
            self._drained.clear()
            await self._drained.wait()
        self._append(message)

    async def take(self) -> bytes:
        """The message that waits longest."""
        while not self._waiting:
            self._filled.clear()
            await self._filled.wait()
        message = self._waiting.popleft()
        self._bytes -= len(message)
        self._drained.set()
        return message

    def _has_room(self, message: bytes) -> bool:
        if not self._waiting:
            return True
        return len(self._waiting) < self._most_messages and self._bytes + len(message) <= self._most_bytes

    def _append(self, message: bytes) -> None:
        self._waiting.append(message)
        self._bytes += len(message)
        self._filled.set()
