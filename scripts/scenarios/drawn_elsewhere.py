"""What others drew on the ledger from the proof of a consignment: what may not be, and what looks alike and
is lawful.
"""

import copy
from decimal import Decimal

from contracts.records.parts import render_decimal
from gateway.store.projections.units import on_scale
from scripts.scenarios.changing import fit_bill, labelled, part_of, sibling, under
from scripts.scenarios.consignments import CERTIFICATE, Consignment, Drawer, Json, Paper
from scripts.scenarios.discrepancies import Made, injects
from scripts.scenarios.oddities import lawful

_FOR_ONE = ("JP-TH", "JP-MY", "JP-ID")
_SHARED = ("RCEP", "AJCEP", "JP-IN")


def drawn(drawer: Drawer, made: Consignment, share: str, country: str, **changed: object) -> Json:
    """Adds a debit of that share of a line of the proof, the first unless told, by that country's customs."""
    line = int(str(changed.pop("line", 0)))
    covered = made.proof.body["lines"][line]["quantity"]
    value = (Decimal(covered["value"]) * Decimal(share)).quantize(Decimal("0.000000001"))
    scale = on_scale(value, covered["unit"])
    debit: Json = {
        "line": line,
        "d": f"0x{drawer.number():064x}",
        "declaration": None,
        "member": 1 if country == "JP" else 14,
        "country": country,
        "confirmed": True,
        "value": scale.value,
        "dimension": scale.dimension,
        "shown": f"{render_decimal(value)} {covered['unit']}",
        "time": 1_772_600_000,
        "block": drawer.number(),
        **changed,
    }
    made.debits.append(debit)
    return debit


def _halved(drawer: Drawer, *agreements: str) -> Consignment:
    """A consignment of half of what its certificate covers."""
    made = under(drawer, *agreements, certificate=True)
    part_of(made.declaration, "0.5")
    fit_bill(made)
    total = made.declaration["invoices"][0]["amount"]
    made.invoice.body["total"] = copy.deepcopy(total)
    return made


@injects("proof.used_abroad")
def used_in_another_country(drawer: Drawer) -> Made:
    made = _halved(drawer, *_FOR_ONE)
    drawn(drawer, made, "0.3", drawer.random.choice(("KR", "SG", "CN")))
    return labelled(made, "proof.used_abroad")


@injects("proof.used_elsewhere")
def drawn_at_another_office(drawer: Drawer) -> Made:
    made = _halved(drawer, *_FOR_ONE)
    drawn(drawer, made, "0.3", "JP", confirmed=drawer.random.random() < 0.5)
    return labelled(made, "proof.used_elsewhere")


@injects("proof.used_elsewhere")
def reserved_in_another_country(drawer: Drawer) -> Made:
    made = _halved(drawer, *_FOR_ONE)
    drawn(drawer, made, "0.3", "KR", confirmed=False)
    return labelled(made, "proof.used_elsewhere")


@injects("quantity.exceeded_elsewhere")
def used_up_elsewhere(drawer: Drawer) -> Made:
    made = _halved(drawer, *_SHARED)
    drawn(drawer, made, "0.51", drawer.random.choice(("JP", "KR", "SG")))
    return labelled(made, "quantity.exceeded_elsewhere")


@injects("quantity.exceeded_elsewhere")
def held_whole_elsewhere(drawer: Drawer) -> Made:
    made = _halved(drawer, *_SHARED)
    drawn(drawer, made, "0", "KR", value=None, dimension=None, shown="100%")
    return labelled(made, "quantity.exceeded_elsewhere")


@injects("quantity.exceeded_elsewhere")
def used_up_here_and_elsewhere(drawer: Drawer) -> Made:
    made = under(drawer, *_SHARED, certificate=True)
    second = sibling(drawer, made)
    for body, share in ((made.declaration, "0.4"), (second, "0.4")):
        part_of(body, share)
    second["invoices"] = copy.deepcopy(made.declaration["invoices"])
    fit_bill(made, made.declaration, second)
    drawn(drawer, made, "0.3", "KR")
    return made, {second["number"]: frozenset({"quantity.exceeded_elsewhere"})}


@lawful
def one_shipment_shared_by_two_countries(drawer: Drawer) -> Made:
    made = _halved(drawer, *_SHARED)
    drawn(drawer, made, "0.5", "KR")
    return labelled(made)


@lawful
def its_own_reservation(drawer: Drawer) -> Made:
    made = _halved(drawer, *_FOR_ONE)
    drawn(drawer, made, "0.5", "JP", confirmed=False, declaration=f"JP-{made.declaration['number']}")
    return labelled(made)


@lawful
def goods_passed_on_under_a_back_to_back_proof(drawer: Drawer) -> Made:
    made = _halved(drawer, *_FOR_ONE)
    body = copy.deepcopy(made.proof.body)
    body |= {"number": f"{body['number']}/B", "importing_country": "KR", "back_to_back": True}
    body["original_proof"] = {"number": made.proof.body["number"]}
    made.more.append(Paper(CERTIFICATE, body, "JP"))
    drawn(drawer, made, "0.5", "KR")
    return labelled(made)
