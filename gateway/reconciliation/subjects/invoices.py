"""The subject `invoice`: an invoice that a declaration mentions, and the invoice record it means."""

from decimal import Decimal
from typing import Any

from gateway.reconciliation.facts import Facts
from gateway.reconciliation.matching import invoice_of
from gateway.reconciliation.projected import STANDING, Projected, Row, prefixed
from gateway.store.projections.columns import INVOICES

_INVOICE = (*INVOICES.names, *STANDING)


def invoices(trade: Projected, _facts: Facts) -> list[dict[str, Any]]:
    """A row for each mention of a standing declaration, in the order (lodged, declaration, position)."""
    rows = [
        _mention(trade, head, mention)
        for head in trade.heads()
        for mention in trade.of(head, "declaration_invoices")
    ]
    _add_up(rows)
    return rows


def _mention(trade: Projected, head: Row, mention: Row) -> dict[str, Any]:
    match = invoice_of(trade, mention, head)
    row: dict[str, Any] = {
        **head,
        **mention,
        "number": head["number"],
        "invoice_number": mention["number"],
        **prefixed("i_", match.row if match else None, _INVOICE),
        "i_candidates": len(match.candidates) if match else None,
        "at": f"invoices/{mention['position']}",
        "partial": _is_partial(trade, head),
    }
    return row


def _is_partial(trade: Projected, head: Row) -> bool:
    """Whether the declaration shows fewer packages than its transport documents: evidently a part of them."""
    documents = [
        document
        for named in trade.of(head, "declaration_transports")
        for document in trade.standing("transports", "number_norm", named["number_norm"])
    ]
    carried = sum(document["packages"] or 0 for document in documents)
    return head["packages"] is not None and head["packages"] < carried


def _add_up(rows: list[dict[str, Any]]) -> None:
    """What the declarations of one invoice add up to, in the currency of each."""
    shared: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        shared.setdefault((row["i_record_id"], row["number_norm"]), []).append(row)
    for some in shared.values():
        names = list(dict.fromkeys(row["declaration"] for row in some))
        totals: dict[str | None, Decimal] = {}
        for row in some:
            totals[row["currency"]] = totals.get(row["currency"], Decimal(0)) + (row["amount"] or 0)
        for row in some:
            row["declarations"], row["first_declaration"] = len(names), names[0]
            row["amount_total"] = totals[row["currency"]]
