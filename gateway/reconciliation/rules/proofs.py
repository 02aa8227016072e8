"""Comparisons of a claim with its proof: whether there is one, who issued it, when, and what it may cover."""

from gateway.reconciliation.rules.check import Check, Checks, Need, need, only_if
from gateway.reconciliation.rules.terms import TRUE, Term, term, when
from gateway.reconciliation.rules.terms import column as _col

_HAS_PROOF = _col("p_record").known()
_ONE = Need("one_proof", only_if(_col("p_candidates") == 1))


def proof_checks() -> Checks:
    """Rule id → its comparison, for the subject `claim`."""
    return _presence() | _standing() | _authority() | _time() | _usage()


def _of_proof(fires: Term, *needs: Need, applies: Term | None = None) -> Check:
    """A comparison with the one proof that the claim names."""
    return Check(_HAS_PROOF if applies is None else _HAS_PROOF & applies, (_ONE, *needs), fires)


def _presence() -> Checks:
    by_knowledge = (_col("proof_type") == "importer_knowledge").or_else(False)
    named = _col("proof_norm").known()
    low = (_col("customs_value_currency") == "JPY") & (_col("customs_value") <= _col("f_low_value"))
    excepted = _col("no_proof_reason").known()
    overdue = (_col("no_proof_reason") == "release_before_permit") & _col("stage").is_one_of(
        "permit", "correction", "audit"
    )
    in_yen = Need("customs_value", only_if(_col("customs_value").known() & _VALUED_IN_YEN))
    value_matters = Need("customs_value", when(excepted, TRUE, in_yen.present))
    return {
        "proof.not_on_ledger": Check(named & ~by_knowledge, (), ~_HAS_PROOF),
        "proof.ambiguous": Check(_HAS_PROOF, (), _col("p_candidates") > 1),
        "claim.without_proof": Check(
            ~named & ~by_knowledge,
            (value_matters, need("f_low_value")),
            (~excepted & ~low) | overdue.or_else(False),
        ),
        "claim.low_value_split": Check(
            ~named & ~by_knowledge & low.or_else(False) & (_col("low_value_declarations") > 1),
            (need("f_low_value"),),
            _col("low_value_total") > _col("f_low_value"),
        ),
        "claim.low_value_exceeded": Check(
            ~named & (_col("no_proof_reason") == "low_value"), (in_yen, need("f_low_value")), ~low
        ),
    }


_VALUED_IN_YEN = _col("customs_value_currency") == "JPY"


def _standing() -> Checks:
    return {
        "proof.revoked": _of_proof(_col("p_state") == 1),
        "proof.superseded": _of_proof(_col("p_state") == 2),
        "proof.withdrawn": _of_proof(_col("p_state") == 3),
        "proof.other_agreement": _of_proof(_col("p_agreement") != _col("agreement")),
        "proof.other_importing_party": _of_proof(_col("p_importing_country") != _col("importing_country")),
    }


def _authority() -> Checks:
    abroad = _col("p_member_country") != _col("p_issuing_country")
    compromised = (_col("p_compromised_since") <= _col("p_anchored")).or_else(False)
    approved = _col("p_capacity").is_one_of("approved_exporter", "registered_exporter")
    held = (_col("p_issue_date") >= _col("o_valid_from")) & (
        _col("o_valid_until").unknown() | (_col("p_issue_date") <= _col("o_valid_until"))
    )
    of_agreement = _col("o_agreement").unknown() | (_col("o_agreement") == _col("p_agreement"))
    party = _col("law_date").is_between(_col("r_from"), _col("r_until")).or_else(False)
    return {
        "proof.issuer_not_authorised": _of_proof(
            (abroad & (_col("p_kind") == 1)) | compromised, need("p_member_country", "author_country")
        ),
        "proof.exporter_not_approved": _of_proof(
            ~(held & of_agreement),
            need("p_authorisation"),
            need("o_record_id", "operator_status"),
            applies=approved,
        ),
        "proof.route_not_open": _of_proof(~_col("r_open"), applies=_col("r_from").known()),
        "proof.explanation_missing": _of_proof(~_col("p_explained"), applies=_col("p_explained").known()),
        "claim.country_not_party": Check(TRUE, (need("route_country", "origin_country"),), ~party),
    }


def _time() -> Checks:
    blanket = _col("p_usage") == "blanket"
    disaster = (_col("no_proof_reason") == "disaster").or_else(False)
    later = (
        _col("no_proof_reason").is_one_of("release_before_permit", "disaster", "aeo_special").or_else(False)
    )
    arrived = _col("arrival_date").or_else(_col("law_date"))
    after_period = (_col("law_date") > _col("p_usage_until")) & (arrived > _col("p_usage_until"))
    return {
        "proof.expired": _of_proof(
            _col("law_date") > _col("proof_valid_until"), need("f_validity"), applies=~blanket & ~disaster
        ),
        "proof.outside_blanket_period": _of_proof(
            (_col("law_date") < _col("p_usage_from")) | after_period, applies=blanket & ~disaster
        ),
        "proof.issued_after_declaration": _of_proof(
            _col("p_issue_date") > _col("law_date"), applies=~later & ~blanket
        ),
        "proof.retroactive_unmarked": _of_proof(
            ~_col("p_retroactive") & (_col("p_issue_date") > _col("grace_until")),
            need("p_departure_date"),
            need("f_retroactive"),
        ),
        "proof.language": _of_proof(
            ~_col("f_language").holds(_col("language_code")),
            need("f_language"),
            need("p_language"),
            applies=~_col("f_language").is_empty().or_else(False),
        ),
    }


def _usage() -> Checks:
    again = _col("first_declaration") != _col("declaration")
    only = ~_col("f_usage").holds(term("single_shipment")) & (_col("p_usage") != "blanket")
    single = (_col("p_usage") == "single_importation") | only.or_else(False)
    importations = Need("importations", when(again, _col("same_importation"), TRUE))
    return {
        "proof.already_used": _of_proof(
            again & ~_col("same_importation").or_else(True),
            importations,
            applies=single,
        ),
        **_used_elsewhere(),
        "proof.usage_not_allowed": _of_proof(
            ~_col("f_usage").holds(term("blanket")), need("f_usage"), applies=_col("p_usage") == "blanket"
        ),
    }


def _used_elsewhere() -> Checks:
    """What the ledger says that others used of a proof which covers one importation.

    A back-to-back proof draws on its original lawfully, in the country that it was made for and in this one.
    """
    for_one = _col("p_usage") == "single_importation"
    lawful = (_col("p_back_to_back") | _col("p_passed_on")).or_else(False)
    return {
        "proof.used_abroad": _of_proof(_col("u_abroad") > 0, applies=for_one & ~lawful),
        "proof.used_elsewhere": _of_proof(
            (_col("u_elsewhere") > 0) & (_col("u_abroad") == 0), applies=for_one & ~lawful
        ),
    }
