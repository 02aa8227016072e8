"""Writes the figures of the last `make bench` into `docs/performance.md`, between its two marks."""

import json
import sys

from scripts.bench.report import FOLDER, GOALS

PAGE = FOLDER.parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"


def rows() -> list[str]:
    """The table's rows, in the order of the goals; what was not measured is left out."""
    lines = ["| figure | value | goal | peer | peer's value | ratio |", "|---|---|---|---|---|---|"]
    for name, goal in GOALS.items():
        path = FOLDER / f"{name}.json"
        if path.exists():
            figure = json.loads(path.read_text("utf-8"))
            sign = "≥" if goal.bound == "least" else "≤"
            value = f"{figure['value']:,.4g}" if figure["value"] < 100 else f"{figure['value']:,.0f}"
            peer = f"{figure['peer_value']:,.0f}" if figure["peer_value"] else "–"
            ratio = f"{figure['ratio']:.2f}" if figure["ratio"] else "–"
            lines.append(
                f"| `{name}` | {value} {goal.unit} | {sign} {goal.value:,g} | {figure['peer'] or '–'} "
                f"| {peer} | {ratio} |"
            )
    return lines


def main() -> int:
    """Replace the table; 1 where nothing was measured."""
    table = rows()
    if len(table) == 2:
        print("nothing was measured: run `make bench` first", file=sys.stderr)
        return 1
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(head + BEGIN + "\n".join(table) + "\n" + END + tail, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
