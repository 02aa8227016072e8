"""Records to measure with: origin certificates of exactly 40 fields, each different."""

from typing import Any

from contracts.records import Kind, Record, parse_record

FIELDS = 40
LINES = 3


def certificate(number: int, author: int = 1) -> dict[str, Any]:
    """A certificate's fields as JSON spells them; `number` makes it unlike any other."""
    return {
        "issuer": {"name": "Thailand Origin Certification Bureau"},
        "author": author,
        "grade": "issuer_signed",
        "number": f"TH-RCEP-26-{number:08d}",
        "agreement": "RCEP",
        "issue_date": "2026-03-01",
        "issuing_country": "TH",
        "exporter": {"name": "Eastern Seaboard Castings Co., Ltd."},
        "importing_country": "JP",
        "usage": {"type": "single_shipment"},
        "audience": [1],
        "lines": [_line(number, sequence) for sequence in range(1, LINES + 1)],
    }


def _line(number: int, sequence: int) -> dict[str, Any]:
    return {
        "sequence": sequence,
        "description": f"Brake disc rotors, cast iron, part BD-{number}-{sequence}",
        "classification": {"code": "870830", "edition": "HS2022"},
        "criterion": "CTC",
        "origin_country": "TH",
        "quantity": {"value": "1200.5", "unit": "KGM"},
        "invoice": {"number": f"ESC-{number}"},
    }


def certificates(count: int, author: int = 1) -> list[Record]:
    """`count` validated certificates."""
    return [parse_record(Kind.ORIGIN_CERTIFICATE, certificate(number, author)) for number in range(count)]
