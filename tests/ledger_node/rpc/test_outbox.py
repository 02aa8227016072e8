"""What waits for a slow reader is bounded: answers wait for room, notifications end the connection."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from ledger_node.rpc.outbox import Outbox
from tests.asynchrony import run


def after(coroutine: Coroutine[Any, Any, None]) -> None:
    run(coroutine)


def test_messages_leave_in_order() -> None:
    async def scenario() -> None:
        outbox = Outbox()
        outbox.notify(b"one")
        await outbox.answer(b"two")
        assert [await outbox.take(), await outbox.take()] == [b"one", b"two"]

    after(scenario())


def test_a_notification_without_room_overflows() -> None:
    async def scenario() -> None:
        for outbox in (Outbox(most_messages=2), Outbox(most_bytes=4)):
            for _ in range(2):
                outbox.notify(b"ab")
            assert not outbox.overflowed.is_set()
            outbox.notify(b"c")
            assert outbox.overflowed.is_set()

    after(scenario())


def test_an_answer_waits_until_there_is_room() -> None:
    async def scenario() -> None:
        outbox = Outbox(most_messages=1)
        await outbox.answer(b"first")
        waiting = asyncio.create_task(outbox.answer(b"second"))
        await asyncio.sleep(0)
        assert not waiting.done()
        assert await outbox.take() == b"first"
        await waiting
        assert await outbox.take() == b"second"
        assert not outbox.overflowed.is_set()

    after(scenario())


def test_one_message_larger_than_the_bound_is_still_sent() -> None:
    async def scenario() -> None:
        outbox = Outbox(most_bytes=2)
        await outbox.answer(b"larger")
        assert await outbox.take() == b"larger"

    after(scenario())
