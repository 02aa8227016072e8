"""Small realistic consignments for the rules' tests: a clean one under each kind of proof, and ways to
change it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from contracts.declarations import ImportDeclaration
from contracts.ids import MemberId
from contracts.records import parse_record
from gateway.declarations.versions import Version, law_date
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.projected import Projected
from gateway.reconciliation.result import Result
from gateway.store.projections import rows_of
from gateway.store.projections.columns import HEADS
from gateway.store.projections.of_declarations import declaration_id, rows_of_declaration
from gateway.store.projections.units import on_scale

Json = dict[str, Any]
CERTIFICATE, DECLARATION, INVOICE, TRANSPORT, MILESTONE, OPERATOR = 1, 2, 3, 4, 5, 11
PARCEL, RULING, EXPORT = 8, 9, 10

SHRIMP_EXPORTER = {"name": "Hai Phong Seafood Co., Ltd.", "country": "VN"}
IMPORTER = {"name": "Tokyo Foods KK", "country": "JP"}


def origin_line(**changed: Any) -> Json:
    return {
        "sequence": 1,
        "description": "Frozen shrimps",
        "classification": {"code": "030617", "edition": "HS2022"},
        "criterion": "WO",
        "origin_country": "VN",
        "quantity": {"value": "1000", "unit": "KGM"},
        "invoice": {"number": "HPS-2026-101"},
        **changed,
    }


def certificate(**changed: Any) -> Json:
    """An RCEP certificate for a tonne of shrimps from Viet Nam, issued before departure."""
    return {
        "issuer": {"name": "Vietnam Chamber of Commerce and Industry"},
        "author": 7,
        "grade": "issuer_signed",
        "language": "en",
        "number": "VN-JP-26/00101",
        "agreement": "RCEP",
        "issue_date": "2026-03-01",
        "issuing_country": "VN",
        "exporter": SHRIMP_EXPORTER,
        "importing_country": "JP",
        "departure_date": "2026-03-03",
        "usage": {"type": "single_shipment"},
        "lines": [origin_line()],
        **changed,
    }


def statement(**changed: Any) -> Json:
    """A statement on origin under the Japan–EU EPA by an exporter of machine parts."""
    return {
        "issuer": {"name": "Maschinenbau Huber GmbH"},
        "author": 8,
        "grade": "issuer_signed",
        "number": "DE-STAT-77",
        "agreement": "JP-EU",
        "capacity": "exporter",
        "certifier": {"name": "Maschinenbau Huber GmbH"},
        "exporting_country": "DE",
        "importing_country": "JP",
        "issue_date": "2026-03-01",
        "statement_language": "de",
        "usage": {"type": "single_shipment"},
        "lines": [
            origin_line(
                description="Gear boxes",
                classification={"code": "848340", "edition": "HS2017"},
                criterion="C1",
                origin_country="DE",
                quantity={"value": "12", "unit": "C62"},
                invoice={"number": "R-2026-9"},
            )
        ],
        **changed,
    }


def invoice(**changed: Any) -> Json:
    total = {"value": "9500", "currency": "USD"}
    return {
        "issuer": SHRIMP_EXPORTER,
        "author": 9,
        "grade": "issuer_signed",
        "number": "HPS-2026-101",
        "issue_date": "2026-02-27",
        "seller": SHRIMP_EXPORTER,
        "buyer": IMPORTER,
        "currency": "USD",
        "total": total,
        "lines": [{"sequence": 1, "description": "Frozen shrimps", "amount": total}],
        **changed,
    }


def bill(**changed: Any) -> Json:
    """A bill of lading Hai Phong to Tokyo, one container of 100 cartons."""
    return {
        "issuer": {"name": "Blue Ocean Line"},
        "author": 4,
        "grade": "issuer_signed",
        "number": "BOLHPH4711",
        "type_code": "705",
        "port_of_loading": {"locode": "VNHPH"},
        "port_of_discharge": {"locode": "JPTYO"},
        "equipment": [{"number": "MSKU6011672"}],
        "packages": {"count": 100},
        "gross_mass": {"value": "1100", "unit": "KGM"},
        **changed,
    }


def milestone(meaning: str, occurred: str, place: str, **changed: Any) -> Json:
    return {
        "issuer": {"name": "Blue Ocean Line"},
        "author": 4,
        "grade": "issuer_signed",
        "event": meaning.upper()[:4],
        "scheme": "DCSA-TNT-3",
        "meaning": meaning,
        "occurred": occurred,
        "location": {"locode": place},
        "references": [{"type": "BL", "number": "BOLHPH4711"}],
        **changed,
    }


def operator(**changed: Any) -> Json:
    return {
        "issuer": {"name": "Customs of Thailand"},
        "author": 5,
        "grade": "issuer_signed",
        "number": "AE-1",
        "operator": {"name": "Siam Parts"},
        "identifier": {"scheme": "AE", "value": "TH-AE-0042"},
        "status": "approved_exporter",
        "valid_from": "2024-01-01",
        **changed,
    }


def claim(**changed: Any) -> Json:
    return {"agreement": "RCEP", "proof_type": "CO", "proof_number": "VN-JP-26/00101", **changed}


def goods(preference: Json | None = None, **changed: Any) -> Json:
    """A declared line: a tonne of shrimps, claiming the certificate unless told otherwise."""
    line = {
        "sequence": 1,
        "classification": {"code": "030617000", "edition": "HS2022"},
        "origin_country": "VN",
        "preference": claim() if preference is None else preference,
        "quantity": {"value": "1000", "unit": "KGM"},
        **changed,
    }
    return {name: value for name, value in line.items() if value not in ({}, None)}


def declaration(**changed: Any) -> Json:
    """The clean declaration of the shrimps, lodged two weeks after departure."""
    declared = {
        "number": "26031700001",
        "lodged": "2026-03-17T10:00:00+09:00",
        "importing_country": "JP",
        "importer": IMPORTER,
        "exporter": SHRIMP_EXPORTER,
        "transport_documents": [{"type": "BL", "number": "BOLHPH4711"}],
        "equipment": [{"number": "MSKU6011672"}],
        "packages": {"count": 100},
        "gross_mass": {"value": "1100", "unit": "KGM"},
        "invoices": [{"number": "HPS-2026-101", "amount": {"value": "9500", "currency": "USD"}}],
        "customs_value": {"value": "1450000", "currency": "JPY"},
        "lines": [goods()],
        **changed,
    }
    return {name: value for name, value in declared.items() if value is not None}


@dataclass(frozen=True)
class Anchored:
    """A record on the ledger, and how it stands there."""

    kind: int
    record: Json
    country: str = "VN"
    standing: Mapping[str, Any] = field(default_factory=dict)


def ruling(**changed: Any) -> Anchored:
    made = {
        "issuer": {"name": "Tokyo Customs"},
        "author": 1,
        "grade": "issuer_signed",
        "number": "120-26-001",
        "holder": IMPORTER,
        "subject": "classification",
        "goods": "Frozen shrimps, peeled",
        "classification": {"code": "160521", "edition": "HS2022"},
        "result": "Prepared shrimps",
        "legal_basis": "Customs Act Art. 7(3)",
        "valid_from": "2025-01-01",
        "valid_until": "2027-12-31",
    }
    return Anchored(RULING, {name: value for name, value in (made | changed).items() if value}, "JP")


def export(**changed: Any) -> Anchored:
    made = {
        "issuer": {"name": "Customs of Viet Nam"},
        "author": 3,
        "grade": "issuer_signed",
        "number": "VN-EX-1",
        "exporter": SHRIMP_EXPORTER,
        "export_country": "VN",
        "consignee_country": "JP",
        "transport_document": "BOLHPH4711",
        "release_date": "2026-03-02",
        "office": "Hai Phong",
        "gross_mass": {"value": "1100", "unit": "KGM"},
        "lines": [
            {
                "sequence": 1,
                "classification": {"code": "030617", "edition": "HS2022"},
                "origin_country": "VN",
            }
        ],
    }
    return Anchored(EXPORT, made | changed, "VN")


def parcel(**changed: Any) -> Anchored:
    made = {
        "issuer": {"name": "Market"},
        "author": 12,
        "grade": "issuer_signed",
        "number": "EE123456789CN",
        "order": "O-1",
        "platform_code": "MKT",
        "seller": {"name": "Shop"},
        "dispatch_country": "CN",
        "delivery_country": "JP",
        "items": [
            {
                "sequence": 1,
                "description": "Lamp",
                "quantity": {"value": "1", "unit": "C62"},
                "price_paid": {"value": "60", "currency": "USD"},
            }
        ],
    }
    return Anchored(PARCEL, made | changed, "CN")


@dataclass(frozen=True)
class Trade:
    """Records and declarations together; the first declaration is the one in question."""

    records: tuple[Anchored, ...]
    declarations: tuple[Json, ...]
    debits: tuple[Json, ...] = ()
    """What others drew, as gateway.reconciliation.debits loads it."""


def trade(
    *declarations: Json,
    proof: Json | None = None,
    paper: Json | None = None,
    more: Iterable[Anchored] = (),
    country: str = "VN",
    standing: Mapping[str, Any] | None = None,
    invoiced: Json | None = None,
    debits: Iterable[Json] = (),
) -> Trade:
    """A trade with one proof, its invoice and its bill of lading, each as told or as in the clean one."""
    made = certificate() if proof is None else proof
    kind = DECLARATION if "capacity" in made else CERTIFICATE
    records = [
        Anchored(kind, made, country, standing or {}),
        Anchored(INVOICE, invoice() if invoiced is None else invoiced),
        Anchored(TRANSPORT, bill() if paper is None else paper, "SG"),
        *more,
    ]
    return Trade(tuple(records), declarations or (declaration(),), tuple(debits))


def debit(quantity: str | None = "300", unit: str = "KGM", **changed: Any) -> Json:
    """A debit by the customs of Korea of the first proof's first line, confirmed; of all of it for None."""
    scale = None if quantity is None else on_scale(Decimal(quantity), unit)
    return {
        "record_id": f"0x{1:064x}",
        "line": 0,
        "d": f"0x{0xD1:064x}",
        "declaration": None,
        "member": 12,
        "country": "KR",
        "confirmed": True,
        "value": scale.value if scale else None,
        "dimension": scale.dimension if scale else None,
        "shown": f"{quantity} {unit}" if scale else "100%",
        "time": 1_772_600_000,
        "block": 41,
        **changed,
    }


def standing_columns(anchored: Anchored, number: int) -> Json:
    return {
        "record_id": f"0x{number:064x}",
        "anchored": 1_772_000_000_000_000 + number,
        "state": 0,
        "ended": None,
        "successor": None,
        "member_country": anchored.country,
        "compromised_since": None,
        **anchored.standing,
    }


def rows_for(made: Trade) -> dict[str, list[Json]]:
    """The projections of a trade, as the store would hold them."""
    rows: dict[str, list[Json]] = {"debits": list(made.debits)}
    for number, anchored in enumerate(made.records, start=1):
        record = parse_record(anchored.kind, anchored.record)
        projected = rows_of(record, number, MemberId(record.author), anchored.kind)
        for head in HEADS:
            for row in projected.get(head, ()):
                row.update(standing_columns(anchored, number))
        for name, some in projected.items():
            rows.setdefault(name, []).extend(some)
    for body in made.declarations:
        message = ImportDeclaration.model_validate(body)
        cancelled = message.function == "cancellation"
        version = Version(message, message, cancelled)
        for name, some in rows_of_declaration(message, law=law_date([version]), cancelled=cancelled).items():
            rows.setdefault(name, []).extend(some)
    return rows


def outcome(made: Trade) -> Result:
    """The result for the first declaration of the trade."""
    first = declaration_id(ImportDeclaration.model_validate(made.declarations[0]))
    return reconcile(Projected(rows_for(made)), [first], block_height=12)


def fired(made: Trade) -> dict[str, Json]:
    """Rule → finding, for the first declaration of the trade."""
    return {finding["rule"]: finding for finding in outcome(made).findings}


def lacking(made: Trade) -> dict[str, str]:
    """Rule → the input it lacked, for the first declaration of the trade."""
    return {entry["rule"]: entry["input"] for entry in outcome(made).not_assessable}
