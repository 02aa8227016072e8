"""The subject `unclaimed`: a line without a claim, for whose goods a standing proof is known by its
invoice.
"""

from collections.abc import Iterator
from typing import Any

from gateway.reconciliation.facts import Facts
from gateway.reconciliation.matching import best_proof
from gateway.reconciliation.projected import STANDING, STANDS, Projected, Row, prefixed
from gateway.store.projections.columns import PROOF_LINES, PROOFS

_HEADING_DIGITS = 4


def unclaimed(trade: Projected, facts: Facts) -> list[dict[str, Any]]:
    """A row for each unclaimed line that a standing proof seems to cover: its line names the declaration's
    invoice, the same heading and origin, and the proof the importing country. The exporters' names tell one
    seller's invoice number from another's.
    """
    return [
        _row(facts, head, line, found)
        for head in trade.heads()
        for line in trade.of(head, "declaration_lines")
        if line["agreement"] is None and (found := _proof(trade, head, line)) is not None
    ]


def _proof(trade: Projected, head: Row, line: Row) -> tuple[Row, Row] | None:
    """The proof and its line, the best of the first number in order; None without one."""
    offered = sorted(
        _offered(trade, head, line), key=lambda pair: (pair[0]["number_norm"], pair[1]["position"])
    )
    if not offered:
        return None
    number = offered[0][0]["number_norm"]
    best = best_proof([proof for proof, _ in offered if proof["number_norm"] == number])
    return next((pair for pair in offered if best and pair[0]["record"] == best.row["record"]), None)


def _offered(trade: Projected, head: Row, line: Row) -> Iterator[tuple[Row, Row]]:
    invoices = dict.fromkeys(mention["number_norm"] for mention in trade.of(head, "declaration_invoices"))
    for number in invoices:
        for proof_line in trade.where("proof_lines", "invoice_norm", number):
            if _same_goods(line, proof_line):
                for proof in trade.where("proofs", "record", proof_line["record"]):
                    if proof["state"] == STANDS and _same_trade(head, proof):
                        yield proof, proof_line


def _same_goods(line: Row, proof_line: Row) -> bool:
    heading = (proof_line["hs_code"] or "")[:_HEADING_DIGITS]
    declared = (line["hs_code"] or "")[:_HEADING_DIGITS]
    same_origin = line["origin_country"] == proof_line["origin_country"]
    return same_origin and bool(declared) and declared == heading


def _same_trade(head: Row, proof: Row) -> bool:
    named = head["exporter_name"], proof["exporter_name"]
    same_seller = None in named or named[0] == named[1] or proof["third_party_invoice"]
    return bool(head["importing_country"] == proof["importing_country"] and same_seller)


def _row(facts: Facts, head: Row, line: Row, found: tuple[Row, Row]) -> dict[str, Any]:
    proof, proof_line = found
    return {
        **line,
        **head,
        "position": line["position"],
        **prefixed("p_", proof, (*PROOFS.names, *STANDING)),
        **prefixed("l_", proof_line, PROOF_LINES.names),
        **facts.on(proof["agreement"], head["law_date"]),
        "at": f"lines/{line['position']}",
        "l_at": f"lines/{proof_line['position']}",
    }
