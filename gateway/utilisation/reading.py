"""Balances of a proof's lines, as the blocks tell them, and what declarations here want of them."""

import json
from typing import Any

from sqlalchemy import Connection, and_, literal, select

from contracts.errors import RecordInvalid, brief
from contracts.ids import RecordId, hex0x, unhex
from contracts.records.parts import render_decimal
from contracts.slots import DebitState
from gateway.access import Principal, readable
from gateway.errors import NotFound
from gateway.store.draws import decimal_of, lineage_of
from gateway.store.tables.records import payloads, records
from gateway.store.tables.utilisation import debits, draws, hidden_lines, opened_lines


def readable_proof(connection: Connection, principal: Principal, text: str) -> RecordId:
    """The id of the origin proof that `text` spells, if `principal` may read it; NotFound otherwise."""
    try:
        wanted = RecordId(unhex(text, 32))
    except RecordInvalid as error:
        raise NotFound.of(f"records/{brief(text)}", "a proof of origin") from error
    mine = (records.c.record_id == wanted, records.c.kind.in_([1, 2]), readable(principal))
    if connection.scalar(select(records.c.no).where(*mine)) is None:
        raise NotFound.of(f"records/{brief(text)}", "a proof of origin")
    return wanted


def unit_of_line(connection: Connection, record: RecordId, line: int) -> str:
    """The unit of a line's quantity; NotFound for a line that the proof has not."""
    body = connection.scalar(select(payloads.c.body).where(payloads.c.record_id == record))
    lines = json.loads(body or b"{}").get("lines", [])
    if line >= len(lines):
        raise NotFound.of(f"records/{hex0x(record)}/lines/{line}", "a line of the proof")
    return str(lines[line]["quantity"]["unit"])


def utilisation_of(connection: Connection, record: RecordId, *, with_draws: bool) -> dict[str, Any]:
    """What is used of a proof, line by line. `with_draws`: what this gateway's declarations want, too, and
    which of them each of its own debits is of.
    """
    lineage = lineage_of(connection, record)
    opened = connection.execute(
        select(opened_lines).where(opened_lines.c.lineage == lineage).order_by(opened_lines.c.line)
    ).all()
    known = select(debits, hidden_lines.c.declaration).outerjoin(
        hidden_lines, and_(hidden_lines.c.d == debits.c.d, literal(with_draws))
    )
    written = connection.execute(
        known.where(debits.c.lineage == lineage).order_by(debits.c.line, debits.c.block, debits.c.d)
    ).all()
    numbers = sorted({row.line for row in [*opened, *written]})
    covers = {row.line: row for row in opened}
    lines = [_line(n, covers.get(n), [row for row in written if row.line == n]) for n in numbers]
    told = {"record": hex0x(record), "lineage": hex0x(lineage), "lines": lines}
    return told | ({"draws": _draws(connection, lineage)} if with_draws else {})


def _line(number: int, opened: Any | None, written: list[Any]) -> dict[str, Any]:
    live = [row for row in written if row.state != DebitState.RELEASED]
    whole = any(row.whole for row in live)
    used = sum(int(row.quantity) for row in live)
    covered = int(opened.quantity) if opened else 0
    left = 0 if whole else max(0, covered - used)
    return {
        "line": number,
        "unit": opened.unit if opened else None,
        "quantity": _text(covered) if opened else None,
        "used": _text(used),
        "left": _text(left) if opened or whole else None,
        "whole": whole,
        "debits": [_debit(row) for row in written],
    }


def _debit(row: Any) -> dict[str, Any]:
    return {
        "d": hex0x(row.d),
        "member": row.member,
        "state": DebitState(row.state).name.lower(),
        "whole": row.whole,
        "quantity": _text(int(row.quantity)),
        "expires": row.expires or None,
        "revision": row.revision,
        "key": hex0x(row.key) if row.key else None,
        "block": row.block,
        "time": row.time,
        "declaration": row.declaration,
    }


def _draws(connection: Connection, lineage: RecordId) -> list[dict[str, Any]]:
    rows = connection.execute(
        select(draws)
        .where(draws.c.lineage == lineage)
        .order_by(draws.c.line, draws.c.declaration, draws.c.number)
    )
    return [
        {
            "declaration": row.declaration,
            "number": row.number,
            "line": row.line,
            "quantity": _text(int(row.quantity)),
            "unit": row.unit,
            "confirmed": row.confirmed,
            "whole": row.whole,
            "manual": row.manual,
            "who": row.who,
            "reason": row.reason,
            "state": row.state,
            "problem": row.problem,
        }
        for row in rows
    ]


def _text(billionths: int) -> str:
    return render_decimal(decimal_of(billionths))
