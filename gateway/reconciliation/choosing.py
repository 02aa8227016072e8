"""What officers chose where no number led to one record: appended, never changed; the last word counts while
the declaration names what it named then.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from contracts.ids import UnixTime
from gateway.reconciliation.projected import Projected, Row
from gateway.store.tables.findings import chosen_records, match_choices

NONE_FITS = ""
"""The record of a choice that says: none of those proposed."""


def chosen_for(trade: Projected, kind: str, own: Row) -> tuple[str, ...] | None:
    """The ids of the records chosen for a claimed line (`proof`) or a mention (`invoice`): empty where none
    fits, None where nobody chose, or where the declaration has named another number since.
    """
    declared = (own["proof_norm"] if kind == "proof" else own["number_norm"]) or ""
    rows = [
        row
        for row in trade.where("choices", "declaration", own["declaration"])
        if (row["kind"], row["position"], row["declared_norm"]) == (kind, own["position"], declared)
    ]
    if not rows:
        return None
    return tuple(sorted(row["record_id"] for row in rows if row["record_id"] != NONE_FITS))


def choose(
    connection: Connection, declaration: str, kind: str, own: Row, records: Sequence[Row], *, reason: str,
    officer: tuple[int, str], now: UnixTime,
) -> int:  # fmt: skip
    """Records the choice of `records` (rows with `record_id` and `number_norm`; none: none fits) for a line
    or a mention; the number of the choice.
    """
    declared = (own["proof_norm"] if kind == "proof" else own["number_norm"]) or ""
    place = {"declaration": declaration, "kind": kind, "position": own["position"]}
    entry = place | {
        "declared_norm": declared, "records": [row["record_id"] for row in records], "reason": reason,
        "officer_no": officer[0], "officer": officer[1], "at": now,
    }  # fmt: skip
    made = connection.execute(insert(match_choices).values(entry)).inserted_primary_key
    assert made is not None
    table = chosen_records
    connection.execute(delete(table).where(*(table.c[name] == value for name, value in place.items())))
    chosen = [(row["record_id"], row["number_norm"]) for row in records] or [(NONE_FITS, "")]
    connection.execute(
        insert(table),
        [
            place | {"declared_norm": declared, "record_id": record, "number_norm": number}
            for record, number in chosen
        ],
    )
    return int(made[0])


def choices_made(connection: Connection, declaration: str) -> list[dict[str, Any]]:
    """Every choice on a declaration, in order."""
    names = ("no", "kind", "position", "declared_norm", "records", "reason", "officer", "at")
    query = select(*(match_choices.c[name] for name in names)).order_by(match_choices.c.no)
    found = connection.execute(query.where(match_choices.c.declaration == declaration)).mappings()
    return [dict(row) for row in found]


def chosen_numbers(names: Collection[str]) -> Select[tuple[str]]:
    """The numbers of proofs that officers chose for the declarations `names`."""
    table = chosen_records
    return select(table.c.number_norm).where(
        table.c.declaration.in_(list(names)), table.c.kind == "proof", func.length(table.c.number_norm) > 0
    )
