"""Comparisons with what customs themselves stated: rulings, and the exporting country's declaration."""

from gateway.reconciliation.rules.check import Check, Checks, Need, need, only_if
from gateway.reconciliation.rules.terms import TRUE, setting
from gateway.reconciliation.rules.terms import column as _col

_SAME_GOODS = setting("same_goods")


def ruling_checks() -> Checks:
    """Rule id → its comparison, for the subject `ruling`."""
    named, in_force = _col("named"), _col("in_force")
    one = Need("one_ruling", only_if(_col("g_candidates") == 1))
    classifies = _col("subject") == "classification"
    same_edition = _col("edition") == _col("g_edition")
    correlated = _col("g_became").holds(_col("hs6")).or_else(False)
    other_code = ~_col("hs_code").starts_like(_col("g_hs_code")) & ~correlated
    comparable = Need("hs_correlation", only_if(same_edition | _col("g_became").known()))
    codes = (one, need("hs_code"), need("g_hs_code"))
    return {
        "ruling.hs_differs": Check(named & in_force & classifies, (*codes, comparable), other_code),
        "ruling.origin_differs": Check(
            named & in_force & (_col("subject") == "origin"),
            (one, need("g_origin_country"), need("origin_country", "declared_origin")),
            _col("origin_country") != _col("g_origin_country"),
        ),
        "ruling.not_in_force": Check(named, (one,), ~in_force),
        "ruling.ignored": Check(
            ~named & in_force & classifies & (_col("g_likeness") >= _SAME_GOODS),
            (*codes, comparable),
            other_code,
        ),
    }


def export_checks() -> Checks:
    """Rule id → its comparison, for the subject `export`."""
    return {
        "export.hs_differs": Check(TRUE, (need("hs_code"),), ~_col("same_heading")),
        "export.origin_differs": Check(
            _col("agreement").known(),
            (need("origin_country", "declared_origin"), need("x_origins")),
            ~_col("x_origins").has_word(_col("origin_country")),
        ),
    }
