"""The subject `export`: a declared line beside the exporting country's declarations of the same carriage."""

from collections.abc import Iterable
from typing import Any

from gateway.reconciliation.facts import Facts
from gateway.reconciliation.harmonized import edition_in_force
from gateway.reconciliation.projected import Projected, Row

_HEADING_DIGITS = 4
NO_EXPORT: dict[str, Any] = dict.fromkeys(
    ("x_record_id", "x_record_ids", "x_numbers", "x_gross_mass", "x_hs6", "x_origins")
)


def exports(trade: Projected, _facts: Facts) -> list[dict[str, Any]]:
    """A row for each line of a declaration whose transport document an export declaration names."""
    if not trade.rows("exports"):
        return []
    return [
        _row(head, line, together)
        for head in trade.heads()
        for together in (released(trade, head),)
        if together["x_record_id"] is not None
        for line in trade.of(head, "declaration_lines")
    ]


def released(trade: Projected, head: Row) -> dict[str, Any]:
    """The export declarations of the declaration's transport documents as one; nulls without any."""
    numbers = dict.fromkeys(named["number_norm"] for named in trade.of(head, "declaration_transports"))
    found = [
        row
        for number in numbers
        for row in trade.standing("exports", "transport_norm", number)
        if row["consignee_country"] == head["importing_country"]
    ]
    if not found:
        return NO_EXPORT
    found.sort(key=lambda row: (row["number_norm"], row["record_id"]))
    masses = [row["gross_mass"] for row in found]
    origins = [row["origins"] for row in found]
    return {
        "x_record_id": found[0]["record_id"],
        "x_record_ids": " ".join(row["record_id"] for row in found),
        "x_numbers": ", ".join(row["number"] for row in found),
        "x_gross_mass": None if None in masses else sum(masses),
        "x_hs6": _words(row["hs6"] for row in found),
        "x_origins": None if None in origins else _words(origins),
    }


def _words(texts: Iterable[str]) -> str:
    return " ".join(sorted({word for text in texts for word in text.split(" ")}))


def _row(head: Row, line: Row, together: dict[str, Any]) -> dict[str, Any]:
    code = line["hs_code"]
    headings = {word[:_HEADING_DIGITS] for word in together["x_hs6"].split(" ")}
    return {
        **line,
        **head,
        "position": line["position"],
        **together,
        "edition": line["hs_edition"] or edition_in_force(head["law_date"]),
        "same_heading": None if code is None else code[:_HEADING_DIGITS] in headings,
        "at": f"lines/{line['position']}",
    }
