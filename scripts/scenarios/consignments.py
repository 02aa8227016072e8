"""A clean consignment: certificate or statement, invoice, bill of lading, milestones, declaration. Every
detail is drawn, and everything agrees.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from stdnum import iso6346

from contracts.records.parts import render_decimal
from scripts.scenarios.catalogue import (
    CARRIERS,
    FIRST,
    FORMS,
    GOODS,
    JAPANESE_PORTS,
    OFFICES,
    OWNERS,
    PAPERS,
    PORTS,
    TRADES,
    Papers,
)

Json = dict[str, Any]
CERTIFICATE, DECLARATION, INVOICE, TRANSPORT, MILESTONE = 1, 2, 3, 4, 5
PARCEL, RULING, EXPORT, OPERATOR = 8, 9, 10, 11

NAMES_LINES = 0.3
"""The share of declarations that name the proof's line; most formats have no place for it."""

_YEN = {"USD": 150, "EUR": 162}


@dataclass
class Paper:
    """A record as its author made it, the author's country, and how it stands on the ledger."""

    kind: int
    body: Json
    country: str
    standing: Json = field(default_factory=dict)


@dataclass
class Consignment:
    """One consignment, to be changed by what is injected; `others` are further declarations that belong to
    it.
    """

    papers: Papers
    proof: Paper
    invoice: Paper
    bill: Paper
    milestones: list[Paper]
    declaration: Json
    more: list[Paper] = field(default_factory=list)
    others: list[Json] = field(default_factory=list)
    debits: list[Json] = field(default_factory=list)
    """What others drew on the ledger from the proof, as gateway.reconciliation.debits loads it."""

    def records(self) -> list[Paper]:
        """Every record of it."""
        return [self.proof, self.invoice, self.bill, *self.milestones, *self.more]

    def lines(self) -> list[Json]:
        """The declaration's lines."""
        lines: list[Json] = self.declaration["lines"]
        return lines


class Drawer:
    """Draws consignments; numbers are unique within it."""

    def __init__(self, seed: int, lines: tuple[int, ...] = (1, 1, 2, 3)) -> None:
        """`lines`: how many goods a consignment has, one of these."""
        self.random, self.lines = random.Random(seed), lines
        self._count = 0

    def number(self) -> int:
        """The next number of a document."""
        self._count += 1
        return self._count

    def firm(self, country: str) -> Json:
        """A party of that country."""
        name = f"{self.random.choice(FIRST)} {self.random.choice(TRADES)} {self.number()} {FORMS[country]}"
        return {"name": name, "country": country}

    def container(self) -> str:
        """A container's number with its right check digit."""
        body = f"{self.random.choice(OWNERS)}{self.random.randrange(10**6):06d}"
        return f"{body}{iso6346.calc_check_digit(body)}"

    def consignment(self, papers: Papers | None = None) -> Consignment:
        """A clean consignment, under any agreement unless told which."""
        chosen = papers or self.random.choice(PAPERS)
        return _Consigned(self, chosen).made()


class _Consigned:
    """What the documents of one consignment share."""

    def __init__(self, drawer: Drawer, papers: Papers) -> None:
        chance = drawer.random
        self.drawer, self.chance, self.papers = drawer, chance, papers
        self.no = drawer.number()
        self.exporter, self.importer = drawer.firm(papers.country), drawer.firm("JP")
        self.departed = date(2025, 2, 1) + timedelta(days=chance.randrange(540))
        self.arrived = self.departed + timedelta(days=chance.randrange(4, 35))
        self.issued = self.departed - timedelta(days=chance.randrange(0, 9))
        self.goods = chance.sample(GOODS, chance.choice(drawer.lines))
        self.quantities = [Decimal(chance.randrange(10, 900)) for _ in self.goods]
        self.currency = "EUR" if papers.country in ("IT", "FR") else "USD"
        self.prices = [_money(q * g.price / 100) for q, g in zip(self.quantities, self.goods, strict=True)]
        self.total = sum(self.prices, Decimal(0))
        grams = sum(q * g.kilograms for q, g in zip(self.quantities, self.goods, strict=True))
        self.gross = _money(Decimal(grams) / 1_000 * Decimal("1.06"))
        self.packages = int(sum(self.quantities) // 12) + 1
        self.container = drawer.container()
        self.invoice_number = f"{papers.country}/INV-{self.departed.year}-{self.no}"
        self.bill_number = f"{chance.choice(('BOL', 'MEDU', 'ONEY'))}{papers.country}{self.no:07d}"
        self.proof_number = f"{papers.country}-{papers.agreement}-{self.departed:%y}/{self.no:06d}"

    def made(self) -> Consignment:
        kind = CERTIFICATE if self.papers.capacity == "issuing_body" else DECLARATION
        proof = self._certificate() if kind == CERTIFICATE else self._statement()
        country = self.papers.country
        made = Consignment(
            self.papers,
            Paper(kind, proof, country),
            Paper(INVOICE, self._invoice(), country),
            Paper(TRANSPORT, self._bill(), "SG"),
            self._milestones(),
            self._declaration(),
        )
        if self.papers.capacity in ("approved_exporter", "registered_exporter"):
            made.more.append(Paper(OPERATOR, self._status(), country))
        return made

    def _said(self, issuer: Json, author: int) -> Json:
        return {"issuer": issuer, "author": author, "grade": "issuer_signed"}

    def _origin_lines(self) -> list[Json]:
        mention = {"number": self.invoice_number, "date": self.issued.isoformat()}
        lines = []
        for sequence, (goods, quantity) in enumerate(zip(self.goods, self.quantities, strict=True), start=1):
            line = {
                "sequence": sequence,
                "description": goods.description,
                "classification": {"code": goods.code, "edition": self.papers.edition},
                "criterion": self.papers.criterion,
                "origin_country": self.papers.country,
                "quantity": {"value": str(quantity), "unit": goods.unit},
                "invoice": mention,
            }
            lines.append({name: value for name, value in line.items() if value is not None})
        return lines

    def _proof(self) -> Json:
        usage: Json = {"type": self.papers.usage}
        if self.papers.usage == "blanket":
            usage |= {
                "valid_from": (self.issued - timedelta(days=30)).isoformat(),
                "valid_until": (self.issued + timedelta(days=300)).isoformat(),
            }
        return {
            "number": self.proof_number,
            "agreement": self.papers.agreement,
            "issue_date": self.issued.isoformat(),
            "importing_country": "JP",
            "usage": usage,
            "lines": self._origin_lines(),
        }

    def _certificate(self) -> Json:
        return {
            **self._said({"name": f"Chamber of Commerce of {self.papers.country}"}, 7),
            **self._proof(),
            "language": self.papers.language,
            "issuing_country": self.papers.country,
            "exporter": self.exporter,
            "departure_date": self.departed.isoformat(),
        }

    def _statement(self) -> Json:
        made = {
            **self._said(self.exporter, 8),
            **self._proof(),
            "capacity": self.papers.capacity,
            "certifier": self.exporter,
            "exporting_country": self.papers.country,
            "statement_language": self.papers.language,
        }
        if self.papers.capacity in ("approved_exporter", "registered_exporter"):
            made["authorisation"] = {"scheme": "AE", "value": f"{self.papers.country}-{self.no}"}
        return made

    def _status(self) -> Json:
        return {
            **self._said({"name": f"Customs of {self.papers.country}"}, 5),
            "number": f"S-{self.no}",
            "operator": self.exporter,
            "identifier": {"scheme": "AE", "value": f"{self.papers.country}-{self.no}"},
            "status": self.papers.capacity,
            "valid_from": (self.issued - timedelta(days=900)).isoformat(),
        }

    def _invoice(self) -> Json:
        lines = [
            {"sequence": n, "description": g.description, "amount": _amount(price, self.currency)}
            for n, (g, price) in enumerate(zip(self.goods, self.prices, strict=True), start=1)
        ]
        return {
            **self._said(self.exporter, 9),
            "number": self.invoice_number,
            "issue_date": self.issued.isoformat(),
            "seller": self.exporter,
            "buyer": self.importer,
            "currency": self.currency,
            "total": _amount(self.total, self.currency),
            "lines": lines,
        }

    def _bill(self) -> Json:
        return {
            **self._said({"name": self.chance.choice(CARRIERS)}, 4),
            "number": self.bill_number,
            "type_code": "705",
            "consignee": self.importer,
            "port_of_loading": {"locode": PORTS[self.papers.country]},
            "port_of_discharge": {"locode": self.chance.choice(JAPANESE_PORTS)},
            "equipment": [{"number": self.container}],
            "packages": {"count": self.packages},
            "gross_mass": {"value": render_decimal(self.gross), "unit": "KGM"},
        }

    def _milestones(self) -> list[Paper]:
        bill = self.bill_number
        abroad, home = PORTS[self.papers.country], "JPTYO"
        events: list[tuple[str, datetime, str, Json]] = [
            ("other", _at(self.departed, -40), abroad, {"scheme": "NACCS", "event": "AMR"}),
            ("loaded", _at(self.departed, -6), abroad, {}),
            ("departed", _at(self.departed, 2), abroad, {}),
            ("discharged", _at(self.arrived, 3), home, {}),
        ]
        return [milestone(meaning, when, place, bill, **extra) for meaning, when, place, extra in events]

    def _declaration(self) -> Json:
        lodged = _at(self.arrived, self.chance.randrange(-30, 60))
        yen = (self.total * _YEN[self.currency]).quantize(Decimal(1)) + 250_000
        return {
            "number": f"{self.no:011d}",
            "lodged": moment(lodged),
            "importing_country": "JP",
            "office": self.chance.choice(OFFICES),
            "importer": self.importer,
            "exporter": self.exporter,
            "transport_documents": [{"type": "BL", "number": self.bill_number}],
            "equipment": [{"number": self.container}],
            "packages": {"count": self.packages},
            "gross_mass": {"value": render_decimal(self.gross), "unit": "KGM"},
            "invoices": [
                {
                    "number": self.invoice_number,
                    "date": self.issued.isoformat(),
                    "amount": _amount(self.total, self.currency),
                }
            ],
            "customs_value": _amount(yen, "JPY"),
            "lines": self._lines(),
        }

    def _lines(self) -> list[Json]:
        claim = {
            "agreement": self.papers.agreement,
            "proof_type": "CO" if self.papers.capacity == "issuing_body" else "OD",
            "proof_number": self.proof_number,
        }
        names_lines = self.chance.random() < NAMES_LINES
        return [
            {
                "sequence": n,
                "description": goods.description,
                "classification": {"code": f"{goods.code}000", "edition": "HS2022"},
                "origin_country": self.papers.country,
                "preference": claim | ({"proof_line": n} if names_lines else {}),
                "quantity": {"value": str(quantity), "unit": goods.unit},
            }
            for n, (goods, quantity) in enumerate(zip(self.goods, self.quantities, strict=True), start=1)
        ]


def milestone(meaning: str, when: datetime, place: str, bill: str, **changed: Any) -> Paper:
    """Something that happened to what goes under the bill of lading."""
    body = {
        "issuer": {"name": "Blue Ocean Line"},
        "author": 4,
        "grade": "issuer_signed",
        "event": meaning.upper()[:4],
        "scheme": "DCSA-TNT-3",
        "meaning": meaning,
        "occurred": moment(when),
        "location": {"locode": place},
        "references": [{"type": "BL", "number": bill}],
    }
    return Paper(MILESTONE, body | changed, "SG")


def moment(when: datetime) -> str:
    """A time as records spell it."""
    return when.isoformat().replace("+00:00", "Z")


def _at(day: date, hours: int) -> datetime:
    return datetime.combine(day, time(0), UTC) + timedelta(hours=hours)


def _money(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def _amount(value: Decimal, currency: str) -> Json:
    return {"value": render_decimal(value), "currency": currency}
