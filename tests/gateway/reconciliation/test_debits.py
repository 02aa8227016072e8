"""Which debits are others' is told alike for one proof, for all, and for an event, on either database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from contracts.ids import RecordId, UnixTime, hex0x
from contracts.slots import DebitState
from gateway.reconciliation.debits import all_debits, debits_on, hidden_claims, later_of, others
from gateway.store import Store, open_store
from gateway.store.draws import Draw, decide, want
from gateway.store.hidden_lines import keep_all_hidden, keep_hidden
from gateway.store.projections.tables import TABLES
from gateway.store.tables.chain import members, status_changes
from gateway.store.tables.utilisation import debits, hidden_lines, opened_lines

pytestmark = pytest.mark.both_databases

FIRST, LATER, LAST, ALONE = (RecordId(bytes([n]) * 32) for n in (1, 2, 3, 9))
MINE, BY_HAND, ABROAD, GIVEN_BACK, WHOLE = (bytes([0xD0 + n]) * 32 for n in range(5))
NOW = UnixTime(1_772_600_000)


@pytest.fixture
def store(tmp_path: Path, database: str | None) -> Iterator[Store]:
    opened = open_store(database or f"sqlite:///{tmp_path / 'gateway.db'}")
    opened.write(_fill)
    yield opened
    opened.close()


def _fill(connection: Connection) -> None:
    for number, country in ((1, "JP"), (9, "KR")):
        named = {"number": number, "active": True, "voter": True, "country": country, "roles": 0}
        connection.execute(insert(members).values(**named, agreements="0", name_hash=b"", block=1))
    for target, successor in ((FIRST, LATER), (LATER, LAST)):
        ended = {"member": 3, "target": target, "root": target, "state": 2, "reason": 0, "key": b""}
        place = {"time": NOW, "block": 4, "log": 0}
        connection.execute(insert(status_changes).values(**ended, successor=successor, **place))
    line = {"line": 0, "record_id": LAST, "issuer": 3, "quantity": str(10 * 10**9), "unit": "TNE", "block": 5}
    connection.execute(insert(opened_lines).values(lineage=FIRST, **line))
    for d, member, lineage in ((MINE, 1, FIRST), (BY_HAND, 1, FIRST), (ABROAD, 9, FIRST), (WHOLE, 9, ALONE)):
        _debit(connection, d, member, lineage)
    _debit(connection, GIVEN_BACK, 9, FIRST, DebitState.RELEASED)
    keep_hidden(connection, {("JP-1", 1): MINE, ("JP-2", 1): BY_HAND})
    keep_hidden(connection, {("JP-1", 1): MINE})
    want(connection, "JP-1", [Draw(1, FIRST, 0, 10**9, "TNE", True)], NOW)
    decide(connection, "JP-2", Draw(1, FIRST, 0, 10**9, "TNE", True), "officer", "weighed", NOW)


def _debit(
    connection: Connection, d: bytes, member: int, lineage: bytes, state: DebitState = DebitState.CONFIRMED
) -> None:
    told = {"state": int(state), "whole": d == WHOLE, "quantity": "0" if d == WHOLE else str(2 * 10**9)}
    place = {"expires": 0, "revision": 1, "key": b"", "time": NOW, "block": 6}
    row = {"lineage": lineage, "line": 0, "d": d, "member": member, **told, **place}
    connection.execute(insert(debits).values(**row))


def _told(rows: Any) -> set[tuple[str, str, str | None]]:
    return {(row["record_id"], row["d"], row["declaration"]) for row in rows}


def test_one_proof_and_all_proofs_have_the_same_debits_of_others(store: Store) -> None:
    with store.read() as connection:
        every = list(all_debits(connection))
        for record in (FIRST, LATER, LAST, ALONE):
            found = debits_on(connection, [hex0x(record)])
            of_others = {hex0x(WHOLE)} if record == ALONE else {hex0x(BY_HAND), hex0x(ABROAD)}
            assert {row["d"] for row in found} == of_others
            assert _told(found) == {one for one in _told(every) if one[0] == hex0x(record)}
        abroad = next(row for row in every if row["d"] == hex0x(ABROAD))
        assert (abroad["country"], abroad["shown"], abroad["value"]) == ("KR", "2 TNE", 2_000)
        whole = next(row for row in every if row["d"] == hex0x(WHOLE))
        assert (whole["shown"], whole["value"], whole["dimension"]) == ("100%", None, None)


def test_a_line_that_is_not_kept_yet_is_told_by_its_secret(store: Store) -> None:
    with store.read() as connection:
        found = debits_on(connection, [hex0x(LAST)], own=[ABROAD])
        assert {row["d"] for row in found} == {hex0x(BY_HAND)}, "another gateway of the same customs drew it"


def test_an_event_counts_where_its_debit_does(store: Store) -> None:
    with store.read() as connection:
        told = {d: others(connection, [(FIRST, 0, d)]) for d in (MINE, BY_HAND, ABROAD, GIVEN_BACK)}
        assert told == {MINE: set(), BY_HAND: {FIRST}, ABROAD: {FIRST}, GIVEN_BACK: {FIRST}}
        assert later_of(connection, {FIRST}) == {FIRST, LATER, LAST}


def test_lines_from_before_are_kept_at_the_start(store: Store) -> None:
    table = TABLES["declaration_lines"]
    nothing = {column.name: None for column in table.columns}
    lines = [
        nothing | {"declaration": "JP-7", "position": n, "line": n + 1, "agreement": agreement}
        for n, agreement in enumerate(("RCEP", None))
    ]
    lines = [line | {"rate_rule": None} for line in lines]
    store.write(lambda connection: connection.execute(insert(table), lines))

    def hide(declaration: str, number: int) -> bytes:
        return declaration.encode() + bytes([number])

    for _ in range(2):
        store.write(lambda connection: keep_all_hidden(connection, hide))
    with store.read() as connection:
        kept = connection.execute(select(hidden_lines).where(hidden_lines.c.declaration == "JP-7")).all()
        assert [(row.number, row.d) for row in kept] == [(1, b"JP-7\x01")], (
            "what claims nothing draws nothing"
        )
    assert hidden_claims(lines, None) == {}
    assert hidden_claims(lines, hide) == {("JP-7", 1): b"JP-7\x01"}
