"""The subject `claim`: a line that claims preference, its proof and that proof's line, and what the
agreement says.
"""

import re
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from contracts.records.parts import render_decimal
from gateway.reconciliation.choosing import chosen_for
from gateway.reconciliation.covering import Covering, covering
from gateway.reconciliation.facts import Facts, months_after
from gateway.reconciliation.harmonized import correlations, edition_in_force
from gateway.reconciliation.matching import (
    Match,
    likeness,
    pinned,
    proof_of,
    quantity_in,
    words_meet,
)
from gateway.reconciliation.projected import STANDING, Projected, Row, own_name, prefixed
from gateway.reconciliation.subjects.balances import add_balances, draw
from gateway.reconciliation.subjects.elsewhere import add_drawn_elsewhere
from gateway.store.projections.columns import PROOF_LINES, PROOFS
from gateway.store.projections.names import normalise_reference

_PROOF = (*PROOFS.names, *STANDING)
_PROOF_LINE = PROOF_LINES.names
_DIGITS = re.compile("([A-Z]{2})[0-9]+")
_WORDS = re.compile("[A-Z0-9]+")
_LISTED = re.compile(r"[,;&\n、]|\band\b")
"""Between the numbers of several invoices in one box."""


def claims(trade: Projected, facts: Facts) -> list[dict[str, Any]]:
    """A row for each claimed line of every standing declaration, in the order (lodged, declaration,
    position).
    """
    groups = [
        _of_line(trade, facts, head, line)
        for head in trade.heads()
        for line in trade.of(head, "declaration_lines")
        if line["agreement"] is not None
    ]
    add_balances(groups)
    add_drawn_elsewhere(trade, [row for group in groups for row in group])
    rows = draw(groups)
    _use(rows)
    _pass_on(trade, rows)
    _add_low_values(rows)
    return rows


def _of_line(trade: Projected, facts: Facts, head: Row, line: Row) -> list[dict[str, Any]]:
    """The line's claim: one for each line of its proof that covers it, or one for each proof that an
    officer chose for it; these share its quantity.
    """
    chosen = [pinned(trade, "proofs", record) for record in chosen_for(trade, "proof", line) or ()]
    found = [match for match in chosen if match is not None]
    if not found:
        match = proof_of(trade, line["proof_norm"], line["agreement"])
        return _with_its_lines(trade, facts, head, line, match)
    if len(found) == 1:
        return _with_its_lines(trade, facts, head, _naming(line, found[0].row), found[0])
    rows = [
        row
        for match in found
        for row in _with_its_lines(trade, facts, head, _naming(line, match.row), match, alone=True)
    ]
    _share(rows)
    return rows


def _with_its_lines(
    trade: Projected, facts: Facts, head: Row, line: Row, match: Match | None, *, alone: bool = False
) -> list[dict[str, Any]]:
    """A claim for each line of the proof that covers the declared one; one where none does, and, if the proof
    stands `alone` for its part, where several do.
    """
    agreed = facts.on(line["agreement"], head["law_date"])["f_hs_edition"]
    found = covering(trade, match.row, line, head, agreed) if match else Covering([], covered=None)
    lines = [None] if not found.lines or (alone and len(found.lines) > 1) else found.lines
    told = {
        "covered": found.covered,
        "p_codes": ", ".join(row["hs_code"] or "-" for row in found.offered) or None,
    }
    return [_claim(trade, facts, head, line, match, proof_line) | told for proof_line in lines]


def _naming(line: Row, proof: Row) -> Row:
    """The line as if it named the proof that was chosen for it."""
    return {
        **line,
        "proof_norm": proof["number_norm"],
        "proof_number": line["proof_number"] or proof["number"],
        "proof_line": line["proof_line"] if line["proof_norm"] == proof["number_norm"] else None,
    }


def _share(rows: list[dict[str, Any]]) -> None:
    """Each proof gives what it covers of the line's quantity, in order; the last one the rest."""
    rest = rows[0]["drawn_value"]
    for row in rows[:-1]:
        if rest is None or row["l_quantity"] is None or row["l_dimension"] != rows[0]["l_dimension"]:
            return
        row["drawn_value"] = min(rest, row["l_quantity"])
        row["drawn_shown"] = f"{render_decimal(row['drawn_value'])} ({row['drawn_shown']})"
        rest -= row["drawn_value"]
    if rest is not None:
        rows[-1]["drawn_value"] = rest
        rows[-1]["drawn_shown"] = f"{render_decimal(rest)} ({rows[-1]['drawn_shown']})"


def _claim(
    trade: Projected, facts: Facts, head: Row, line: Row, match: Match | None, proof_line: Row | None
) -> dict[str, Any]:
    """The claim on a proof's line, with everything that its own documents and the facts say."""
    proof = match.row if match else None
    row: dict[str, Any] = {
        **line,
        "line_value": line["customs_value"],
        **head,
        **prefixed("p_", proof, _PROOF),
        "p_candidates": len(match.candidates) if match else None,
        "p_candidate_ids": " ".join(match.candidates) if match else None,
        **prefixed("l_", proof_line, _PROOF_LINE),
        **facts.on(line["agreement"], head["law_date"]),
        "at": f"lines/{line['position']}",
        "l_at": f"lines/{proof_line['position']}" if proof_line else None,
        "rate_country": line["rate_origin_country"] or line["origin_country"],
    }
    row["position"] = line["position"]
    row["l_invoice_norm"] = _invoice_meant(row)
    row.update(_route(row, facts))
    for told in (_codes, _days, _drawn, _parties):
        row.update(told(row))
    for looked_up in (_approval, _seller):
        row.update(looked_up(trade, row))
    return row


def _invoice_meant(row: Row) -> str | None:
    """The invoice of the proof's line; of several in one box the one that the declaration names, if any."""
    own: str | None = row["l_invoice_norm"]
    several = _LISTED.split(row["l_invoice_number"] or "")
    if len(several) == 1:
        return own
    declared = (row["invoice_norms"] or "").split(" ")
    numbers = (normalise_reference(part) for part in several)
    return own if own in declared else next((number for number in numbers if number in declared), own)


def _route(row: Row, facts: Facts) -> dict[str, Any]:
    country = row["p_issuing_country"] or row["rate_country"]
    capacity = row["p_capacity"] or "issuing_body"
    return {"route_country": country, **facts.route(row["agreement"], country, capacity)}


def _codes(row: Row) -> dict[str, Any]:
    """Both codes with their editions, and what the proof's code became in the tariff's edition.

    Certificates that don't say use their agreement's edition, declarations the one in force.
    """
    code = row["l_hs_code"]
    l_edition = row["l_hs_edition"] or row["f_hs_edition"]
    edition = row["hs_edition"] or edition_in_force(row["law_date"])
    return {
        "hs6": row["hs_code"][:6] if row["hs_code"] else None,
        "edition": edition,
        "l_edition": l_edition if code else None,
        "became": correlations().get((l_edition, code[:6], edition)) if code and l_edition else None,
        "criterion_words": criterion_words(row["l_criterion"]),
    }


@lru_cache(4_096)
def criterion_words(criterion: str | None) -> str | None:
    """The codes in a criterion as space-separated words, without the digits of their percentages."""
    words = _WORDS.findall(_DIGITS.sub(r"\1", criterion.upper())) if criterion else []
    return " ".join(words) or None


def _days(row: Row) -> dict[str, Any]:
    """The last day on which the proof is valid, and the last on which its issue is not retroactive."""
    issued, departed = row["p_issue_date"], row["p_departure_date"]
    months, grace = row["f_validity"], row["f_retroactive"]
    language = row["p_language"]
    return {
        "proof_valid_until": months_after(issued, months) if issued and months is not None else None,
        "grace_until": departed + timedelta(days=grace) if departed and grace is not None else None,
        "language_code": language[:2] if language else None,
    }


def _drawn(row: Row) -> dict[str, Any]:
    """The first of the line's quantities that is in the dimension of the proof's line; nulls when none is."""
    value, shown = quantity_in(row, row["l_dimension"])
    return {"drawn_value": value, "drawn_shown": shown}


def _parties(row: Row) -> dict[str, Any]:
    """How like the exporters of declaration and proof are: 1 with an identifier in common."""
    return {"exporter_likeness": likeness(row, "exporter", row, "p_exporter")}


def _seller(trade: Projected, row: Row) -> dict[str, Any]:
    """The invoice that the proof's line names, if the declaration names it too, and how like its seller is to
    the proof's exporter.
    """
    number = row["l_invoice_norm"]
    declared = number is not None and number in (row["invoice_norms"] or "").split(" ")
    found = trade.standing("invoices", "number_norm", number) if declared else []
    if not found:
        return dict.fromkeys(("s_record_id", "s_seller", "s_issue_date", "s_candidates", "seller_likeness"))
    first = min(found, key=lambda invoice: str(invoice["record_id"]))
    return {
        "s_record_id": first["record_id"],
        "s_seller": first["seller"],
        "s_issue_date": first["issue_date"],
        "s_candidates": len(found),
        "seller_likeness": likeness(first, "seller", row, "p_exporter"),
    }


def _add_low_values(rows: list[dict[str, Any]]) -> None:
    """What an importer's declarations of one exporter on one day add up to, those that claim without a
    proof.
    """
    shared: dict[tuple[Any, ...], dict[str, Row]] = {}
    for row in rows:
        if row["proof_norm"] is None and row["customs_value"] is not None:
            shared.setdefault(_consignor(row), {})[row["declaration"]] = row
    for row in rows:
        together = shared.get(_consignor(row), {})
        known = None not in _consignor(row)[1:3]
        row["low_value_declarations"] = len(together) if known else 0
        row["low_value_total"] = sum((other["customs_value"] for other in together.values()), Decimal(0))


def _consignor(row: Row) -> tuple[Any, ...]:
    return (row["agreement"], row["importer_norm"], row["exporter_name"], row["law_date"])


def _approval(trade: Projected, row: Row) -> dict[str, Any]:
    """The status of the exporter that the proof's authorisation number names: the one that held, if any
    did.
    """
    found = [
        status
        for status in trade.standing("operators", "identifier", row["p_authorisation"])
        if status["status"] in ("approved_exporter", "registered_exporter")
    ]
    columns = ("record_id", "agreement", "valid_from", "valid_until")
    if not found:
        return {f"o_{column}": None for column in columns}
    best = min(found, key=lambda status: (_misfit(status, row), status["record_id"]))
    return {f"o_{column}": best[column] for column in columns}


def _misfit(status: Row, row: Row) -> int:
    other = status["agreement"] not in (None, row["p_agreement"])
    day, until = row["p_issue_date"], status["valid_until"]
    outside = day < status["valid_from"] or (until is not None and day > until)
    return 2 * other + outside


_FIRST = ("first_declaration", "first_own", "first_transports", "same_importation")


def _use(rows: list[dict[str, Any]]) -> None:
    """The first declaration that used each proof, and whether this one is of the same importation."""
    first: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        if row["proof_norm"] is None:
            row.update(dict.fromkeys(_FIRST))
            continue
        earliest = first.setdefault((row["agreement"], row["balance"]), row)
        row["first_declaration"] = earliest["declaration"]
        row["first_own"] = own_name(earliest, row)
        row["first_transports"] = earliest["transport_norms"] if row["first_own"] else None
        row["same_importation"] = _same_importation(row, earliest)


def _pass_on(trade: Projected, rows: list[dict[str, Any]]) -> None:
    """Whether a back-to-back proof that stands was made of the claim's proof: customs of another country draw
    on the proof for it, as they may.
    """
    for row in rows:
        copies = trade.standing("proofs", "original_norm", row["proof_norm"])
        row["p_passed_on"] = any(copy["back_to_back"] for copy in copies)


def _same_importation(one: Row, other: Row) -> bool | None:
    """A transport document in common, the same UCR, or the same arrival on the same voyage; None if documents
    don't tell.
    """
    same_document = words_meet(one["transport_norms"], other["transport_norms"])
    arrivals = [(row["voyage"], row["arrival_date"]) for row in (one, other)]
    same_voyage = None not in arrivals[0] and arrivals[0] == arrivals[1]
    same_consignment = one["ucr_norm"] is not None and one["ucr_norm"] == other["ucr_norm"]
    return True if same_document or same_voyage or same_consignment else same_document
