"""Before arrival importers are told, unasked, what is missing and how long is left; nobody else is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.declarations import ImportDeclaration
from contracts.ids import MemberId, UnixTime
from gateway.declarations.storing import Origin, store_message
from gateway.findings.notices import standing_notices
from gateway.reconciliation.stage import reconcile_touched
from gateway.store import Store, open_store
from tests.gateway.findings.test_stream import OFFICER, PARTY, SIGNER, STRANGER, heard
from tests.gateway.reconciliation.trade import declaration

BEFORE = UnixTime(1_773_500_000)
"""2026-03-14, three days before the arrival that is declared."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'gateway.db'}")
    yield opened
    opened.close()


def lodge(store: Store, now: UnixTime = BEFORE, **changed: Any) -> None:
    body = declaration(stage="preliminary", **{"arrival_date": "2026-03-17", **changed})
    message = ImportDeclaration.model_validate(body)
    store.write(lambda connection: store_message(connection, message, Origin(MemberId(5), now)))
    while reconcile_touched(store, SIGNER, now):
        pass


def seen(store: Store, who: Any, now: UnixTime = BEFORE) -> list[dict[str, Any]]:
    with store.read() as connection:
        return standing_notices(connection, who, now, 0, 50)


def test_what_is_missing_is_told_with_the_time_left_and_to_the_importer_alone(store: Store) -> None:
    lodge(store)
    (notice,) = seen(store, PARTY)
    assert {one["rule"] for one in notice["findings"]} == {"proof.not_on_ledger"}
    assert notice["hours_left"] == (notice["arrives_at"] - BEFORE) // 3_600 > 24
    assert seen(store, OFFICER) == [notice]
    assert seen(store, STRANGER) == []


def test_the_same_is_told_once_and_a_change_again(store: Store) -> None:
    lodge(store)
    first = seen(store, PARTY)
    lodge(store, number="26031700009", transport_documents=None, invoices=None, equipment=None)
    assert seen(store, PARTY)[:1] == first
    lodge(store, function="amendment", version=2, arrival_date="2026-03-19")
    later = next(one for one in seen(store, PARTY) if one["declaration"] == first[0]["declaration"])
    assert later["no"] > first[0]["no"]
    assert later["hours_left"] == first[0]["hours_left"] + 48


def test_after_arrival_and_without_one_nothing_is_told(store: Store) -> None:
    after = UnixTime(BEFORE + 30 * 86_400)
    lodge(store, now=after)
    lodge(store, now=after, number="26031700009", arrival_date=None)
    assert seen(store, PARTY) == []


def test_the_stream_tells_the_importer_and_no_other_party(store: Store) -> None:
    lodge(store)
    texts = heard(store, PARTY, 0, 2)
    kinds = [text.split("event: ")[1].split("\n")[0] for text in texts]
    assert sorted(kinds) == ["findings", "notice"]
    body = next(text for text in texts if "event: notice" in text).split("data: ")[1]
    assert json.loads(body)["hours_left"] > 24
