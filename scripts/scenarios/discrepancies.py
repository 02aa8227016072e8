"""What is injected: one discrepancy of each kind, with the rule that ought to find it."""

import copy
from collections.abc import Callable
from datetime import timedelta

from scripts.scenarios.changing import (
    Labels,
    Maker,
    claims,
    day,
    fit_bill,
    forget_proof,
    is_certificate,
    labelled,
    lodged_on,
    other_carriage,
    part_of,
    scaled,
    sibling,
    under,
    without_proof,
)
from scripts.scenarios.consignments import Consignment, Drawer

INJECTIONS: dict[str, list[Maker]] = {}
"""Rule → the makers of consignments in which it ought to fire."""


def injects(rule: str) -> Callable[[Maker], Maker]:
    """Registers a maker under the rule that ought to find what it injects."""

    def registered(maker: Maker) -> Maker:
        INJECTIONS.setdefault(rule, []).append(maker)
        return maker

    return registered


Made = tuple[Consignment, Labels]


@injects("proof.expired")
def expired(drawer: Drawer) -> Made:
    made = under(drawer)
    while made.papers.usage == "blanket":
        made = under(drawer)
    made.proof.body["issue_date"] = (lodged_on(made.declaration) - timedelta(days=400)).isoformat()
    for status in made.more:
        status.body["valid_from"] = "2020-01-01"
    return labelled(made, "proof.expired")


def _ended(rule: str, state: int) -> None:
    def maker(drawer: Drawer) -> Made:
        made = under(drawer)
        made.proof.standing = {"state": state, "ended": 1_772_000_000_000_000, "successor": f"0x{9:064x}"}
        return labelled(made, rule)

    injects(rule)(maker)


_ended("proof.revoked", 1)
_ended("proof.superseded", 2)
_ended("proof.withdrawn", 3)


@injects("proof.other_agreement")
def other_agreement(drawer: Drawer) -> Made:
    made = under(drawer, "JP-TH")
    for claim in claims(made):
        claim["agreement"] = "RCEP"
    return labelled(made, "proof.other_agreement")


@injects("proof.other_importing_party")
def other_importing_party(drawer: Drawer) -> Made:
    made = under(drawer)
    made.proof.body["importing_country"] = drawer.random.choice(("KR", "AU"))
    return labelled(made, "proof.other_importing_party")


@injects("proof.issuer_not_authorised")
def foreign_issuer(drawer: Drawer) -> Made:
    made = under(drawer, certificate=True)
    made.proof.country = "SG"
    return labelled(made, "proof.issuer_not_authorised")


@injects("proof.issuer_not_authorised")
def compromised_key(drawer: Drawer) -> Made:
    made = under(drawer, certificate=True)
    made.proof.standing = {"compromised_since": 1_700_000_000_000_000}
    return labelled(made, "proof.issuer_not_authorised")


@injects("proof.exporter_not_approved")
def approval_ended(drawer: Drawer) -> Made:
    made = under(drawer, "JP-EU", "RCEP", certificate=False)
    while not made.more:
        made = under(drawer, "JP-EU", "RCEP", certificate=False)
    made.more[0].body["valid_until"] = day(made.proof.body["issue_date"], -2)
    return labelled(made, "proof.exporter_not_approved")


@injects("proof.route_not_open")
def route_not_open(drawer: Drawer) -> Made:
    made = under(drawer, "JP-UK")
    made.proof.body["capacity"] = "approved_exporter"
    return labelled(made, "proof.route_not_open")


@injects("claim.country_not_party")
def not_a_party(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", certificate=True)
    made.proof.country = made.proof.body["issuing_country"] = "MM"
    return labelled(made, "claim.country_not_party")


@injects("proof.outside_blanket_period")
def outside_period(drawer: Drawer) -> Made:
    made = under(drawer, "CPTPP", "JP-EU", certificate=False)
    while made.papers.usage != "blanket":
        made = under(drawer, "CPTPP", "JP-EU", certificate=False)
    last = lodged_on(made.declaration) - timedelta(days=40)
    made.declaration["arrival_date"] = (last + timedelta(days=20)).isoformat()
    made.proof.body["usage"] |= {
        "valid_from": (last - timedelta(days=100)).isoformat(),
        "valid_until": last.isoformat(),
    }
    return labelled(made, "proof.outside_blanket_period")


@injects("proof.issued_after_declaration")
def issued_later(drawer: Drawer) -> Made:
    made = under(drawer, "JP-UK", certificate=False)
    made.proof.body["issue_date"] = (lodged_on(made.declaration) + timedelta(days=6)).isoformat()
    return labelled(made, "proof.issued_after_declaration")


@injects("proof.retroactive_unmarked")
def unmarked(drawer: Drawer) -> Made:
    made = under(drawer, certificate=True)
    departed = (lodged_on(made.declaration) - timedelta(days=20)).isoformat()
    made.proof.body |= {"departure_date": departed, "issue_date": day(departed, 7)}
    return labelled(made, "proof.retroactive_unmarked")


@injects("proof.language")
def not_in_english(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", "JP-TH", "JP-ID", certificate=True)
    made.proof.body["language"] = drawer.random.choice(("zh", "th", "vi"))
    return labelled(made, "proof.language")


@injects("proof.already_used")
def used_before(drawer: Drawer) -> Made:
    made = under(drawer, "JP-TH", "JP-MY", "JP-ID", certificate=True)
    part_of(made.declaration, "0.5")
    second = sibling(drawer, made)
    other_carriage(drawer, second)
    second["invoices"][0]["amount"] = scaled(second["invoices"][0]["amount"], "0.9")
    fit_bill(made)
    return made, {second["number"]: frozenset({"proof.already_used"})}


@injects("proof.usage_not_allowed")
def blanket_where_none(drawer: Drawer) -> Made:
    made = under(drawer, "JP-TH")
    lodged = lodged_on(made.declaration)
    made.proof.body["usage"] = {
        "type": "blanket",
        "valid_from": (lodged - timedelta(days=90)).isoformat(),
        "valid_until": (lodged + timedelta(days=90)).isoformat(),
    }
    return labelled(made, "proof.usage_not_allowed")


@injects("hs.differs")
def other_code(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP")
    drawer.random.choice(made.lines())["classification"]["code"] = "392690000"
    return labelled(made, "hs.differs")


@injects("hs.edition_difference")
def no_correlation(drawer: Drawer) -> Made:
    made = under(drawer, "JP-UK", "JP-IN", "JP-AU")
    line = drawer.random.choice(made.lines())
    code = line["classification"]["code"]
    line["classification"]["code"] = f"{code[:5]}{(int(code[5]) + 7) % 10}000"
    return labelled(made, "hs.edition_difference")


@injects("origin.other_rate")
def other_origin(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", certificate=True)
    drawer.random.choice(claims(made))["rate_origin_country"] = "TH"
    return labelled(made, "origin.other_rate")


@injects("criterion.unknown")
def no_such_criterion(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", "JP-EU", "AJCEP")
    drawer.random.choice(made.proof.body["lines"])["criterion"] = drawer.random.choice(("PSR", "X", "Q"))
    return labelled(made, "criterion.unknown")


@injects("quantity.exceeded")
def too_much(drawer: Drawer) -> Made:
    made = under(drawer)
    while made.papers.usage == "blanket":
        made = under(drawer)
    line = drawer.random.choice(made.lines())
    line["quantity"] = scaled(line["quantity"], "1.2")
    return labelled(made, "quantity.exceeded")


@injects("quantity.exceeded_cumulatively")
def too_much_together(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", "AJCEP", "JP-IN", certificate=True)
    second = sibling(drawer, made)
    part_of(made.declaration, "0.6")
    part_of(second, "0.5")
    second["invoices"][0]["amount"] = scaled(second["invoices"][0]["amount"], "0.5")
    fit_bill(made, made.declaration, second)
    return made, {second["number"]: frozenset({"quantity.exceeded_cumulatively"})}


@injects("party.exporter_differs")
def other_exporter(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", "AJCEP", "JP-TH", certificate=True)
    made.declaration["exporter"] = {"name": "Quarry Stone Merchants Zeta", "country": "HK"}
    return labelled(made, "party.exporter_differs")


@injects("party.seller_differs")
def other_seller(drawer: Drawer) -> Made:
    made = under(drawer, certificate=True)
    made.invoice.body["seller"] = {"name": "Quarry Stone Merchants Zeta", "country": "SG"}
    return labelled(made, "party.seller_differs")


@injects("proof.not_on_ledger")
def on_paper_only(drawer: Drawer) -> Made:
    made = under(drawer)
    forget_proof(made)
    return labelled(made, "proof.not_on_ledger")


@injects("proof.ambiguous")
def twins(drawer: Drawer) -> Made:
    made = under(drawer, certificate=True)
    twin = copy.deepcopy(made.proof)
    twin.body["author"] = 17
    made.more.append(twin)
    return labelled(made, "proof.ambiguous")


@injects("claim.without_proof")
def no_proof(drawer: Drawer) -> Made:
    made = under(drawer)
    without_proof(made)
    made.declaration["customs_value"] = {"value": "900000", "currency": "JPY"}
    return labelled(made, "claim.without_proof")


@injects("claim.low_value_exceeded")
def not_so_low(drawer: Drawer) -> Made:
    made = under(drawer)
    without_proof(made, no_proof_reason="low_value")
    made.declaration["customs_value"] = {"value": "260000", "currency": "JPY"}
    return labelled(made, "claim.low_value_exceeded")


@injects("claim.low_value_split")
def split(drawer: Drawer) -> Made:
    made = under(drawer)
    without_proof(made, no_proof_reason="low_value")
    made.declaration["customs_value"] = {"value": "150000", "currency": "JPY"}
    fit_bill(made)
    second = sibling(drawer, made, days=0)
    other_carriage(drawer, second)
    second["invoices"] = []
    found = frozenset({"claim.low_value_split"})
    return made, {made.declaration["number"]: found, second["number"]: found}


def _unclaimed(rule: str, stage: str) -> None:
    def maker(drawer: Drawer) -> Made:
        made = under(drawer, certificate=True)
        for line in made.lines():
            del line["preference"]
        made.declaration["stage"] = stage
        return labelled(made, rule)

    injects(rule)(maker)


_unclaimed("proof.unclaimed_before_permit", "main")
_unclaimed("proof.unclaimed_after_permit", "permit")


@injects("proof.explanation_missing")
def unexplained(drawer: Drawer) -> Made:
    made = under(drawer, "JP-EU", "JP-UK")
    made.proof.body["explanation_present"] = False
    assert not is_certificate(made)
    return labelled(made, "proof.explanation_missing")


@injects("invoice.not_on_proof")
def other_invoice(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", "AJCEP", "CPTPP")
    number = f"ELSE-{drawer.number()}"
    for line in made.proof.body["lines"]:
        line["invoice"] = {"number": number}
    return labelled(made, "invoice.not_on_proof")


@injects("invoice.date_differs")
def other_date(drawer: Drawer) -> Made:
    made = under(drawer)
    line = made.proof.body["lines"][0]
    line["invoice"] = line["invoice"] | {"date": day(line["invoice"]["date"], -11)}
    return labelled(made, "invoice.date_differs")
