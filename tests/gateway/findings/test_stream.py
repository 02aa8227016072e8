"""The stream of findings: what is new comes by itself, a reader resumes, each sees its own."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.declarations import ImportDeclaration
from contracts.ids import MemberId, UnixTime
from gateway.access import Principal
from gateway.declarations.storing import Origin, store_message
from gateway.findings.stream import stream
from gateway.reconciliation.stage import reconcile_touched
from gateway.signing import GatewaySigner
from gateway.store import Store, open_store
from tests.asynchrony import run
from tests.gateway.reconciliation.trade import declaration

NOW = UnixTime(1_790_000_000)
SIGNER = GatewaySigner(b"\x07" * 32)
OFFICER = Principal(member=MemberId(1), officer_no=1, officer_account="kato")
PARTY, STRANGER = Principal(member=MemberId(5)), Principal(member=MemberId(6))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'gateway.db'}")
    yield opened
    opened.close()


def happens(store: Store, number: str) -> None:
    """A declaration comes in whose proof is not on the ledger, and is reconciled."""
    message = ImportDeclaration.model_validate(declaration(number=number))
    store.write(lambda connection: store_message(connection, message, Origin(MemberId(5), NOW)))
    while reconcile_touched(store, SIGNER, NOW):
        pass


def heard(store: Store, reader: Principal, last: int | None, wanted: int, during: Any = None) -> list[str]:
    """The first `wanted` events that `reader` gets after `last`; `during` runs once the stream is open."""

    async def listen() -> list[str]:
        async def here() -> bool:
            return False

        texts = stream(store, reader, last, here)
        assert await anext(texts) == "retry: 2000\n\n"
        if during is not None:
            first = asyncio.ensure_future(anext(texts))
            await asyncio.to_thread(during)
            found = [await asyncio.wait_for(first, 20)]
        else:
            found = []
        while len(found) < wanted:
            found.append(await asyncio.wait_for(anext(texts), 20))
        await texts.aclose()
        return found

    return run(listen())


def told(text: str) -> tuple[int, dict[str, Any]]:
    lines = dict(line.split(": ", 1) for line in text.strip().split("\n"))
    assert lines["event"] == "findings"
    return int(lines["id"]), json.loads(lines["data"])


def test_what_was_missed_comes_first_and_is_resumed_by_its_id(store: Store) -> None:
    happens(store, "1")
    happens(store, "2")
    first, second = (told(text) for text in heard(store, OFFICER, 0, 2))
    assert [first[1]["declaration"], second[1]["declaration"]] == ["JP-1", "JP-2"]
    assert first[1]["findings"][0]["change"] == "new"
    [resumed] = (told(text) for text in heard(store, OFFICER, first[0], 1))
    assert resumed == second


def test_a_finding_is_pushed_as_soon_as_it_is_committed(store: Store) -> None:
    happens(store, "1")
    (last, _), *_ = (told(text) for text in heard(store, PARTY, 0, 1))
    [text] = heard(store, PARTY, last, 1, during=lambda: happens(store, "2"))
    assert told(text)[1]["declaration"] == "JP-2"


def test_a_stranger_hears_nothing_of_it(store: Store) -> None:
    happens(store, "1")

    async def listen() -> list[str]:
        asked = 0

        async def gone() -> bool:
            nonlocal asked
            asked += 1
            return asked > 1

        return [text async for text in stream(store, STRANGER, 0, gone)]

    assert run(listen()) == ["retry: 2000\n\n"]
