"""[reconcile_one] one declaration of three lines through the engine, its proofs, invoice, bill and
milestones beside it.

The engine alone: projections in, result with its hash out. Reading the store and signing are not in the
figure.
"""

import statistics
import time
from typing import Any

from contracts.declarations import ImportDeclaration
from contracts.ids import MemberId
from contracts.records import parse_record
from gateway.declarations.versions import Version, law_date
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.projected import Projected
from gateway.store.projections import rows_of
from gateway.store.projections.of_declarations import rows_of_declaration
from scripts.bench.report import report

RUNS = 400
LINES = 3
DECLARATION = "JP-26112300001"
_DAY = 86_400_000_000


def main() -> None:
    """Measure and report the median."""
    rows = projections()
    for _ in range(20):
        reconcile(Projected(rows), [DECLARATION], block_height=1)
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        result = reconcile(Projected(rows), [DECLARATION], block_height=1)
        digest = result.sha256
        times.append(time.perf_counter() - start)
    assert digest, "the hash is part of the work"
    report("reconcile_one", statistics.median(times) * 1_000)


def projections() -> dict[str, list[dict[str, Any]]]:
    """The rows of one declaration, one that shares its certificate, and the six records that both lead to."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for number, (kind, data) in enumerate(_records(), start=1):
        record = parse_record(
            kind, {"issuer": {"name": "Issuer"}, "author": kind, "grade": "issuer_signed", **data}
        )
        projected = rows_of(record, number, MemberId(kind), kind)
        for head in ("proofs", "invoices", "transports", "milestones"):
            for row in projected.get(head, ()):
                row.update(_standing(number))
        _add(rows, projected)
    for name, day in (("26112300001", 23), ("26112200009", 22)):
        message = ImportDeclaration.model_validate(_declaration(name, day))
        law = law_date([Version(message, message, cancelled=False)])
        _add(rows, rows_of_declaration(message, law=law, cancelled=False))
    return rows


def _add(rows: dict[str, list[dict[str, Any]]], more: dict[str, list[dict[str, Any]]]) -> None:
    for name, some in more.items():
        rows.setdefault(name, []).extend(some)


def _standing(number: int) -> dict[str, Any]:
    return {
        "record_id": f"0x{number:064x}",
        "anchored": number * _DAY,
        "state": 0,
        "ended": None,
        "successor": None,
        "member_country": "VN",
        "compromised_since": None,
    }


def _goods(sequence: int) -> dict[str, Any]:
    return {
        "sequence": sequence,
        "origin_country": "VN",
        "classification": {"code": f"62052{sequence}", "edition": "HS2022"},
        "quantity": {"value": "1200", "unit": "C62"},
    }


EXPORTER = {"name": "Tan Long Garment JSC", "country": "VN"}


def _records() -> list[tuple[int, dict[str, Any]]]:
    return [(1, _certificate()), (3, _invoice()), (4, _bill()), *_milestones()]


def _certificate() -> dict[str, Any]:
    mention = {"number": "TLG-1", "date": "2026-10-30"}
    return {
        "number": "VN-2026-1",
        "agreement": "RCEP",
        "issue_date": "2026-11-01",
        "issuing_country": "VN",
        "exporter": EXPORTER,
        "importing_country": "JP",
        "departure_date": "2026-11-03",
        "language": "en",
        "usage": {"type": "single_shipment"},
        "lines": [
            {**_goods(n), "description": "Shirts", "criterion": "CTC", "invoice": mention}
            for n in range(1, LINES + 1)
        ],
    }


def _invoice() -> dict[str, Any]:
    total = {"value": "36000", "currency": "USD"}
    return {
        "number": "TLG-1",
        "issue_date": "2026-10-30",
        "seller": EXPORTER,
        "buyer": {"name": "Tokyo Apparel KK"},
        "currency": "USD",
        "total": total,
        "lines": [{"sequence": 1, "description": "Shirts", "amount": total}],
    }


def _bill() -> dict[str, Any]:
    return {
        "number": "BL-1",
        "type_code": "705",
        "port_of_loading": {"locode": "VNHPH"},
        "port_of_discharge": {"locode": "JPTYO"},
        "transhipments": [{"locode": "SGSIN"}],
        "packages": {"count": 80},
        "gross_mass": {"value": "2400", "unit": "KGM"},
        "equipment": [{"number": "MSKU6011672"}],
    }


def _milestones() -> list[tuple[int, dict[str, Any]]]:
    events = [
        ("loaded", "VNHPH", "2026-11-03T01:00:00Z"),
        ("departed", "VNHPH", "2026-11-03T06:00:00Z"),
        ("discharged", "JPTYO", "2026-11-20T06:00:00Z"),
    ]
    return [
        (5, {"event": meaning, "scheme": "DCSA-TNT-3", "meaning": meaning, "occurred": at}
         | {"location": {"locode": place}, "equipment": {"number": "MSKU6011672"}})
        for meaning, place, at in events
    ]  # fmt: skip


def _declaration(number: str, day: int) -> dict[str, Any]:
    claim = {"agreement": "RCEP", "proof_type": "CO", "proof_number": "VN-2026-1"}
    lines = [{**_goods(n), "preference": {**claim, "proof_line": n}} for n in range(1, LINES + 1)]
    half = [{**line, "quantity": {"value": "600", "unit": "C62"}} for line in lines]
    return {
        "number": number,
        "lodged": f"2026-11-{day}T10:00:00+09:00",
        "importing_country": "JP",
        "importer": {"name": "Tokyo Apparel KK"},
        "exporter": {"name": "Tan Long Garment"},
        "transport_documents": [{"type": "BL", "number": "BL-1"}],
        "equipment": [{"number": "MSKU6011672"}],
        "packages": {"count": 40},
        "gross_mass": {"value": "1200", "unit": "KGM"},
        "invoices": [{"number": "TLG-1", "amount": {"value": "18000", "currency": "USD"}}],
        "customs_value": {"value": "2800000", "currency": "JPY"},
        "lines": half,
    }


if __name__ == "__main__":
    main()
