"""Import declarations as NACCS IDA messages, by the unofficial layout (adapters/codelists/naccs-ida.toml)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.codelists import table
from adapters.drafts import DraftKind
from adapters.naccs.layout import write_ida

Data = Mapping[str, Any]


def declaration(_kind: DraftKind, records: Sequence[Data]) -> bytes:
    """The first of `records` as a message. ValueRefused for a value that its field can't hold."""
    data = records[0]
    fields = {**_head(data), **_carriage(data), **_money(data)}
    return write_ida(_present(fields), [_present(_item(line)) for line in data.get("lines", ())])


def _present(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in fields.items() if value is not None}


def _head(data: Data) -> dict[str, Any]:
    importer, exporter = data.get("importer") or {}, data.get("exporter") or {}
    return {
        "declaration_number": data["number"],
        "kind": data.get("type_code"),
        "office": data.get("office"),
        "importer_code": next((each["value"] for each in importer.get("identifiers", ())), None),
        **dict(_named("importer", importer)),
        **dict(_named("exporter", exporter)),
        "exporter_country": exporter.get("country"),
        "bonded_place": (data.get("goods_location") or {}).get("facility"),
    }


def _named(role: str, party: Data) -> Iterator[tuple[str, Any]]:
    address = party.get("address") or {}
    yield f"{role}_name", party.get("name")
    yield f"{role}_postcode", address.get("postcode")
    for place, line in enumerate(address.get("lines", ())[:4], start=1):
        yield f"{role}_address_{place}", line


def _carriage(data: Data) -> dict[str, Any]:
    bills = [each["number"] for each in data.get("transport_documents", ()) if each["type"] == "BL"]
    packages, loading = data.get("packages") or {}, data.get("port_of_loading") or {}
    return {
        **{f"bill_{place}": number for place, number in enumerate(bills[:5], start=1)},
        "packages": packages.get("count"),
        "package_type": packages.get("type_code"),
        "marks": packages.get("marks"),
        **_measure(data.get("gross_mass"), "gross_mass", "gross_mass_unit"),
        "vessel_name": (data.get("vessel") or {}).get("name"),
        "arrival_date": str(data["arrival_date"]).replace("-", "") if data.get("arrival_date") else None,
        "port_of_loading": loading.get("locode"),
        "port_of_loading_name": loading.get("name"),
    }


def _money(data: Data) -> dict[str, Any]:
    invoice: Data = next(iter(data.get("invoices", ())), {})
    return {
        "terms": (data.get("trade_terms") or {}).get("condition"),
        "invoice_number": invoice.get("number"),
        **_amount(invoice.get("amount"), "amount", "currency"),
        **_amount(data.get("freight"), "freight", "freight_currency"),
        **_amount(data.get("insurance"), "insurance", "insurance_currency"),
    }


def _amount(amount: Data | None, value: str, currency: str) -> dict[str, Any]:
    return {value: amount["value"], currency: amount["currency"]} if amount else {}


def _measure(measure: Data | None, value: str, unit: str) -> dict[str, Any]:
    """A measure in NACCS's own code for its unit; one that NACCS has no code for is left out."""
    if measure is None:
        return {}
    spelled = next(
        (own for own, rec20 in table("naccs-ida")["units"].items() if rec20 == measure["unit"]), None
    )
    return {} if spelled is None else {value: measure["value"], unit: spelled}


def _item(line: Data) -> dict[str, Any]:
    claimed = (line.get("preference") or {}).get("origin_proof_code")
    noted = (each["number"] for each in line.get("documents", ()) if each["type_code"] == "NACOP")
    return {
        "hs": (line.get("classification") or {}).get("code"),
        "description": line.get("description"),
        "origin": line.get("origin_country"),
        "origin_proof": claimed or next(noted, None),
        **_measure(line.get("quantity"), "quantity_1", "unit_1"),
        **_measure(line.get("second_quantity"), "quantity_2", "unit_2"),
        "ruling_classification": line.get("ruling"),
    }
