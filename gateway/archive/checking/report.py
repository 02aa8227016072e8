"""What a check found: each difference by its place, and what could not be derived."""

from dataclasses import dataclass, field
from typing import Any

from contracts.errors import TegataError, brief

_CELL = 400
"""Characters of a value that a difference quotes."""


@dataclass(frozen=True)
class Difference:
    """Where the archive says something else than what it proves: `place` is a file, or a cell of a table."""

    place: str
    expected: str
    found: str

    @classmethod
    def of(cls, place: str, error: TegataError) -> "Difference":
        """The difference that an error tells."""
        return cls(f"{place}: {error.where}", error.expected, error.found)

    @classmethod
    def cell(cls, table: str, key: object, column: str, expected: object, found: object) -> "Difference":
        """A cell of a table: its row by key."""
        place = f"tables/{table}.parquet [{key}] {column}"
        return cls(place, brief(expected, _CELL), brief(found, _CELL))


@dataclass
class Report:
    """The outcome of a check."""

    differences: list[Difference] = field(default_factory=list)
    not_derived: list[str] = field(default_factory=list)
    """What could not be derived, and why: nothing is said about it beyond the gateway's signature."""
    counted: dict[str, int] = field(default_factory=dict)
    """How many of each were derived."""

    @property
    def clean(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def to_json(self) -> dict[str, Any]:
        """The report as JSON."""
        return {
            "clean": self.clean,
            "counted": self.counted,
            "differences": [vars(one) for one in self.differences],
            "not_derived": self.not_derived,
        }
