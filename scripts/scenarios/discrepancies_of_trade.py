"""What is injected into invoices, carriage, parcels, and what customs stated; with the rule that ought to
find it.
"""

import copy
from datetime import datetime, timedelta

from scripts.scenarios.changing import (
    claims,
    fit_bill,
    labelled,
    lodged_on,
    other_carriage,
    part_of,
    record,
    scaled,
    sibling,
    under,
)
from scripts.scenarios.consignments import (
    EXPORT,
    OPERATOR,
    PARCEL,
    RULING,
    Consignment,
    Drawer,
    Json,
    Paper,
    milestone,
    moment,
)
from scripts.scenarios.discrepancies import Made, injects


@injects("invoice.currency")
def other_currency(drawer: Drawer) -> Made:
    made = under(drawer)
    made.declaration["invoices"][0]["amount"]["currency"] = "CNY"
    return labelled(made, "invoice.currency")


@injects("invoice.amount")
def undervalued(drawer: Drawer) -> Made:
    made = under(drawer)
    mention = made.declaration["invoices"][0]
    mention["amount"] = scaled(mention["amount"], drawer.random.choice(("0.7", "0.5", "1.25")))
    return labelled(made, "invoice.amount")


@injects("invoice.amount_cumulative")
def more_than_the_invoice(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", "AJCEP", "JP-UK")
    second = sibling(drawer, made)
    for body in (made.declaration, second):
        part_of(body, "0.4")
        body["invoices"][0]["amount"] = scaled(body["invoices"][0]["amount"], "1.5")
    found = frozenset({"invoice.amount_cumulative"})
    return made, {made.declaration["number"]: found, second["number"]: found}


@injects("invoice.ambiguous")
def invoices_alike(drawer: Drawer) -> Made:
    made = under(drawer)
    twin = copy.deepcopy(made.invoice)
    twin.body["author"] = 19
    made.more.append(twin)
    return labelled(made, "invoice.ambiguous")


@injects("invoice.repeated")
def declared_before(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", "AJCEP")
    made.invoice.body["number"] += "-UNSEEN"
    for line in made.proof.body["lines"]:
        del line["invoice"]
    part_of(made.declaration, "0.5")
    fit_bill(made)
    second = sibling(drawer, made)
    other_carriage(drawer, second)
    return made, {second["number"]: frozenset({"invoice.repeated"})}


@injects("transport.packages")
def packages(drawer: Drawer) -> Made:
    made = under(drawer)
    made.declaration["packages"]["count"] += drawer.random.choice((3, 10, 40))
    return labelled(made, "transport.packages")


@injects("transport.gross_mass")
def weight(drawer: Drawer) -> Made:
    made = under(drawer)
    made.bill.body["gross_mass"] = scaled(made.bill.body["gross_mass"], drawer.random.choice(("0.8", "1.3")))
    return labelled(made, "transport.gross_mass")


@injects("container.unknown")
def unknown_container(drawer: Drawer) -> Made:
    made = under(drawer)
    made.declaration["equipment"].append({"number": drawer.container()})
    return labelled(made, "container.unknown")


@injects("container.check_digit")
def wrong_check_digit(drawer: Drawer) -> Made:
    made = under(drawer)
    number = made.declaration["equipment"][0]["number"]
    wrong = f"{number[:-1]}{(int(number[-1]) + 3) % 10}"
    made.declaration["equipment"] = [{"number": wrong}]
    made.bill.body["equipment"] = [{"number": wrong}]
    return labelled(made, "container.check_digit")


@injects("party.consignee_differs")
def other_consignee(drawer: Drawer) -> Made:
    made = under(drawer)
    made.bill.body["consignee"] = {"name": "Quarry Stone Merchants Zeta"}
    return labelled(made, "party.consignee_differs")


@injects("advance.late")
def filed_late(drawer: Drawer) -> Made:
    made = under(drawer, "CPTPP", "JP-EU", "JP-TH")
    departed = datetime.fromisoformat(made.milestones[2].body["occurred"])
    made.milestones[0].body["occurred"] = moment(departed - timedelta(hours=11))
    return labelled(made, "advance.late")


@injects("milestone.order")
def out_of_order(drawer: Drawer) -> Made:
    made = under(drawer)
    loaded = datetime.fromisoformat(made.milestones[1].body["occurred"])
    made.milestones[3].body["occurred"] = moment(loaded - timedelta(days=2))
    return labelled(made, "milestone.order")


@injects("route.transhipment")
def transhipped(drawer: Drawer) -> Made:
    made = under(drawer)
    number = made.bill.body["number"]
    at = datetime.fromisoformat(made.milestones[2].body["occurred"]) + timedelta(days=2)
    if drawer.random.random() < 0.5:
        made.bill.body["transhipments"] = [{"locode": "HKHKG"}]
    else:
        made.milestones.append(milestone("transhipped", at, "AEJEA", number))
    return labelled(made, "route.transhipment")


@injects("ecommerce.platform_code")
def no_platform(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP")
    while lodged_on(made.declaration).isoformat() < "2025-10-12":
        made = under(drawer, "RCEP")
    made.declaration["ecommerce"] = {"mail_order": True}
    return labelled(made, "ecommerce.platform_code")


def parcel_of(drawer: Drawer, order: str, price: str = "60") -> Paper:
    """A parcel as its platform reported it."""
    item = {
        "sequence": 1,
        "description": "Desk lamp",
        "quantity": {"value": "1", "unit": "C62"},
        "price_paid": {"value": price, "currency": "USD"},
    }
    return record(
        PARCEL, "CN", 12,
        number=f"EE{drawer.number():09d}CN", order=order, platform_code="MKT", items=[item],
        seller={"name": "Lamp House"}, dispatch_country="CN", delivery_country="JP",
    )  # fmt: skip


def mailed(drawer: Drawer, price: str = "60", value: str = "9000") -> Consignment:
    """A mail-order import of one parcel, without preference."""
    made = under(drawer, "RCEP")
    parcel = parcel_of(drawer, f"ORDER-{drawer.number()}", price)
    made.more.append(parcel)
    made.declaration |= {
        "lines": [{"sequence": 1, "classification": {"code": "940511000", "edition": "HS2022"}}],
        "transport_documents": [{"type": "HAWB", "number": parcel.body["number"]}],
        "exporter": {"name": "Lamp House"},
        "equipment": [],
        "invoices": [{"number": parcel.body["order"], "amount": {"value": "60", "currency": "USD"}}],
        "customs_value": {"value": value, "currency": "JPY"},
        "ecommerce": {"mail_order": True, "platform_code": "MKT"},
    }
    return made


@injects("parcel.price_gap")
def price_gap(drawer: Drawer) -> Made:
    return labelled(mailed(drawer, price=drawer.random.choice(("75", "130"))), "parcel.price_gap")


@injects("parcel.platform_differs")
def other_platform(drawer: Drawer) -> Made:
    made = mailed(drawer)
    made.declaration["ecommerce"]["platform_code"] = "BAZAAR"
    return labelled(made, "parcel.platform_differs")


@injects("parcel.order_split")
def order_split(drawer: Drawer) -> Made:
    made = mailed(drawer)
    again = parcel_of(drawer, made.more[-1].body["order"].lower())
    made.more.append(again)
    second = sibling(drawer, made, days=1)
    second["transport_documents"] = [{"type": "HAWB", "number": again.body["number"]}]
    second["invoices"] = []
    found = frozenset({"parcel.order_split"})
    return made, {made.declaration["number"]: found, second["number"]: found}


def ruling_of(made: Consignment, **changed: object) -> Paper:
    """A ruling for the importer on the first line's goods, as declared unless changed."""
    line = made.lines()[0]
    body: Json = {
        "number": f"R-{made.declaration['number']}",
        "holder": made.declaration["importer"],
        "subject": "classification",
        "goods": line["description"],
        "classification": {"code": line["classification"]["code"][:6], "edition": "HS2022"},
        "result": "As stated",
        "legal_basis": "Customs Act Art. 7(3)",
        "valid_from": "2024-01-01",
    }
    return record(RULING, "JP", 1, **{n: v for n, v in (body | changed).items() if v is not None})


OTHER_CODE = {"code": "392690", "edition": "HS2022"}


@injects("ruling.hs_differs")
def against_the_ruling(drawer: Drawer) -> Made:
    made = under(drawer)
    ruling = ruling_of(made, classification=OTHER_CODE)
    made.more.append(ruling)
    made.lines()[0]["ruling"] = ruling.body["number"]
    return labelled(made, "ruling.hs_differs")


@injects("ruling.origin_differs")
def against_the_ruled_origin(drawer: Drawer) -> Made:
    made = under(drawer)
    ruling = ruling_of(made, subject="origin", classification=None, origin_country="BR")
    made.more.append(ruling)
    made.lines()[0]["ruling"] = ruling.body["number"]
    return labelled(made, "ruling.origin_differs")


@injects("ruling.not_in_force")
def ended_ruling(drawer: Drawer) -> Made:
    made = under(drawer)
    ruling = ruling_of(made, valid_until="2024-12-31")
    made.more.append(ruling)
    made.lines()[0]["ruling"] = ruling.body["number"]
    return labelled(made, "ruling.not_in_force")


@injects("ruling.ignored")
def ignored_ruling(drawer: Drawer) -> Made:
    made = under(drawer)
    made.more.append(ruling_of(made, classification=OTHER_CODE))
    return labelled(made, "ruling.ignored")


def export_of(made: Consignment, **changed: object) -> Paper:
    """What the exporting country released, as declared unless changed."""
    lines = [
        {
            "sequence": line["sequence"],
            "classification": {"code": line["classification"]["code"][:6], "edition": "HS2022"},
            "origin_country": made.papers.country,
        }
        for line in made.lines()
    ]
    body: Json = {
        "number": f"EX-{made.declaration['number']}",
        "exporter": made.declaration["exporter"],
        "export_country": made.papers.country,
        "consignee_country": "JP",
        "transport_document": made.bill.body["number"],
        "release_date": made.invoice.body["issue_date"],
        "office": "Main",
        "gross_mass": made.bill.body["gross_mass"],
        "lines": lines,
    }
    return record(EXPORT, made.papers.country, 3, **(body | changed))


@injects("export.mass_differs")
def heavier_abroad(drawer: Drawer) -> Made:
    made = under(drawer)
    made.more.append(export_of(made, gross_mass=scaled(made.bill.body["gross_mass"], "1.4")))
    return labelled(made, "export.mass_differs")


@injects("export.hs_differs")
def other_goods_abroad(drawer: Drawer) -> Made:
    made = under(drawer)
    export = export_of(made)
    for line in export.body["lines"]:
        line["classification"] = OTHER_CODE
    made.more.append(export)
    return labelled(made, "export.hs_differs")


@injects("export.origin_differs")
def other_origin_abroad(drawer: Drawer) -> Made:
    made = under(drawer)
    export = export_of(made)
    for line in export.body["lines"]:
        line["origin_country"] = "BR"
    made.more.append(export)
    return labelled(made, "export.origin_differs")


AEO = {"scheme": "AEO", "value": "JP-AEO-0007"}


def authorised(drawer: Drawer, made: Consignment, until: str | None) -> None:
    """Makes the declaration a special declaration of an authorised operator."""
    number = {"scheme": "AEO", "value": f"JP-AEO-{drawer.number()}"}
    made.declaration |= {"stage": "special", "authorisation_holders": [number]}
    body: Json = {
        "number": f"A-{drawer.number()}", "operator": made.declaration["importer"], "identifier": number,
        "status": "aeo", "valid_from": "2020-01-01",
    }  # fmt: skip
    made.more.append(record(OPERATOR, "JP", 1, **(body | ({"valid_until": until} if until else {}))))


@injects("operator.aeo_not_in_force")
def authorisation_ended(drawer: Drawer) -> Made:
    made = under(drawer)
    authorised(drawer, made, "2024-12-31")
    return labelled(made, "operator.aeo_not_in_force")


@injects("match.proposed")
def mistyped(drawer: Drawer) -> Made:
    made = under(drawer)
    number = made.proof.body["number"]
    for claim in claims(made):
        claim["proof_number"] = number[:-2] + number[-1] + "X"
    return labelled(made, "match.proposed", "proof.not_on_ledger")


@injects("match.ambiguous")
def two_that_fit(drawer: Drawer) -> Made:
    made = under(drawer, certificate=True)
    twin = copy.deepcopy(made.proof)
    made.proof.body["number"] += "A"
    twin.body["number"] += "B"
    made.more.append(twin)
    return labelled(made, "match.ambiguous", "proof.not_on_ledger")
