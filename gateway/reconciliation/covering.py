"""Which lines of its proof a claimed line rests on.

A declaration joins what has one tariff code into one line, a certificate has a line for each size or
invoice: so several lines may cover one together. What leaves a choice that nothing settles covers nothing.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from gateway.reconciliation.harmonized import correlations, edition_in_force
from gateway.reconciliation.matching import quantity_in, words_shared
from gateway.reconciliation.projected import Projected, Row
from gateway.store.projections.names import normalise_name

_HEADING, _SUBHEADING = 4, 6
_ALIKE = 0.5
"""The share of words in common from which two descriptions are of the same goods."""


@dataclass(frozen=True)
class Covering:
    """The lines that cover a claimed line; `covered` is None where none was found and nothing says
    that there is none.
    """

    lines: Sequence[Row]
    covered: bool | None
    offered: Sequence[Row] = ()
    """Every line of the proof, where none covers the claim."""


@dataclass(frozen=True)
class _Claimed:
    """A claimed line with what its declaration says of it."""

    line: Row
    head: Row
    edition: str
    """Of the Harmonized System, on the declaration."""
    agreed: str | None
    """The agreement's edition, for lines of the proof that state none."""

    @property
    def code(self) -> str:
        return self.line["hs_code"] or ""

    def became(self, line: Row) -> Collection[str] | None:
        """What the code of a proof's line became in the declaration's edition; None where that is not
        known.
        """
        own = line["hs_edition"] or self.agreed
        code = (line["hs_code"] or "")[:_SUBHEADING]
        known = correlations().get((own, code, self.edition)) if own and code else None
        return [code] if known is None and own == self.edition and code else known


def covering(trade: Projected, proof: Row, line: Row, head: Row, agreed: str | None) -> Covering:
    """The lines of `proof` that cover the claimed `line` of a declaration: the one that it names,
    otherwise the only one, otherwise those of the same goods.

    By subheading (brought to one edition), then by heading, then by the words of the description.
    `agreed` is the HS edition of the agreement.
    """
    offered = trade.where("proof_lines", "record", proof["record"])
    if line["proof_line"] is not None:
        named = [one for one in offered if one["sequence"] == line["proof_line"]]
        return _settled(_only(named)) if named else Covering([], covered=False, offered=offered)
    if len(offered) == 1:
        return Covering(offered, covered=True)
    edition = line["hs_edition"] or edition_in_force(head["law_date"])
    claimed = _Claimed(line, head, edition, agreed)
    return _by_goods(offered, claimed)


def _by_goods(offered: Sequence[Row], claimed: _Claimed) -> Covering:
    same = _of_subheading(offered, claimed)
    if same:
        return _settled(_alike(same, claimed))
    near = _of_heading(offered, claimed) or _described_alike(offered, claimed)
    if near:
        return _settled(_only(near) or _of_quantity(near, claimed))
    told = len(claimed.code) >= _SUBHEADING and all(claimed.became(line) is not None for line in offered)
    return Covering([], covered=False, offered=offered) if told else _settled([])


def _settled(lines: Sequence[Row]) -> Covering:
    return Covering(lines, covered=True if lines else None)


def _of_subheading(lines: Sequence[Row], claimed: _Claimed) -> list[Row]:
    """The lines under the claimed subheading; without one, those whose code became it."""
    code = claimed.code[:_SUBHEADING]
    if len(code) < _SUBHEADING:
        return []
    same = [line for line in lines if (line["hs_code"] or "")[:_SUBHEADING] == code]
    return same or [line for line in lines if code in (claimed.became(line) or ())]


def _of_heading(lines: Iterable[Row], claimed: _Claimed) -> list[Row]:
    heading = claimed.code[:_HEADING]
    return [line for line in lines if heading and (line["hs_code"] or "").startswith(heading)]


def _described_alike(lines: Iterable[Row], claimed: _Claimed) -> list[Row]:
    words = claimed.line["goods_words"]
    shared = ((line, words_shared(words, normalise_name(line["description"]))) for line in lines)
    return [line for line, share in shared if share is not None and share >= _ALIKE]


def _alike(lines: list[Row], claimed: _Claimed) -> Sequence[Row]:
    """Those of the claimed origin and of the declaration's invoices, as far as any are: all of them if they
    can be added up, otherwise the one with the very quantity.
    """
    origin = claimed.line["rate_origin_country"] or claimed.line["origin_country"]
    invoices = (claimed.head["invoice_norms"] or "").split(" ")
    lines = _preferring(lines, lambda line: bool(line["origin_country"] == origin))
    lines = _preferring(lines, lambda line: line["invoice_norm"] in invoices)
    return _only(lines) or _added(lines, claimed) or _of_quantity(lines, claimed)


def _of_quantity(lines: Iterable[Row], claimed: _Claimed) -> Sequence[Row]:
    """The only line of the very quantity that is claimed."""
    return _only(
        line
        for line in lines
        if line["quantity"] is not None
        and line["quantity"] == quantity_in(claimed.line, line["dimension"])[0]
    )


def _added(lines: list[Row], claimed: _Claimed) -> Sequence[Row]:
    """All of them in their order; none where their origins or dimensions differ or a quantity is not
    known.
    """
    kinds = {(line["dimension"], line["origin_country"]) for line in lines}
    known = all(line["quantity"] is not None for line in lines)
    if len(kinds) > 1 or not known or quantity_in(claimed.line, lines[0]["dimension"])[0] is None:
        return []
    return sorted(lines, key=lambda line: line["position"])


def _preferring(lines: list[Row], wanted: Callable[[Row], bool]) -> list[Row]:
    return [line for line in lines if wanted(line)] or lines


def _only(rows: Iterable[Row]) -> Sequence[Row]:
    found = list(rows)
    return found if len(found) == 1 else []
