"""Records that seem to be meant where no number leads to one: by parties, goods, quantities and amounts.

They are proposed to an officer with their score and what it rests on. No rule concludes anything from a
proposal; what an officer chose is another matter (gateway.reconciliation.choosing).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any, Literal

from contracts.records.parts import render_decimal
from gateway.reconciliation.harmonized import correlations, edition_in_force
from gateway.reconciliation.matching import likeness, quantity_in
from gateway.reconciliation.projected import STANDS, Projected, Row
from gateway.reconciliation.scoring import APART, AT_LEAST, PART, Factor, numbers_alike, score

Kind = Literal["proof", "invoice"]

WINDOW = timedelta(days=400)
"""How long before the day of the law a proof or an invoice may have been issued to be proposed."""

MOST_TOGETHER = 4
"""Records that one line or one mention may lead to together."""

_MOST_COMBINED = 12
"""Candidates of which combinations are tried."""

_SAME = Decimal("0.005")
"""The share by which quantities and amounts may differ and still be the same."""

_HEADING_DIGITS = 4


@dataclass(frozen=True)
class Proposal:
    """One record, or several that cover the goods together, with what speaks for it."""

    records: tuple[str, ...]
    numbers: tuple[str, ...]
    score: int
    factors: tuple[Factor, ...]


def claims_proof(line: Row) -> bool:
    """Whether a line claims under a proof that has to be there: none is lawful for the rest."""
    own_knowledge = line["proof_type"] == "importer_knowledge"
    return line["agreement"] is not None and not own_knowledge and line["no_proof_reason"] is None


def proposed_proofs(trade: Projected, head: Row, line: Row) -> list[Proposal]:
    """Standing proofs that may cover a claimed line, the best first."""
    pairs = list(_proofs(trade, head, line))
    single = [_proposal([pair], _proof_factors(head, line, *pair)) for pair in pairs]
    return _ranked([*single, *_proofs_together(head, line, pairs)])


def proposed_invoices(trade: Projected, head: Row, mention: Row) -> list[Proposal]:
    """Standing invoices that a mention may mean, the best first."""
    found = list(_invoices(trade, head))
    single = [_proposal([(row, row)], _invoice_factors(head, mention, row, row["total"])) for row in found]
    return _ranked([*single, *_invoices_together(head, mention, found)])


def rivals(proposals: Sequence[Proposal]) -> list[Proposal]:
    """The best, and those too close to it to be told apart; empty without a proposal."""
    return [one for one in proposals if one.score > proposals[0].score - APART]


def _ranked(proposals: Iterable[Proposal]) -> list[Proposal]:
    enough = [one for one in proposals if one.score >= AT_LEAST]
    return sorted(enough, key=lambda one: (-one.score, len(one.records), one.numbers, one.records))


def _proposal(pairs: Sequence[tuple[Row, Row]], factors: Iterable[Factor]) -> Proposal:
    ordered = sorted(pairs, key=lambda pair: (str(pair[0]["number_norm"]), str(pair[0]["record_id"])))
    weighed = tuple(factors)
    return Proposal(
        tuple(row["record_id"] for row, _ in ordered),
        tuple(row["number"] for row, _ in ordered),
        score(weighed),
        weighed,
    )


def _proofs(trade: Projected, head: Row, line: Row) -> Iterator[tuple[Row, Row]]:
    """Standing proofs that name one of the invoices, are the seller's, or are to the buyer; each with a line
    of the same heading and origin.
    """
    pool = {
        proof["record"]: proof
        for number in (head["invoice_norms"] or "").split()
        for offered in trade.where("proof_lines", "invoice_norm", number)
        for proof in trade.where("proofs", "record", offered["record"])
    } | {
        proof["record"]: proof
        for column, name in (("exporter_name", "exporter_name"), ("consignee_name", "importer_name"))
        for proof in trade.where("proofs", column, head[name])
    }
    heading = (line["hs_code"] or "")[:_HEADING_DIGITS]
    for record in sorted(pool):
        proof = pool[record]
        if heading and _may_cover(proof, head, line):
            for offered in trade.where("proof_lines", "record", record):
                same_goods = (offered["hs_code"] or "")[:_HEADING_DIGITS] == heading
                if same_goods and offered["origin_country"] in (None, line["origin_country"]):
                    yield proof, offered


def _may_cover(proof: Row, head: Row, line: Row) -> bool:
    issued, law = proof["issue_date"], head["law_date"]
    in_time = issued is not None and law - WINDOW <= issued <= law
    of_claim = (proof["agreement"], proof["importing_country"]) == (
        line["agreement"], head["importing_country"],
    )  # fmt: skip
    return in_time and of_claim and bool(proof["state"] == STANDS)


def _proof_factors(head: Row, line: Row, proof: Row, offered: Row) -> Iterator[Factor]:
    yield from _parties(head, proof, ("exporter", "consignee"))
    yield _goods(head, line, offered)
    yield from _quantity(line, offered)
    if offered["invoice_norm"] is not None and head["invoice_norms"] is not None:
        same = offered["invoice_norm"] in head["invoice_norms"].split(" ")
        yield Factor("invoice", 100 * same, head["invoice_norms"], offered["invoice_number"])
    yield from _number(line["proof_number"], line["proof_norm"], proof)
    yield _time(head, proof["departure_date"] or proof["issue_date"])


def _parties(head: Row, row: Row, names: tuple[str, str]) -> Iterator[Factor]:
    """How like seller and buyer are; `names`: how the record calls them."""
    for factor, declared, found in (("seller", "exporter", names[0]), ("buyer", "importer", names[1])):
        alike = likeness(head, declared, row, found)
        if alike is not None:
            shown = row.get(found) or row[f"{found}_name"] or row[f"{found}_ids"]
            yield Factor(
                "seller" if factor == "seller" else "buyer",
                int(alike * 100),
                head.get(declared) or head[f"{declared}_name"] or head[f"{declared}_ids"],
                shown,
            )


def _goods(head: Row, line: Row, offered: Row) -> Factor:
    """Six digits in the same edition, or correlated; 60 of 100 for the same heading."""
    declared, found = line["hs_code"], offered["hs_code"]
    edition = line["hs_edition"] or edition_in_force(head["law_date"])
    became = correlations().get((offered["hs_edition"], found[:6], edition), frozenset())
    same = declared[:6].startswith(found[:6]) or declared[:6] in became
    return Factor("goods", 100 if same else 60, declared, found)


def _quantity(line: Row, offered: Row) -> Iterator[Factor]:
    value, shown = quantity_in(line, offered["dimension"])
    if value is not None and offered["quantity"] is not None:
        yield Factor("quantity", _share(value, offered["quantity"]), shown or "", offered["quantity_text"])


def _share(declared: Decimal, found: Decimal) -> int:
    """100 for the same, PART for a part of what the record states, 30 for more than it does."""
    if abs(declared - found) <= found * _SAME:
        return 100
    return PART if declared < found else 30


def _number(shown: str | None, declared: str | None, row: Row) -> Iterator[Factor]:
    if declared is not None and row["number_norm"] is not None:
        yield Factor("number", numbers_alike(declared, row["number_norm"]), shown or "", row["number"])


def _time(head: Row, day: Any) -> Factor:
    law = head["law_date"]
    near = day is not None and law - timedelta(days=90) <= day <= law
    return Factor("time", 100 if near else 40, law.isoformat(), str(day))


def _proofs_together(head: Row, line: Row, pairs: Sequence[tuple[Row, Row]]) -> Iterator[Proposal]:
    """Several proofs whose lines add up to the quantity declared; none where one alone is the same."""
    measured = [
        (pair, pair[1]["quantity"], quantity_in(line, pair[1]["dimension"]))
        for pair in pairs[:_MOST_COMBINED]
    ]
    usable = [
        (pair, have, want) for pair, have, (want, _) in measured if have is not None and want is not None
    ]
    for some in _adding_up([have for _, have, _ in usable], [want for _, _, want in usable]):
        chosen = [usable[index][0] for index in some]
        if len({proof["record"] for proof, _ in chosen}) == len(chosen):
            total = sum(usable[index][1] for index in some)
            yield _proposal(chosen, _joint(head, line, chosen, total))


def _adding_up(parts: Sequence[Decimal], wanted: Sequence[Decimal]) -> Iterator[tuple[int, ...]]:
    """Indexes of two to MOST_TOGETHER parts whose sum is what is wanted, none of which suffices alone."""
    if len(parts) > 1 and len(set(wanted)) == 1 and all(_share(wanted[0], part) == 30 for part in parts):
        for size in range(2, min(MOST_TOGETHER, len(parts)) + 1):
            for some in combinations(range(len(parts)), size):
                if _share(wanted[0], sum((parts[index] for index in some), Decimal(0))) == 100:
                    yield some


def _joint(head: Row, line: Row, chosen: Sequence[tuple[Row, Row]], total: Decimal) -> Iterator[Factor]:
    """The weakest of each factor over all, and the quantity of all together."""
    weakest: dict[str, Factor] = {}
    for pair in chosen:
        for factor in _proof_factors(head, line, *pair):
            known = weakest.get(factor.name)
            weakest[factor.name] = factor if known is None or factor.fits < known.fits else known
    for name, factor in weakest.items():
        if name == "quantity":
            shown = " + ".join(offered["quantity_text"] for _, offered in chosen)
            yield Factor("quantity", 100 if total else 0, factor.declared, shown)
        else:
            yield factor


def _invoices(trade: Projected, head: Row) -> Iterator[Row]:
    law = head["law_date"]
    for row in sorted(trade.standing("invoices", "seller_name", head["exporter_name"]), key=_by_record):
        if row["issue_date"] is None or law - WINDOW <= row["issue_date"] <= law:
            yield row


def _by_record(row: Row) -> int:
    return int(row["record"])


def _invoice_factors(head: Row, mention: Row, row: Row, total: Decimal | None) -> Iterator[Factor]:
    yield from _parties(head, row, ("seller", "buyer"))
    if mention["amount"] is not None and total is not None:
        same_money = mention["currency"] in (None, row["currency"])
        fits = _share(mention["amount"], total) if same_money else 0
        yield Factor("amount", fits, mention["amount_text"], f"{render_decimal(total)} {row['currency']}")
    yield from _number(mention["number"], mention["number_norm"], row)
    if mention["invoice_date"] is not None and row["issue_date"] is not None:
        same_day = mention["invoice_date"] == row["issue_date"]
        yield Factor(
            "time", 100 * same_day, mention["invoice_date"].isoformat(), row["issue_date"].isoformat()
        )


def _invoices_together(head: Row, mention: Row, found: Sequence[Row]) -> Iterator[Proposal]:
    """Several invoices, consolidated under one mention, whose totals add up to its amount."""
    usable = [
        row for row in found if row["total"] is not None and row["currency"] == mention["currency"]
    ][:_MOST_COMBINED]  # fmt: skip
    if mention["amount"] is None:
        return
    for some in _adding_up([row["total"] for row in usable], [mention["amount"]] * len(usable)):
        chosen = [usable[index] for index in some]
        total = sum((row["total"] for row in chosen), Decimal(0))
        factors = [
            factor
            for factor in _invoice_factors(head, mention, chosen[0], total)
            if factor.name not in ("number", "time")
        ]
        yield _proposal([(row, row) for row in chosen], factors)
