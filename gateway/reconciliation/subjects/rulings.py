"""The subject `ruling`: a declared line and an advance ruling that it names, or that its importer holds."""

from decimal import Decimal
from typing import Any

from gateway.reconciliation.facts import Facts
from gateway.reconciliation.harmonized import correlations, edition_in_force
from gateway.reconciliation.matching import words_shared
from gateway.reconciliation.projected import STANDING, Projected, Row, prefixed
from gateway.store.projections.columns import RULINGS

_RULING = (*RULINGS.names, *STANDING)


def rulings(trade: Projected, _facts: Facts) -> list[dict[str, Any]]:
    """A row for each line and each ruling: the one that the line names, otherwise those of the importer on
    goods whose description shares a word with the line's.
    """
    if not trade.rows("rulings"):
        return []
    return [
        _row(head, line, ruling, candidates)
        for head in trade.heads()
        for line in trade.of(head, "declaration_lines")
        for ruling, candidates in _of_line(trade, head, line)
    ]


def _of_line(trade: Projected, head: Row, line: Row) -> list[tuple[Row, int]]:
    if line["ruling_norm"] is not None:
        named = sorted(
            trade.standing("rulings", "number_norm", line["ruling_norm"]),
            key=lambda row: str(row["record_id"]),
        )
        return [(named[0], len(named))] if named else []
    held = trade.standing("rulings", "holder_norm", head["importer_norm"])
    alike = [row for row in held if words_shared(line["goods_words"], row["goods_words"])]
    return [(row, 1) for row in sorted(alike, key=lambda row: (row["number_norm"], row["record_id"]))]


def _row(head: Row, line: Row, ruling: Row, candidates: int) -> dict[str, Any]:
    code, edition = ruling["hs_code"], line["hs_edition"] or edition_in_force(head["law_date"])
    of_ruling = ruling["hs_edition"] or edition_in_force(ruling["valid_from"])
    until = ruling["valid_until"]
    likeness = words_shared(line["goods_words"], ruling["goods_words"])
    return {
        **line,
        **head,
        "position": line["position"],
        **prefixed("g_", ruling, _RULING),
        "g_candidates": candidates,
        "subject": ruling["subject"],
        "named": line["ruling_norm"] is not None,
        "in_force": ruling["valid_from"] <= head["law_date"] and (until is None or head["law_date"] <= until),
        "hs6": line["hs_code"][:6] if line["hs_code"] else None,
        "edition": edition,
        "g_edition": of_ruling,
        "g_became": correlations().get((of_ruling, code[:6], edition)) if code else None,
        "g_likeness": None if likeness is None else Decimal(f"{likeness:.2f}"),
        "at": f"lines/{line['position']}",
    }
