"""Matches as a page shows them: what was declared, how it was matched, and what may be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.portal.language import Language, marked

HOW = {
    "chosen": marked("Chosen by an officer"),
    "none_fits": marked("An officer said that none fits"),
    "number": marked("Matched by its number"),
    "ambiguous": marked("Several records bear this number"),
    "proposed": marked("No number leads to a record; these fit by what they say"),
    "unknown": marked("No record is known"),
}
FACTORS = {
    "seller": marked("Seller"),
    "buyer": marked("Buyer"),
    "goods": marked("Goods"),
    "quantity": marked("Quantity"),
    "amount": marked("Amount"),
    "invoice": marked("Invoice"),
    "number": marked("Number"),
    "time": marked("Dates"),
}


@dataclass(frozen=True)
class FactorRow:
    """One thing compared: its word, how well it fits, both values."""

    label: str
    fits: int
    declared: str
    found: str


@dataclass(frozen=True)
class Option:
    """What may be chosen: the ids as a form sends them, the numbers shown, its score and factors."""

    value: str
    label: str
    score: int | None
    records: tuple[tuple[str, str], ...]
    factors: tuple[FactorRow, ...]


@dataclass(frozen=True)
class MatchView:
    """A claim or a mention of an invoice."""

    kind: str
    position: int
    title: str
    declared: str
    how: str
    records: tuple[tuple[str, str], ...]
    options: tuple[Option, ...]


def match_view(one: Mapping[str, Any], words: Language) -> MatchView:
    """A match (gateway.findings.matches) as the page lays it out."""
    of_line = words.say("Proof of line %(line)s", line=one["line"])
    how = HOW[one["how"]]
    title = of_line if one["kind"] == "proof" else words.say("Invoice %(number)s", number=one["declared"])
    return MatchView(
        kind=one["kind"],
        position=one["position"],
        title=title,
        declared=one["declared"] or "",
        how=words.say(how),
        records=_named(one["records"]),
        options=tuple(_options(one, words)),
    )


def _options(one: Mapping[str, Any], words: Language) -> list[Option]:
    if one["how"] == "ambiguous":
        return [
            Option(record["record"], f"{record['number']} ({record['date']})", None, _named([record]), ())
            for record in one["records"]
        ]
    return [
        Option(
            " ".join(record["record"] for record in proposal["records"]),
            " + ".join(record["number"] for record in proposal["records"]),
            proposal["score"],
            _named(proposal["records"]),
            tuple(_factor(one, words) for one in proposal["factors"]),
        )
        for proposal in one["proposals"]
    ]


def _factor(one: Mapping[str, Any], words: Language) -> FactorRow:
    label = FACTORS[one["name"]]
    return FactorRow(words.say(label), one["fits"], one["declared"], one["found"])


def _named(records: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((record["record"], record["number"] or record["record"]) for record in records)
