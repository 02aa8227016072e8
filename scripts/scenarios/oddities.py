"""What looks odd and is lawful: nothing may be found in it beyond the notices that its label names."""

import copy
from datetime import datetime, timedelta
from decimal import Decimal

from contracts.records.parts import render_decimal
from scripts.scenarios.changing import (
    Maker,
    claims,
    day,
    labelled,
    lodged_on,
    other_carriage,
    part_of,
    scaled,
    sibling,
    under,
    without_proof,
)
from scripts.scenarios.consignments import Drawer, moment
from scripts.scenarios.discrepancies import Made
from scripts.scenarios.discrepancies_of_trade import authorised, export_of, mailed, ruling_of

ODDITIES: dict[str, Maker] = {}
"""Name of the oddity → its maker."""


def lawful(maker: Maker) -> Maker:
    """Registers a maker of consignments in which nothing is wrong."""
    ODDITIES[maker.__name__] = maker
    return maker


@lawful
def one_importation_in_two_declarations(drawer: Drawer) -> Made:
    made = under(drawer, "JP-TH", "JP-MY", "JP-ID", certificate=True)
    part_of(made.declaration, "0.5")
    part_of(sibling(drawer, made), "0.5")
    halved = made.others[0]
    halved["lines"] = copy.deepcopy(made.declaration["lines"])
    halved["invoices"] = copy.deepcopy(made.declaration["invoices"])
    halved["packages"] = copy.deepcopy(made.declaration["packages"])
    halved["gross_mass"] = copy.deepcopy(made.declaration["gross_mass"])
    return labelled(made)


@lawful
def third_country_invoice(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", "AJCEP", "JP-TH", certificate=True)
    trader = {"name": "Quarry Stone Merchants Zeta", "country": "SG"}
    made.proof.body["third_party_invoice"] = {"issuer": trader}
    made.invoice.body["seller"] = trader
    made.declaration["exporter"] = trader
    for line in made.proof.body["lines"]:
        line["invoice"] = {"number": f"FIRST-SALE-{drawer.number()}"}
    return labelled(made)


@lawful
def trader_as_exporter_under_a_statement(drawer: Drawer) -> Made:
    made = under(drawer, "JP-EU", "JP-UK")
    made.declaration["exporter"] = {"name": "Quarry Stone Merchants Zeta", "country": "SG"}
    return labelled(made)


@lawful
def issued_later_and_marked(drawer: Drawer) -> Made:
    made = under(drawer, certificate=True)
    departed = (lodged_on(made.declaration) - timedelta(days=20)).isoformat()
    made.proof.body |= {"departure_date": departed, "issue_date": day(departed, 9), "retroactive": True}
    return labelled(made)


@lawful
def issued_within_the_days_of_grace(drawer: Drawer) -> Made:
    made = under(drawer, "AJCEP", "JP-ID", certificate=True)
    departed = (lodged_on(made.declaration) - timedelta(days=20)).isoformat()
    made.proof.body |= {"departure_date": departed, "issue_date": day(departed, 3)}
    return labelled(made)


@lawful
def transhipped_under_a_through_bill(drawer: Drawer) -> Made:
    made = under(drawer)
    made.bill.body |= {"transhipments": [{"locode": "HKHKG"}], "through": True}
    return labelled(made)


@lawful
def transhipped_with_a_certificate_of_non_manipulation(drawer: Drawer) -> Made:
    made = under(drawer)
    made.bill.body["transhipments"] = [{"locode": "HKHKG"}]
    made.declaration["documents"] = [{"type_code": "CNM", "number": f"HK-{drawer.number()}"}]
    return labelled(made)


@lawful
def transhipped_in_a_party(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP")
    made.bill.body["transhipments"] = [{"locode": "SGSIN"}]
    return labelled(made)


@lawful
def highest_rate_of_rcep(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP")
    for claim in claims(made):
        claim |= {"rate_origin_country": "TH", "rate_rule": drawer.random.choice(("2.6.6a", "2.6.6b"))}
    return labelled(made)


@lawful
def another_member_of_the_union(drawer: Drawer) -> Made:
    made = under(drawer, "JP-EU")
    for claim in claims(made):
        claim["rate_origin_country"] = "DE"
    return labelled(made)


@lawful
def code_of_an_older_edition(drawer: Drawer) -> Made:
    made = under(drawer, "JP-UK", "JP-TH", "AJCEP")
    made.proof.body["lines"][0]["classification"] = {"code": "851712", "edition": "HS2017"}
    made.lines()[0]["classification"]["code"] = drawer.random.choice(("851713000", "851714000"))
    return labelled(made)


@lawful
def proof_after_release_before_permit(drawer: Drawer) -> Made:
    made = under(drawer, "JP-UK")
    made.proof.body["issue_date"] = (lodged_on(made.declaration) + timedelta(days=6)).isoformat()
    for claim in claims(made):
        claim["no_proof_reason"] = "release_before_permit"
    return labelled(made)


@lawful
def expired_by_disaster(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", "AJCEP", certificate=True)
    made.proof.body["issue_date"] = (lodged_on(made.declaration) - timedelta(days=420)).isoformat()
    for claim in claims(made):
        claim["no_proof_reason"] = "disaster"
    return labelled(made)


@lawful
def blanket_used_many_times(drawer: Drawer) -> Made:
    made = under(drawer, "CPTPP", "JP-EU")
    while made.papers.usage != "blanket":
        made = under(drawer, "CPTPP", "JP-EU")
    second = sibling(drawer, made, days=20)
    other_carriage(drawer, second)
    second["invoices"] = []
    return labelled(made)


@lawful
def low_value_without_proof(drawer: Drawer) -> Made:
    made = under(drawer)
    without_proof(made)
    made.declaration["customs_value"] = {"value": "200000", "currency": "JPY"}
    return labelled(made)


@lawful
def two_sellers_of_low_value_on_one_day(drawer: Drawer) -> Made:
    made = under(drawer)
    without_proof(made, no_proof_reason="low_value")
    made.declaration["customs_value"] = {"value": "150000", "currency": "JPY"}
    second = sibling(drawer, made, days=0)
    other_carriage(drawer, second)
    second |= {"invoices": [], "exporter": {"name": "Quarry Stone Merchants Zeta"}}
    return labelled(made)


@lawful
def evident_origin(drawer: Drawer) -> Made:
    made = under(drawer)
    without_proof(made, no_proof_reason="evident_origin")
    return labelled(made)


@lawful
def importers_knowledge(drawer: Drawer) -> Made:
    made = under(drawer, "JP-EU", "JP-UK")
    without_proof(made, proof_type="importer_knowledge")
    return labelled(made)


@lawful
def numbers_and_names_spelled_otherwise(drawer: Drawer) -> Made:
    made = under(drawer)
    for claim in claims(made):
        claim["proof_number"] = claim["proof_number"].replace("-", " ").replace("/", ".").lower()
    mention = made.declaration["invoices"][0]
    mention["number"] = mention["number"].replace("/", "-").lower()
    for party in ("importer", "exporter"):
        name = made.declaration[party]["name"]
        made.declaration[party] = {"name": name.upper().replace(".", "").replace(",", "")}
    return labelled(made)


@lawful
def tonnes_on_one_paper_kilograms_on_the_other(drawer: Drawer) -> Made:
    made = under(drawer)
    for line in made.lines():
        if line["quantity"]["unit"] == "KGM":
            line["quantity"] = scaled(line["quantity"], "0.001", "0.000001") | {"unit": "TNE"}
    return labelled(made)


@lawful
def counted_and_weighed(drawer: Drawer) -> Made:
    made = under(drawer)
    for line in made.lines():
        line["second_quantity"] = line["quantity"]
        line["quantity"] = {"value": "99999", "unit": "KGM" if line["quantity"]["unit"] != "KGM" else "C62"}
    return labelled(made)


@lawful
def cif_declared_fob_invoiced(drawer: Drawer) -> Made:
    made = under(drawer)
    currency = made.invoice.body["currency"]
    made.invoice.body["trade_terms"] = {"condition": "FOB"}
    made.declaration |= {
        "trade_terms": {"condition": "CIF"},
        "freight": {"value": "800", "currency": currency},
        "insurance": {"value": "55", "currency": currency},
    }
    mention = made.declaration["invoices"][0]
    price = Decimal(mention["amount"]["value"]) + 855
    mention["amount"] = mention["amount"] | {"value": render_decimal(price)}
    return labelled(made)


@lawful
def weight_within_tolerance(drawer: Drawer) -> Made:
    made = under(drawer)
    made.declaration["gross_mass"] = scaled(
        made.declaration["gross_mass"], drawer.random.choice(("0.97", "1.04"))
    )
    return labelled(made)


@lawful
def release_of_an_authorised_operator(drawer: Drawer) -> Made:
    made = under(drawer)
    authorised(drawer, made, None)
    made.declaration["stage"] = "aeo_release"
    made.declaration["invoices"] = []
    del made.declaration["customs_value"]
    return labelled(made)


@lawful
def short_sea_filed_before_departure(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP")
    while made.papers.country not in ("CN", "KR"):
        made = under(drawer, "RCEP")
    departed = datetime.fromisoformat(made.milestones[2].body["occurred"])
    made.milestones[0].body["occurred"] = moment(departed - timedelta(hours=2))
    return labelled(made)


@lawful
def a_rivals_record_under_the_number(drawer: Drawer) -> Made:
    made = under(drawer, certificate=True)
    rival = copy.deepcopy(made.proof)
    rival.country, rival.body["author"] = "SG", 44
    rival.body["lines"][0]["origin_country"] = "BR"
    made.more.append(rival)
    return labelled(made)


@lawful
def a_corrected_proof_keeps_its_number(drawer: Drawer) -> Made:
    made = under(drawer)
    wrong = copy.deepcopy(made.proof)
    wrong.body["lines"][0]["origin_country"] = "BR"
    wrong.standing = {"state": 2, "ended": 1_772_000_000_000_000, "successor": f"0x{9:064x}"}
    made.more.append(wrong)
    return labelled(made)


@lawful
def a_retracted_milestone(drawer: Drawer) -> Made:
    made = under(drawer)
    loaded = datetime.fromisoformat(made.milestones[1].body["occurred"])
    wrong, right = copy.deepcopy(made.milestones[3]), copy.deepcopy(made.milestones[3])
    event = f"EV-{drawer.number()}"
    wrong.body |= {"occurred": moment(loaded - timedelta(days=2)), "source_event": event}
    right.body["retracts"] = event
    made.milestones += [wrong, right]
    return labelled(made)


@lawful
def consigned_to_the_order_of_a_bank(drawer: Drawer) -> Made:
    made = under(drawer)
    made.bill.body |= {"consignee": {"name": "Harbour Merchant Bank Zeta"}, "to_order": True}
    return labelled(made)


@lawful
def another_sellers_invoice_of_that_number(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", "JP-UK")
    other = copy.deepcopy(made.invoice)
    other.body |= {
        "author": 61, "issue_date": "2019-01-01", "currency": "CHF",
        "total": {"value": "1", "currency": "CHF"},
        "seller": {"name": "Quarry Stone Merchants Zeta"}, "buyer": {"name": "Else"},
    }  # fmt: skip
    other.body["lines"][0]["amount"] = {"value": "1", "currency": "CHF"}
    other.body["lines"] = other.body["lines"][:1]
    made.more.append(other)
    return labelled(made)


@lawful
def customs_value_below_the_retail_price(drawer: Drawer) -> Made:
    return labelled(mailed(drawer, value="5400"))


@lawful
def declared_as_ruled(drawer: Drawer) -> Made:
    made = under(drawer)
    ruling = ruling_of(made)
    made.more.append(ruling)
    made.lines()[0]["ruling"] = ruling.body["number"]
    return labelled(made)


@lawful
def a_ruling_on_other_goods(drawer: Drawer) -> Made:
    made = under(drawer)
    made.more.append(
        ruling_of(made, goods="Motor vehicles with electric engines",
                  classification={"code": "870380", "edition": "HS2022"})
    )  # fmt: skip
    return labelled(made)


@lawful
def exported_as_declared(drawer: Drawer) -> Made:
    made = under(drawer)
    made.more.append(export_of(made))
    return labelled(made)


@lawful
def a_part_of_what_was_exported(drawer: Drawer) -> Made:
    made = under(drawer)
    made.more.append(export_of(made))
    part_of(made.declaration, "0.5")
    carried, declared = made.bill.body["packages"]["count"], made.declaration["packages"]["count"]
    made.bill.body["packages"] = {"count": max(carried, 2 * declared)}
    second = sibling(drawer, made)
    second["gross_mass"] = made.declaration["gross_mass"]
    return labelled(made)


@lawful
def low_value_beside_another_shipments_certificate(drawer: Drawer) -> Made:
    made = under(drawer, certificate=True)
    number = made.proof.body["number"]
    without_proof(made)
    made.proof.body |= {"number": number, "exporter": made.declaration["exporter"]}
    made.declaration["customs_value"] = {"value": "150000", "currency": "JPY"}
    return labelled(made)
