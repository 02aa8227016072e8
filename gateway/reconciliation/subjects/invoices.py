"""The subject `invoice`: an invoice that a declaration mentions, and the invoice record it means."""

from decimal import Decimal
from typing import Any

from contracts.records.parts import render_decimal
from gateway.reconciliation.choosing import chosen_for
from gateway.reconciliation.facts import Facts
from gateway.reconciliation.incoterms import steps
from gateway.reconciliation.matching import invoice_of, pinned, words_meet
from gateway.reconciliation.projected import STANDING, Projected, Row, own_name, prefixed
from gateway.reconciliation.subjects.carriage import documents_of
from gateway.store.projections.columns import INVOICES

_INVOICE = (*INVOICES.names, *STANDING)


def invoices(trade: Projected, _facts: Facts) -> list[dict[str, Any]]:
    """A row for each mention of a standing declaration, in the order (lodged, declaration, position)."""
    rows = [
        _mention(trade, head, mention, len(mentions))
        for head in trade.heads()
        for mentions in (trade.of(head, "declaration_invoices"),)
        for mention in mentions
    ]
    _add_up(rows)
    _note_repeats(rows)
    for row in rows:
        row.update(_on_basis(row))
    return rows


def _mention(trade: Projected, head: Row, mention: Row, mentions: int) -> dict[str, Any]:
    chosen = chosen_for(trade, "invoice", mention)
    match = pinned(trade, "invoices", chosen[0]) if chosen and len(chosen) == 1 else None
    match = match or invoice_of(trade, mention, head)
    row: dict[str, Any] = {
        **head,
        **mention,
        "number": head["number"],
        "invoice_number": mention["number"],
        **prefixed("i_", match.row if match else None, _INVOICE),
        "i_candidates": len(match.candidates) if match else None,
        "at": f"invoices/{mention['position']}",
        "partial": _is_partial(trade, head),
        "mentions": mentions,
    }
    return row


def _is_partial(trade: Projected, head: Row) -> bool:
    """Whether the declaration shows fewer packages than its transport documents: evidently a part of them."""
    carried = sum(document["packages"] or 0 for document in documents_of(trade, head))
    return head["packages"] is not None and head["packages"] < carried


def _add_up(rows: list[dict[str, Any]]) -> None:
    """What the declarations of one invoice add up to, in the currency of each."""
    shared: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        shared.setdefault((row["i_record_id"], row["number_norm"]), []).append(row)
    for some in shared.values():
        names = list(dict.fromkeys(row["declaration"] for row in some))
        first = min(some, key=lambda row: names.index(row["declaration"]))
        totals: dict[str | None, Decimal] = {}
        for row in some:
            totals[row["currency"]] = totals.get(row["currency"], Decimal(0)) + (row["amount"] or 0)
        for row in some:
            row["declarations"], row["first_own"] = len(names), own_name(first, row)
            row["amount_total"] = totals[row["currency"]]


_REPEATED = ("number_norm", "invoice_date", "amount", "currency", "exporter_name")


def _note_repeats(rows: list[dict[str, Any]]) -> None:
    """The first earlier declaration that names the same invoice with the same amount and other transport
    documents; null where there is none.
    """
    earlier: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        key = tuple(
            row[name] for name in ("number_norm", "invoice_date", "amount", "currency", "exporter_name")
        )
        same = earlier.setdefault(key, [])
        row["same_declaration"] = next(
            (
                other["declaration"]
                for other in same
                if other["declaration"] != row["declaration"]
                and words_meet(other["transport_norms"], row["transport_norms"]) is False
            ),
            None,
        )
        same.append(row)


def _on_basis(row: Row) -> dict[str, Any]:
    """The record's total under the declared terms, and how it comes about; nulls where that is not known."""
    total = row["i_total"]
    added = steps(row["i_terms"], row["terms"], _charges(row))
    if total is None or added is None:
        return {"i_on_basis": None, "i_basis": row["i_total_text"]}
    if not added:
        return {"i_on_basis": total, "i_basis": row["i_total_text"]}
    shown = "".join(f" {'-' if value < 0 else '+'} {render_decimal(abs(value))}" for value in added)
    on_basis = total + sum(added)
    result = f"{render_decimal(on_basis)} {row['i_currency']} {row['terms']}"
    return {"i_on_basis": on_basis, "i_basis": f"{row['i_total_text']} {row['i_terms']}{shown} = {result}"}


def _charges(row: Row) -> dict[str, Decimal | None]:
    """Freight and insurance in the invoice's currency: the invoice's own, else the declaration's.

    The declaration's are of all its goods: they count only where it is of this one invoice and all of it.
    """
    whole = row["mentions"] == 1 and row["declarations"] == 1 and not row["partial"]
    found: dict[str, Decimal | None] = {}
    for name in ("freight", "insurance"):
        value = row[f"i_{name}"] if row[f"i_{name}_currency"] == row["i_currency"] else None
        if value is None and whole and row[f"{name}_currency"] == row["i_currency"]:
            value = row[name]
        found[name] = value
    return found
