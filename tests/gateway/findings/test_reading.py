"""Who sees which finding, and how the queue is filtered and paged."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from contracts.declarations import ImportDeclaration
from contracts.ids import MemberId, UnixTime
from gateway.access import Principal
from gateway.declarations.storing import Origin, store_message
from gateway.errors import Conflict, NotAllowed, NotFound
from gateway.findings.deciding import decide
from gateway.findings.reading import Filter, count_findings, finding_of, findings_named, list_findings
from gateway.store import Store, open_store
from gateway.store.tables.findings import findings
from tests.gateway.reconciliation.trade import declaration

NOW = UnixTime(1_790_000_000)
OFFICER = Principal(member=MemberId(1), officer_no=1, officer_account="kato", officer_name="Kato Emi")
PARTY, STRANGER = Principal(member=MemberId(5)), Principal(member=MemberId(6))
NAME = "JP-26031700001"


def finding(number: int, **changed: Any) -> dict[str, Any]:
    row = {
        "id": f"{number:032x}",
        "declaration": NAME,
        "version": 1,
        "rule": "proof.revoked",
        "severity": "stop",
        "audience": "party",
        "agreement": "RCEP",
        "stage": "main",
        "verified": True,
        "content_hash": b"\x01" * 32,
        "state": "open",
        "found_at": NOW,
        "changed_at": NOW,
        **changed,
    }
    side = {"document": "origin_proof", "id": None, "number": "VN-1", "path": "number", "value": "VN-1"}
    return row | {"content": {"id": row["id"], "rule": row["rule"], "declared": side, "found": side}}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'gateway.db'}")
    message = ImportDeclaration.model_validate(declaration())
    opened.write(lambda connection: store_message(connection, message, Origin(MemberId(5), NOW)))
    rows = [
        finding(1),
        finding(2, rule="advance.late", severity="query", audience="officer"),
        finding(3, rule="hs.differs", severity="query"),
        finding(4, rule="hs.differs", severity="query", state="cleared"),
    ]
    opened.write(lambda connection: [connection.execute(insert(findings).values(row)) for row in rows])
    yield opened
    opened.close()


def seen(store: Store, reader: Principal, wanted: Filter | None = None, **paged: int) -> list[str]:
    with store.read() as connection:
        found = list_findings(connection, reader, wanted or Filter(), **{"after": 0, "limit": 50, **paged})
    return [item["rule"] for item in found]


def test_what_is_for_officers_never_reaches_a_party(store: Store) -> None:
    assert seen(store, OFFICER) == ["proof.revoked", "advance.late", "hs.differs"]
    assert seen(store, PARTY) == ["proof.revoked", "hs.differs"]
    assert seen(store, STRANGER) == []
    with store.read() as connection:
        assert count_findings(connection, PARTY, Filter()) == {"stop": 1, "query": 1, "notice": 0}
        assert findings_named(connection, PARTY, [f"{2:032x}"]) == []
        with pytest.raises(NotFound):
            finding_of(connection, PARTY, f"{2:032x}")


def test_the_queue_is_filtered_and_paged(store: Store) -> None:
    assert seen(store, OFFICER, Filter(severity="query")) == ["advance.late", "hs.differs"]
    assert seen(store, OFFICER, Filter(state="cleared")) == ["hs.differs"]
    assert seen(store, OFFICER, Filter(rule="proof.revoked", declaration=NAME, agreement="RCEP")) == [
        "proof.revoked"
    ]
    assert seen(store, OFFICER, after=1, limit=1) == ["advance.late"]


def test_decisions_are_appended_and_the_last_one_shows(store: Store) -> None:
    def decided(principal: Principal, number: int, decision: Any, reason: str) -> int:
        return store.write(
            lambda connection: decide(connection, principal, f"{number:032x}", decision, reason, NOW, "test")
        )

    decided(OFFICER, 1, "query", "Ask the importer.")
    decided(OFFICER, 1, "release", "The original was shown.")
    with store.read() as connection:
        shown = finding_of(connection, OFFICER, f"{1:032x}")
    assert shown["decision"] == "release"
    assert [(entry["decision"], entry["officer"]) for entry in shown["decisions"]] == [
        ("query", "Kato Emi"),
        ("release", "Kato Emi"),
    ]
    assert seen(store, OFFICER, Filter(decided=False)) == ["advance.late", "hs.differs"]
    with pytest.raises(NotAllowed):
        decided(PARTY, 1, "release", "mine")
    with pytest.raises(NotFound):
        decided(OFFICER, 99, "release", "nothing")
    with pytest.raises(Conflict):
        decided(OFFICER, 4, "release", "cleared meanwhile")
