"""What looks odd about carriage and is lawful."""

import copy
from datetime import datetime, timedelta

from scripts.scenarios.changing import labelled, sibling, under
from scripts.scenarios.consignments import Drawer, moment
from scripts.scenarios.discrepancies import Made
from scripts.scenarios.oddities import lawful


@lawful
def another_voyage_of_the_container(drawer: Drawer) -> Made:
    """Weeks before it came by way of a country that is no party; terminals name containers only."""
    made = under(drawer)
    box, before = {"number": made.declaration["equipment"][0]["number"]}, drawer.random.randrange(45, 80)
    earlier = copy.deepcopy(made.milestones[1:])
    earlier.insert(2, copy.deepcopy(made.milestones[2]))
    earlier[2].body |= {"meaning": "transhipped", "location": {"locode": "AEJEA"}}
    for event in earlier:
        then = datetime.fromisoformat(event.body["occurred"]) - timedelta(days=before)
        event.body |= {"occurred": moment(then), "references": []}
    for event in (*earlier, *made.milestones):
        event.body["equipment"] = box
    made.milestones += earlier
    return labelled(made)


@lawful
def pallets_declared_cartons_carried(drawer: Drawer) -> Made:
    made = under(drawer)
    count = made.bill.body["packages"]["count"]
    made.bill.body["packages"] = {"count": count * 40, "type_code": "CT"}
    made.declaration["packages"] = {"count": count, "type_code": "PX"}
    return labelled(made)


@lawful
def a_special_declaration_after_the_release(drawer: Drawer) -> Made:
    """Each with a number of its own; the later names the earlier."""
    made = under(drawer, certificate=True)
    release, special = made.declaration, sibling(drawer, made, days=12)
    release["stage"], special["stage"] = "aeo_release", "special"
    special["references"] = [{"type": "DEC", "number": release["number"]}]
    made.declaration, made.others = special, [release]
    return labelled(made)


@lawful
def several_invoices_in_one_box(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", "AJCEP", "JP-TH", certificate=True)
    other = f"{made.papers.country}/INV-OTHER-{drawer.number()}"
    for line in made.proof.body["lines"]:
        line["invoice"] = {"number": f"{other}, {line['invoice']['number']}"}
    return labelled(made)
