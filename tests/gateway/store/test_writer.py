"""The one writer: groups, savepoints, acknowledgements after the commit."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, func, insert, select

from gateway.store import Store, open_store
from gateway.store.events import Event as Happened
from gateway.store.events import Topic, append_events, cursor_of, events_after, move_cursor
from gateway.store.tables.access import nonces
from gateway.store.writer import StoreClosed


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


def put(nonce: str) -> Callable[[Connection], str]:
    def change(connection: Connection) -> str:
        connection.execute(insert(nonces).values(nonce=nonce, expires_at=1))
        return nonce

    return change


def count(store: Store) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(nonces)) or 0


def test_a_change_that_fails_takes_nothing_with_it(store: Store) -> None:
    gate = Event()
    blocked = store.submit(lambda _connection: gate.wait(10))
    good = [store.submit(put(f"n{n}")) for n in range(10)]

    def fails(connection: Connection) -> None:
        put("half")(connection)
        raise ValueError("no")

    bad = store.submit(fails)
    more = store.submit(put("n10"))
    gate.set()
    blocked.result(10)
    assert [future.result(10) for future in [*good, more]] == [f"n{n}" for n in range(11)]
    with pytest.raises(ValueError, match="no"):
        bad.result(10)
    assert count(store) == 11


def test_an_acknowledged_change_is_seen_by_the_next_reader(store: Store) -> None:
    for n in range(20):
        store.write(put(f"n{n}"))
        assert count(store) == n + 1


def test_a_reader_sees_one_snapshot(store: Store) -> None:
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(nonces)) == 0
        store.write(put("later"))
        assert connection.scalar(select(func.count()).select_from(nonces)) == 0


def test_a_bell_rings_after_the_commit(store: Store) -> None:
    heard = store.events_bell.rings
    store.write(put("n"), store.events_bell)
    assert store.events_bell.wait(heard, 10) > heard


def test_closing_commits_what_was_submitted_and_takes_no_more(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = open_store(url)
    futures = [store.submit(put(f"n{n}")) for n in range(500)]
    store.close()
    assert all(future.done() for future in futures)
    with pytest.raises(StoreClosed):
        store.submit(put("late"))
    again = open_store(url)
    assert count(again) == 500
    again.close()


def test_the_feed_is_read_in_order_from_a_cursor(store: Store) -> None:
    happened = [Happened(Topic.BATCH_ANCHORED, bytes([n]), {"n": n}, 1) for n in range(5)]
    happened.append(Happened(Topic.STATUS_CHANGED, b"x", {}, 1))
    store.write(lambda connection: append_events(connection, happened))
    with store.read() as connection:
        first = events_after(connection, 0, limit=2)
        rest = events_after(connection, first[-1].no, topics=[Topic.BATCH_ANCHORED])
    assert [event.subject for event in first + rest] == [bytes([n]) for n in range(5)]
    store.write(lambda connection: move_cursor(connection, "stage", first[-1].no))
    store.write(lambda connection: move_cursor(connection, "stage", rest[-1].no))
    with store.read() as connection:
        assert cursor_of(connection, "stage") == rest[-1].no
        assert cursor_of(connection, "another") == 0
