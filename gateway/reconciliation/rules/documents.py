"""Comparisons of a declaration with invoices, transport documents, containers and milestones; proofs not
claimed.
"""

from datetime import date

from gateway.reconciliation.rules.check import Check, Checks, Need, need, only_if
from gateway.reconciliation.rules.terms import CENT, TRUE, setting, term, when
from gateway.reconciliation.rules.terms import column as _col

_DAY = 86_400_000_000
"""Microseconds."""

_LIKE_ENOUGH = setting("like_enough")
_MOST, _LEAST = term(100) + setting("tolerance"), term(100) - setting("tolerance")
"""Percent of the other document's mass that a mass may come to."""

_PACKAGE = "PK"
"""UN/ECE Rec 21: a package of whatever kind."""

_PLATFORM_CODES_SINCE = date(2025, 10, 12)
_SHORT_SEA = ("CN", "KR", "TW", "RU")
"""Countries of loading whose routes to Japan count as short sea."""


def invoice_checks() -> Checks:
    """Rule id → its comparison, for the subject `invoice`."""
    found = _col("i_record_id").known()
    one = Need("one_invoice", only_if(_col("i_candidates") == 1))
    same_currency = (_col("currency") == _col("i_currency")).or_else(True)
    more = _col("amount") > _col("i_on_basis") + CENT
    less = _col("amount") < _col("i_on_basis") - CENT
    basis = need("i_on_basis", "one_basis")
    alone = _col("declarations") == 1
    return {
        "invoice.repeated": Check(
            ~found & _col("invoice_date").known() & _col("amount").known(),
            (),
            _col("same_declaration").known(),
        ),
        "invoice.ambiguous": Check(found, (), _col("i_candidates") > 1),
        "invoice.currency": Check(found, (one, need("currency")), _col("currency") != _col("i_currency")),
        "invoice.amount": Check(
            found & alone & same_currency,
            (one, need("amount", "invoice_amount"), basis),
            more | (less & ~_col("partial")),
        ),
        "invoice.amount_cumulative": Check(
            found & ~alone & same_currency,
            (one, need("amount", "invoice_amount"), basis),
            _col("amount_total") > _col("i_on_basis") + CENT,
        ),
    }


def carriage_checks() -> Checks:
    """Rule id → its comparison, for the subject `carriage`."""
    return {**_transport_checks(), **_party_checks()}


def _transport_checks() -> Checks:
    """What the transport document and its milestones say of packages, mass and times."""
    documented = _col("t_record_id").known()
    stated, carried = _col("gross_mass"), _col("t_gross_mass")
    shared = _col("t_shared")
    kinds = _col("package_kind"), _col("t_package_kind")
    alike = (kinds[0] == kinds[1]) | kinds[0].unknown() | kinds[1].unknown()
    general = (kinds[0] == _PACKAGE) | (kinds[1] == _PACKAGE)
    by_sea = (_col("mode") == "sea").or_else(True) & (_col("t_containers") > 0)
    short_sea = _col("m_departed_country").is_one_of(*_SHORT_SEA).or_else(False)
    due = _col("m_departed") - when(short_sea, 0, _DAY)
    return {
        "transport.packages": Check(
            documented,
            (need("packages"), need("t_packages"), Need("package_kinds", only_if(alike | general))),
            when(
                shared,
                _col("packages_of_all") > _col("t_packages"),
                _col("packages") != _col("t_packages"),
            ),
        ),
        "transport.gross_mass": Check(
            documented,
            (need("gross_mass"), need("t_gross_mass")),
            when(
                shared,
                _col("mass_of_all") * 100 > carried * _MOST,
                (stated * 100 > carried * _MOST) | (stated * 100 < carried * _LEAST),
            ),
        ),
        "advance.late": Check(
            documented & by_sea, (need("m_filed"), need("m_departed")), _col("m_filed") > due
        ),
        "milestone.order": Check(
            TRUE, (need("m_loaded"), need("m_discharged")), _col("m_discharged") < _col("m_loaded")
        ),
    }


def _party_checks() -> Checks:
    """What consignee, exporting customs, operators and platforms are held against."""
    return {
        "party.consignee_differs": Check(
            _col("t_record_id").known() & ~_col("t_to_order"),
            (need("consignee_likeness", "consignees"),),
            _col("consignee_likeness") < _LIKE_ENOUGH,
        ),
        "export.mass_differs": Check(
            _col("x_record_id").known(),
            (need("mass_of_users", "gross_mass"), need("x_gross_mass")),
            (_col("mass_of_users") * 100 > _col("x_gross_mass") * _MOST)
            | (_col("mass_of_users") * 100 < _col("x_gross_mass") * _LEAST) & ~_col("in_part"),
        ),
        "operator.aeo_not_in_force": Check(
            TRUE,
            (need("holder_ids", "holder"), need("a_record_id", "operator_known")),
            ~(
                (_col("a_valid_from") <= _col("law_date"))
                & (_col("a_valid_until").unknown() | (_col("law_date") <= _col("a_valid_until")))
            ),
        ),
        "ecommerce.platform_code": Check(
            _col("mail_order") & (_col("law_date") >= _PLATFORM_CODES_SINCE),
            (),
            _col("platform_code").unknown(),
        ),
    }


def container_checks() -> Checks:
    """Rule id → its comparison, for the subject `container`."""
    return {
        "container.unknown": Check(TRUE, (need("known", "container_lists"),), ~_col("known")),
        "container.check_digit": Check(
            _col("check_digit").known(), (), _col("last_digit") != _col("check_digit")
        ),
    }


def route_checks() -> Checks:
    """Rule id → its comparison, for the subject `route`."""
    party = _col("law_date").is_between(_col("r_from"), _col("r_until")).or_else(False)
    evidence = _col("t_through").or_else(False) | _col("non_manipulation")
    return {"route.transhipment": Check(TRUE, (), ~party & ~evidence)}


def unclaimed_checks() -> Checks:
    """Rule id → its comparison, for the subject `unclaimed`."""
    return {
        "proof.unclaimed_before_permit": Check(TRUE, (), TRUE),
        "proof.unclaimed_after_permit": Check(TRUE, (), TRUE),
    }
