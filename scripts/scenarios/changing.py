"""Ways to change a consignment that injections and oddities share."""

import copy
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from contracts.records.parts import render_decimal
from scripts.scenarios.catalogue import PAPERS, Papers
from scripts.scenarios.consignments import CERTIFICATE, Consignment, Drawer, Json, Paper, moment

Labels = Mapping[str, frozenset[str]]
"""Number of a declaration → rules that ought to fire on it."""

Maker = Callable[[Drawer], tuple[Consignment, Labels]]


def labelled(made: Consignment, *rules: str) -> tuple[Consignment, Labels]:
    """The consignment, with `rules` expected on its first declaration."""
    return made, {made.declaration["number"]: frozenset(rules)}


def under(drawer: Drawer, *agreements: str, certificate: bool | None = None) -> Consignment:
    """A clean consignment under one of `agreements`; with a certificate or with a statement if told."""
    return drawer.consignment(drawer.random.choice(papers_of(agreements, certificate)))


def papers_of(agreements: tuple[str, ...], certificate: bool | None) -> list[Papers]:
    """The papers of those agreements and that kind."""
    return [
        papers
        for papers in PAPERS
        if (not agreements or papers.agreement in agreements)
        and certificate in (None, papers.capacity == "issuing_body")
    ]


def day(text: str, days: int) -> str:
    """A date so many days later."""
    return (date.fromisoformat(text) + timedelta(days=days)).isoformat()


def lodged_on(body: Json) -> date:
    """The day of the declaration in Japan."""
    return (datetime.fromisoformat(body["lodged"]) + timedelta(hours=9)).date()


def scaled(amount: Json, factor: str, to: str = "0.01") -> Json:
    """An amount or a measure times `factor`, to the cent unless told."""
    value = (Decimal(amount["value"]) * Decimal(factor)).quantize(Decimal(to))
    return amount | {"value": render_decimal(value)}


def claims(made: Consignment) -> list[Json]:
    """The claims of the declaration's lines."""
    return [line["preference"] for line in made.lines()]


def sibling(drawer: Drawer, made: Consignment, days: int = 3) -> Json:
    """A second declaration of the same documents, lodged later."""
    body = copy.deepcopy(made.declaration)
    body["number"] = f"{drawer.number():011d}"
    body["lodged"] = moment(datetime.fromisoformat(body["lodged"]) + timedelta(days=days))
    made.others.append(body)
    return body


def part_of(body: Json, share: str) -> None:
    """Makes a declaration that share of what it declares."""
    for line in body["lines"]:
        line["quantity"] = scaled(line["quantity"], share)
    for mention in body["invoices"]:
        mention["amount"] = scaled(mention["amount"], share)
    body["packages"] = {"count": max(1, int(body["packages"]["count"] * Decimal(share)))}
    body["gross_mass"] = scaled(body["gross_mass"], share)
    body["customs_value"] = scaled(body["customs_value"], share)


def other_carriage(drawer: Drawer, body: Json) -> None:
    """Puts a declaration under another bill of lading, in another container."""
    body["transport_documents"] = [{"type": "BL", "number": f"BOLX{drawer.number():07d}"}]
    body["equipment"] = []


def fit_bill(made: Consignment, *parts: Json) -> None:
    """Makes the bill of lading carry just what `parts` declare, otherwise what the declaration does."""
    bodies = parts or (made.declaration,)
    packages = sum(body["packages"]["count"] for body in bodies)
    weight = sum((Decimal(body["gross_mass"]["value"]) for body in bodies), Decimal(0))
    made.bill.body["packages"] = {"count": packages}
    made.bill.body["gross_mass"] = {"value": render_decimal(weight), "unit": "KGM"}


def without_proof(made: Consignment, **claim: str) -> None:
    """Leaves the claims, without a proof; the proof is on no ledger either."""
    country = made.papers.country
    for line in made.lines():
        line["preference"] = {"agreement": made.papers.agreement, "rate_origin_country": country, **claim}
    forget_proof(made)


def forget_proof(made: Consignment) -> None:
    """The proof is on no ledger: its record is another firm's, and names other numbers altogether."""
    made.proof.body["number"] += "-ELSEWHERE"
    made.proof.body["exporter"] = {"name": f"Elsewhere Foundry {made.proof.body['number']}"}
    for line in made.proof.body["lines"]:
        line.pop("invoice", None)


def is_certificate(made: Consignment) -> bool:
    """Whether the proof is an issued certificate."""
    return made.proof.kind == CERTIFICATE


def record(kind: int, country: str, author: int, **body: object) -> Paper:
    """A record of a further author."""
    said: Json = {"issuer": {"name": "Author"}, "author": author, "grade": "issuer_signed"}
    return Paper(kind, said | body, country)
