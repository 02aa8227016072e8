"""The subject `match`: a claim or a mention of an invoice whose number leads to nothing, and the records that
seem to be meant.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from gateway.reconciliation.choosing import chosen_for
from gateway.reconciliation.facts import Facts
from gateway.reconciliation.matching import invoice_of, proof_of
from gateway.reconciliation.projected import Projected, Row
from gateway.reconciliation.proposals import (
    Kind,
    Proposal,
    claims_proof,
    proposed_invoices,
    proposed_proofs,
    rivals,
)
from gateway.reconciliation.texts import terms


def matches(trade: Projected, facts: Facts) -> list[dict[str, Any]]:
    """A row for each claim and each mention that no number leads from, but a proposal does. Where an officer
    chose, or said that none fits, there is none.
    """
    return [
        _row(head, kind, own, proposals)
        for head in trade.heads()
        for kind, own in unmatched(trade, facts, head)
        if (proposals := proposals_for(trade, head, kind, own))
    ]


def unmatched(trade: Projected, facts: Facts, head: Row) -> Iterator[tuple[Kind, Row]]:
    """Claimed lines and mentions of invoices of `head` that no number leads from and no officer settled."""
    for line in trade.of(head, "declaration_lines"):
        open_claim = claims_proof(line) and not _is_waived(facts, head, line)
        known = open_claim and proof_of(trade, line["proof_norm"], line["agreement"]) is not None
        if open_claim and not known and chosen_for(trade, "proof", line) is None:
            yield "proof", line
    for mention in trade.of(head, "declaration_invoices"):
        if chosen_for(trade, "invoice", mention) is None and invoice_of(trade, mention, head) is None:
            yield "invoice", mention


def _is_waived(facts: Facts, head: Row, line: Row) -> bool:
    """Whether the claim names no proof and needs none, for its low value."""
    floor, value = facts.on(line["agreement"], head["law_date"])["f_low_value"], head["customs_value"]
    in_yen = head["customs_value_currency"] == "JPY" and value is not None and floor is not None
    return line["proof_norm"] is None and in_yen and bool(value <= floor)


def proposals_for(trade: Projected, head: Row, kind: Kind, own: Row) -> list[Proposal]:
    """The proposals for one of `unmatched`, the best first."""
    return proposed_proofs(trade, head, own) if kind == "proof" else proposed_invoices(trade, head, own)


def _row(head: Row, kind: Kind, own: Row, proposals: Sequence[Proposal]) -> dict[str, Any]:
    best, close = proposals[0], rivals(proposals)
    place = "preference/proof_number" if kind == "proof" else "number"
    part = "lines" if kind == "proof" else "invoices"
    return {
        **head,
        "m_kind": kind,
        "line": own.get("line"),
        "position": own["position"],
        "agreement": own.get("agreement"),
        "m_declared": own["proof_number"] if kind == "proof" else own["number"],
        "m_document": "origin_proof" if kind == "proof" else "invoice",
        "m_id": best.records[0] if len(close) == 1 and len(best.records) == 1 else None,
        "m_numbers": " / ".join(" + ".join(one.numbers) for one in close),
        "m_count": len(close),
        "m_score": best.score,
        "m_record_ids": " ".join(dict.fromkeys(record for one in close for record in one.records)),
        "m_why_en": _why(best, "en"),
        "m_why_ja": _why(best, "ja"),
        "m_at": f"{part}/{own['position']}/{place}",
    }


def _why(proposal: Proposal, language: str) -> str:
    """The factors as words, the strongest first: `seller 100, quantity 70`."""
    words = terms()["m_factor"]
    ordered = sorted(proposal.factors, key=lambda factor: (-factor.fits, factor.name))
    return ", ".join(f"{words[factor.name][language]} {factor.fits}" for factor in ordered)
