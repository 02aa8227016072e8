"""The engine's only input: rows of projections, and how the ledger says that each record stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from gateway.store.projections.names import normalise_reference

Row = Mapping[str, Any]

STANDING = ("record_id", "anchored", "state", "ended", "successor", "member_country", "compromised_since")
"""Columns that rows of records have beside their projection's: the record's id, when it was anchored, its
state (contracts.acts.State; 0 stands), since when it ended, its successor's id, its author's country, and
since when the key that signed it counts as compromised. Times in microseconds since 1970."""

EARLIER_STEPS = ("preliminary", "aeo_release", "warehousing", "release_before_permit")
"""Stages that a declaration with another number may continue."""

STANDS = 0
"""The state of a record that nobody revoked, superseded or withdrew."""


class Projected:
    """The projections of some declarations and of every record that shares a number with them, found by
    column.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """`rows` by name of projection; a projection without rows may be left out."""
        self._rows = rows
        self._indexes: dict[tuple[str, str], dict[Any, list[Row]]] = {}

    def rows(self, projection: str) -> Sequence[Row]:
        """All rows of a projection."""
        return self._rows.get(projection, ())

    def where(self, projection: str, column: str, value: Any) -> list[Row]:
        """The rows whose `column` is `value`; none for a null."""
        if value is None:
            return []
        key = projection, column
        if key not in self._indexes:
            index: dict[Any, list[Row]] = {}
            for row in self.rows(projection):
                index.setdefault(row[column], []).append(row)
            self._indexes[key] = index
        return self._indexes[key].get(value, [])

    def standing(self, projection: str, column: str, value: Any) -> list[Row]:
        """Like `where`, of records that stand."""
        return [row for row in self.where(projection, column, value) if row["state"] == STANDS]

    def heads(self) -> list[Row]:
        """The declarations that stand, in the order in which they were lodged: neither cancelled nor
        continued by a later one.
        """
        standing = [row for row in self.rows("declarations") if not row["cancelled"]]
        named = {(row["importing_country"], number) for row in standing for number in _continued_by(row)}
        return sorted(
            (row for row in standing if not named or not is_continued(row, named)),
            key=lambda head: (head["lodged"], head["declaration"]),
        )

    def of(self, head: Row, projection: str) -> list[Row]:
        """The rows of a declaration in one of its projections, in the document's order."""
        rows = self.where(projection, "declaration", head["declaration"])
        return sorted(rows, key=lambda row: row["position"])


def is_continued(head: Row, named: Collection[tuple[str, str]]) -> bool:
    """Whether a declaration is an earlier step of one that names it by (importing country, number): the
    release of an authorised operator before the special declaration, the application for warehousing before
    the goods leave the warehouse. What it declares counts once, in the later one.
    """
    earlier = head["stage"] in EARLIER_STEPS
    return earlier and (head["importing_country"], normalise_reference(head["number"])) in named


def _continued_by(head: Row) -> list[str]:
    return (head["continues"] or "").split()


def own_name(other: Row, head: Row) -> str | None:
    """The name of another declaration, as parties read it; None if its importer is another than `head`'s."""
    same = other["declaration"] == head["declaration"] or (
        head["importer_norm"] is not None and other["importer_norm"] == head["importer_norm"]
    )
    return str(other["declaration"]) if same else None


def prefixed(prefix: str, row: Row | None, columns: Iterable[str]) -> dict[str, Any]:
    """The columns of `row` under a prefix; nulls for all `columns` without a row."""
    if row is None:
        return dict.fromkeys(_under(prefix, tuple(columns)))
    return dict(zip(_under(prefix, tuple(row)), row.values(), strict=True))


@cache
def _under(prefix: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{prefix}{column}" for column in columns)
