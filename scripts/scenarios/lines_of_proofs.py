"""Proofs with several lines under one code, and declarations that join or divide them: lawful, and not."""

import copy
from decimal import Decimal

from contracts.records.parts import render_decimal
from scripts.scenarios.catalogue import GOODS
from scripts.scenarios.changing import labelled, part_of, scaled, sibling, under
from scripts.scenarios.consignments import Consignment, Drawer, Json
from scripts.scenarios.discrepancies import Made, injects
from scripts.scenarios.oddities import lawful


def in_sizes(drawer: Drawer, made: Consignment) -> None:
    """The proof lists its first goods in two or three sizes, a line each; the declaration names no line."""
    first, *others = made.proof.body["lines"]
    rest, sizes = Decimal(first["quantity"]["value"]), []
    for _ in range(drawer.random.choice((1, 2))):
        part = (rest * drawer.random.randrange(2, 8) / 10).quantize(Decimal("0.1"))
        sizes.append(_sized(first, part))
        rest -= part
    lines = [*sizes, _sized(first, rest), *others]
    made.proof.body["lines"] = [line | {"sequence": n} for n, line in enumerate(lines, start=1)]
    for line in made.lines():
        line["preference"].pop("proof_line", None)


def _sized(line: Json, quantity: Decimal) -> Json:
    sized = copy.deepcopy(line)
    sized["quantity"]["value"] = render_decimal(quantity)
    return sized


@lawful
def sizes_of_one_code_declared_as_one(drawer: Drawer) -> Made:
    made = under(drawer)
    in_sizes(drawer, made)
    return labelled(made)


@lawful
def sizes_of_one_code_in_two_declarations(drawer: Drawer) -> Made:
    made = under(drawer, "JP-TH", "RCEP", "AJCEP", certificate=True)
    in_sizes(drawer, made)
    second = sibling(drawer, made)
    for body, share in ((made.declaration, "0.6"), (second, "0.4")):
        part_of(body, share)
    return labelled(made)


@injects("quantity.exceeded")
def more_than_all_sizes(drawer: Drawer) -> Made:
    made = under(drawer, "JP-TH", "RCEP", "AJCEP", certificate=True)
    in_sizes(drawer, made)
    made.lines()[0]["quantity"] = scaled(made.lines()[0]["quantity"], "1.3")
    return labelled(made, "quantity.exceeded")


@injects("proof.goods_not_covered")
def goods_of_no_line(drawer: Drawer) -> Made:
    made = under(drawer, "RCEP", certificate=True)
    in_sizes(drawer, made)
    known = {line["classification"]["code"] for line in made.proof.body["lines"]}
    other = drawer.random.choice([goods for goods in GOODS if goods.code not in known])
    line = drawer.random.choice(made.lines())
    line["classification"]["code"] = f"{other.code}000"
    line["description"] = other.description
    return labelled(made, "proof.goods_not_covered")
