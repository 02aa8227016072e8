"""Comparisons of the subject `match`: one record stands out, or several fit about equally."""

from gateway.reconciliation.rules.check import Check, Checks
from gateway.reconciliation.rules.terms import TRUE
from gateway.reconciliation.rules.terms import column as _col


def match_checks() -> Checks:
    """Rule id → its comparison, for the subject `match`."""
    return {
        "match.proposed": Check(TRUE, (), _col("m_count") == 1),
        "match.ambiguous": Check(TRUE, (), _col("m_count") > 1),
    }
