"""From numbers to records: which proof, which invoice a declaration means.

References come first, normalised. Where a number leads to several records that nothing tells apart, the
match is ambiguous: it is shown as such, and nothing is concluded from any of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from gateway.reconciliation.projected import STANDS, Projected, Row

_GRADES = {"issuer_signed": 0, "channel": 1, "captured": 2}
_ALIKE = 0.5
"""The share of words in common from which two names support a match."""


@dataclass(frozen=True)
class Match:
    """The record that a number leads to; `candidates` are all that tie for it, itself among them."""

    row: Row
    candidates: tuple[str, ...]


def proof_of(trade: Projected, number: str | None, agreement: str | None) -> Match | None:
    """The proof with `number`. One of the claimed agreement goes before one of another.

    Of one author's records with one number the standing one counts (a correction keeps its number), the
    latest of several. Between authors, one of the issuing country goes before others, then the better grade:
    a rival's statement under the same number takes nothing from the issuer's.
    """
    found = trade.where("proofs", "number_norm", number)
    same = [row for row in found if row["agreement"] == agreement]
    return best_proof(same or found)


def best_proof(proofs: Sequence[Row]) -> Match | None:
    """The best of proofs that share a number, as `proof_of` says."""
    if not proofs:
        return None
    if len(proofs) == 1:
        return Match(proofs[0], (proofs[0]["record_id"],))
    of_author = [
        min(rows, key=_freshness)
        for _, rows in groupby(sorted(proofs, key=lambda row: row["member"]), key=lambda row: row["member"])
    ]
    return _least(of_author, _rank)


def _freshness(proof: Row) -> tuple[bool, int, str]:
    return proof["state"] != STANDS, -proof["anchored"], proof["record_id"]


def _rank(proof: Row) -> int:
    at_home = proof["member_country"] == proof["issuing_country"]
    return (0 if at_home else len(_GRADES)) + _GRADES[proof["grade"]]


def _least(rows: Sequence[Row], rank: Callable[[Row], int]) -> Match:
    """The row of least rank, the smallest id of several; all of that rank are candidates."""
    least = min(rank(row) for row in rows)
    tied = sorted((row for row in rows if rank(row) == least), key=lambda row: str(row["record_id"]))
    return Match(tied[0], tuple(row["record_id"] for row in tied))


def pinned(trade: Projected, projection: str, record_id: str) -> Match | None:
    """The record that an officer chose; None where this gateway no longer has it."""
    found = trade.where(projection, "record_id", record_id)
    return Match(found[0], (record_id,)) if found else None


def invoice_of(trade: Projected, mention: Row, head: Row) -> Match | None:
    """The standing invoice that a declaration mentions. Sellers number their invoices alike: the one goes
    first whose date, seller and buyer agree best with the declaration.
    """
    found = trade.standing("invoices", "number_norm", mention["number_norm"])
    return _least(found, lambda row: -_agreement(row, mention, head)) if found else None


def _agreement(invoice: Row, mention: Row, head: Row) -> int:
    """How many of date, seller and buyer agree."""
    dated = mention["invoice_date"] is not None and mention["invoice_date"] == invoice["issue_date"]
    sold = (words_shared(head["exporter_name"], invoice["seller_name"]) or 0) >= _ALIKE
    bought = (words_shared(head["importer_name"], invoice["buyer_name"]) or 0) >= _ALIKE
    return dated + sold + bought


def words_meet(one: str | None, other: str | None) -> bool | None:
    """Whether two texts of space-separated words share one; None if either is None."""
    if one is None or other is None:
        return None
    return not set(one.split(" ")).isdisjoint(other.split(" "))


@lru_cache(16_384)
def words_shared(one: str | None, other: str | None) -> float | None:
    """The share of the shorter text's words that the other has too, 0 to 1; None if either is None."""
    if one is None or other is None:
        return None
    first, second = set(one.split(" ")), set(other.split(" "))
    return len(first & second) / min(len(first), len(second))


def likeness(declared: Row, party: str, found: Row, other: str) -> Decimal | None:
    """How like two parties are, 0 to 1: 1 with an identifier in common, else the share of words that their
    names have in common, Latin with Latin, otherwise local with local; None if they can't be compared.
    """
    if words_meet(declared.get(f"{party}_ids"), found.get(f"{other}_ids")):
        return Decimal(1)
    shared = words_shared(declared[f"{party}_name"], found[f"{other}_name"])
    if shared is None:
        shared = words_shared(declared.get(f"{party}_local"), found.get(f"{other}_local"))
    return None if shared is None else Decimal(f"{shared:.2f}")


def quantity_in(line: Row, dimension: str | None) -> tuple[Decimal | None, str | None]:
    """The first of a declared line's quantities that is in `dimension`, and as shown; nulls when none is."""
    offered = (
        ("drawn", line["drawn_dimension"]),
        ("quantity", line["dimension"]),
        ("second_quantity", line["second_dimension"]),
        ("net_mass", "mass" if line["net_mass"] is not None else None),
    )
    name = next((name for name, of in offered if of is not None and of == dimension), None)
    return (line[name], line[f"{name}_text"]) if name else (None, None)
