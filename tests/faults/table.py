"""The table of faults: printed at the end of a run, and kept for the page on reliability."""

from collections.abc import Sequence
from pathlib import Path

import pytest

PROPERTY = "fault"
HEADINGS = ("fault", "heights agreed", "receipts kept", "seconds to liveness", "verdict")
FILE = Path(__file__).resolve().parents[2] / "build" / "faults.md"


def print_table(reporter: pytest.TerminalReporter, lines: Sequence[Sequence[str]]) -> None:
    """A line each; nothing where no fault was tried."""
    if not lines:
        return
    reporter.section("faults of a network")
    widths = [max(len(line[column]) for line in (HEADINGS, *lines)) for column in range(len(HEADINGS))]
    for line in (HEADINGS, *lines):
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        reporter.write_line("  ".join(cells).rstrip())
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text("".join(f"{row}\n" for row in as_markdown(lines)), encoding="utf-8")


def as_markdown(lines: Sequence[Sequence[str]]) -> list[str]:
    """The table as it stands on the page."""
    rows = [HEADINGS, ["---"] * len(HEADINGS), *lines]
    return ["| " + " | ".join(row) + " |" for row in rows]
