"""Comparisons of a claimed line with the line of its proof: goods, origin, criterion, quantity, invoice,
exporter.
"""

from gateway.reconciliation.rules.check import Check, Checks, Need, need, only_if
from gateway.reconciliation.rules.terms import Term, setting
from gateway.reconciliation.rules.terms import column as _col

_HAS_PROOF = _col("p_record").known()
_ONE = Need("one_proof", only_if(_col("p_candidates") == 1))
_LINE = Need("proof_line", _col("l_position"))
_LIKE_ENOUGH = setting("like_enough")


def line_checks() -> Checks:
    """Rule id → its comparison, for the subject `claim`."""
    return _goods() | _quantities() | _papers()


def _of_line(fires: Term, *needs: Need, applies: Term | None = None) -> Check:
    """A comparison with the one line of the one proof that covers the claimed line."""
    return Check(_HAS_PROOF if applies is None else _HAS_PROOF & applies, (_ONE, _LINE, *needs), fires)


def _goods() -> Checks:
    same_code = _col("hs_code").starts_like(_col("l_hs_code"))
    same_edition = _col("edition") == _col("l_edition")
    correlated = _col("became").holds(_col("hs6")).or_else(False)
    declared, code, edition = need("hs_code"), need("l_hs_code"), need("l_edition")
    union = _col("f_union").holds(_col("rate_country")) & _col("f_union").holds(_col("l_origin_country"))
    highest = _col("rate_rule").is_one_of("2.6.6a", "2.6.6b").or_else(False) | _col("l_rcep_mark").known()
    return {
        "proof.goods_not_covered": Check(_HAS_PROOF, (_ONE, need("covered", "proof_line")), ~_col("covered")),
        "hs.differs": _of_line(
            ~same_code & (same_edition | _col("became").known()) & ~correlated,
            declared,
            code,
            edition,
        ),
        "hs.edition_difference": _of_line(
            ~same_code & ~same_edition & _col("became").unknown(), declared, code, edition
        ),
        "origin.other_rate": _of_line(
            (_col("rate_country") != _col("l_origin_country")) & ~union.or_else(False),
            need("rate_country"),
            applies=~highest,
        ),
        "criterion.unknown": _of_line(
            ~_col("criterion_words").words_within(_col("f_criteria")),
            need("f_criteria"),
            need("criterion_words", "l_criterion"),
            applies=~_col("f_criteria").is_empty().or_else(False),
        ),
    }


def _quantities() -> Checks:
    debited = _col("p_usage") != "blanket"
    before, beyond = (_col(name) > _col("l_quantity") for name in ("drawn_total", "u_total"))
    single = _col("drawn_value") > _col("l_quantity")
    return {
        "quantity.exceeded": _of_line(
            single, need("l_quantity"), need("drawn_value", "quantity_in_dimension"), applies=debited
        ),
        "quantity.exceeded_cumulatively": _of_line(
            ~single & (_col("drawn_before") > 0) & (_col("drawn_total") > _col("l_quantity")),
            need("l_quantity"),
            need("drawn_value", "quantity_in_dimension"),
            need("drawn_total", "quantities_before"),
            applies=debited,
        ),
        "quantity.exceeded_elsewhere": _of_line(
            _col("u_whole") | (~before & beyond),
            Need("balance", only_if(_col("u_known"))),
            need("l_quantity"),
            need("drawn_value", "quantity_in_dimension"),
            need("drawn_total", "quantities_before"),
            Need("debits_in_dimension", only_if(_col("u_whole") | _col("u_drawn").known())),
            applies=debited & ((_col("u_on_line") > 0) | ~_col("u_known")),
        ),
    }


def _papers() -> Checks:
    direct = ~_col("p_third_party_invoice")
    one_invoice = Need("one_named_invoice", only_if(_col("s_candidates") == 1))
    return {
        "invoice.not_on_proof": _of_line(
            ~_col("invoice_norms").has_word(_col("l_invoice_norm")),
            need("invoice_norms"),
            applies=direct & _col("l_invoice_norm").known(),
        ),
        "party.exporter_differs": Check(
            _HAS_PROOF & direct,
            (_ONE, need("exporter_likeness", "exporters")),
            _col("exporter_likeness") < _LIKE_ENOUGH,
        ),
        "party.seller_differs": _of_line(
            _col("seller_likeness") < _LIKE_ENOUGH,
            one_invoice,
            need("seller_likeness", "sellers"),
            applies=direct & _col("s_record_id").known(),
        ),
        "invoice.date_differs": _of_line(
            _col("s_issue_date") != _col("l_invoice_date"),
            one_invoice,
            applies=_col("s_record_id").known() & _col("l_invoice_date").known(),
        ),
    }
