"""Small valid records, as the JSON a member would send."""

from copy import deepcopy
from typing import Any

import pytest

_CERTIFICATE: dict[str, Any] = {
    "issuer": {"name": "Ministry of Industry and Trade", "country": "VN"},
    "author": 3,
    "grade": "issuer_signed",
    "language": "en",
    "references": [{"type": "BL", "number": "ONEYHANX12345600"}, {"type": "INV", "number": "TL-2026-0117"}],
    "audience": [1, 2],
    "number": "VN-RCEP-2026-004417",
    "agreement": "RCEP",
    "issue_date": "2026-03-02",
    "issuing_country": "VN",
    "exporter": {"name": "Tan Long Garment JSC", "name_local": "Công ty CP May Tân Long", "country": "VN"},
    "consignee": {"name": "Aozora Trading KK", "name_local": "あおぞら商事株式会社", "country": "JP"},
    "importing_country": "JP",
    "usage": {"type": "single_shipment"},
    "lines": [
        {
            "sequence": 1,
            "description": "Men's shirts of cotton, woven",
            "classification": {"code": "620520", "edition": "HS2022"},
            "criterion": "CTC",
            "origin_country": "VN",
            "quantity": {"value": "1200", "unit": "C62"},
            "gross_mass": {"value": "312.5", "unit": "KGM"},
        }
    ],
}

_MILESTONE: dict[str, Any] = {
    "issuer": {"name": "Example Line"},
    "author": 5,
    "grade": "issuer_signed",
    "event": "LOAD",
    "scheme": "DCSA-TNT-2",
    "meaning": "loaded",
    "occurred": "2026-03-04T21:15:00+07:00",
    "location": {"locode": "VNHPH"},
    "equipment": {"number": "TRHU4307252", "laden": True},
}


@pytest.fixture
def certificate() -> dict[str, Any]:
    return deepcopy(_CERTIFICATE)


@pytest.fixture
def milestone() -> dict[str, Any]:
    return deepcopy(_MILESTONE)
