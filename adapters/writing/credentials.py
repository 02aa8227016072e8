"""Invoices, certificates of origin and bills of lading as W3C credentials in the traceability vocabulary.

They carry no proof: whoever issues one signs it with a key of their own.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.drafts import DraftKind
from adapters.writing.events import bare
from contracts.records import Kind

Data = Mapping[str, Any]
_CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://w3id.org/traceability/v1"]


def credential(kind: DraftKind, records: Sequence[Data]) -> bytes:
    """The first of `records` as a credential without a proof."""
    data = records[0]
    builders = {
        Kind.INVOICE: _invoice,
        Kind.ORIGIN_CERTIFICATE: _certificate,
        Kind.TRANSPORT_DOCUMENT: _bill,
    }
    type_, subject = next(build for known, build in builders.items() if known == kind)(data)
    issued = data.get("issue_date")
    document = {
        "@context": _CONTEXT,
        "type": ["VerifiableCredential", type_],
        "validFrom": f"{issued}T00:00:00Z" if issued else None,
        "issuer": _organisation(data.get("issuer")),
        "credentialSubject": subject,
    }
    return json.dumps(bare(document), ensure_ascii=False, indent=1).encode()


def _organisation(party: Data | None) -> Any:
    if not party:
        return None
    address = party.get("address") or {}
    names = {"LEI": "leiCode", "TAX": "taxId", "SCAC": "scac", "GLN": "globalLocationNumber"}
    found: dict[str, Any] = {"type": ["Organization"], "name": party.get("name")}
    for each in party.get("identifiers", ()):
        if each["scheme"] in ("DID", "URI"):
            found["id"] = each["value"]
        elif each["scheme"] in names:
            found[names[each["scheme"]]] = each["value"]
    found["location"] = {
        "address": {
            "streetAddress": ", ".join(address.get("lines", ())),
            "addressLocality": address.get("city"),
            "addressRegion": address.get("region"),
            "postalCode": address.get("postcode"),
            "addressCountry": address.get("country") or party.get("country"),
        }
    }
    return found


def _priced(amount: Data | None) -> Any:
    return {"price": amount["value"], "priceCurrency": amount["currency"]} if amount else None


def _quantity(measure: Data | None) -> Any:
    return {"value": measure["value"], "unitCode": measure["unit"]} if measure else None


def _commodity(line: Data) -> Any:
    found = line.get("classification") or {}
    return {"commodityCode": found.get("code"), "commodityCodeType": "HS"} if found else None


def _numbers(data: Data, type_: str) -> list[str]:
    return [ref["number"] for ref in data.get("references", ()) if ref["type"] == type_]


def _invoice(data: Data) -> tuple[str, Any]:
    bills = _numbers(data, "BL")
    return "CommercialInvoiceCredential", {
        "type": ["Invoice"],
        "invoiceNumber": data["number"],
        "invoiceDate": data["issue_date"],
        "seller": _organisation(data.get("seller")),
        "buyer": _organisation(data.get("buyer")),
        "consignee": _organisation(data.get("ship_to")),
        "currency": data["currency"],
        "totalPaymentDue": _priced(data["total"]),
        "freightCost": _priced(data.get("freight")),
        "insuranceCost": _priced(data.get("insurance")),
        "termsOfDelivery": data.get("remarks"),
        "purchaseOrderNumbers": _numbers(data, "PO"),
        "billOfLadingNumber": bills[0] if bills else None,
        "itemsShipped": [
            {
                "type": ["TradeLineItem"],
                "lineNumber": line["sequence"],
                "description": line["description"],
                "commodity": _commodity(line),
                "countryOfOrigin": line.get("origin_country"),
                "quantity": _quantity(line.get("quantity")),
                "unitPrice": _priced(line.get("unit_price")),
                "lineItemTotalPrice": _priced(line.get("amount")),
                "purchaseOrderNumber": line.get("purchase_order"),
            }
            for line in data["lines"]
        ],
    }


def _certificate(data: Data) -> tuple[str, Any]:
    return "CertificationOfOrigin", {
        "certificateNumber": data["number"],
        "exporter": _organisation(data.get("exporter")),
        "producer": _organisation(data.get("producer")),
        "consignee": _organisation(data.get("consignee")),
        "exportCountry": data.get("issuing_country"),
        "destinationCountry": data.get("importing_country"),
        "dateOfExport": data.get("departure_date"),
        "items": [
            {
                "type": ["TradeLineItem"],
                "lineNumber": line["sequence"],
                "description": line["description"],
                "commodity": _commodity(line),
                "countryOfOrigin": line.get("origin_country"),
                "quantity": _quantity(line.get("quantity")),
                "grossWeight": _quantity(line.get("gross_mass")),
            }
            for line in data["lines"]
        ],
    }


def _bill(data: Data) -> tuple[str, Any]:
    bookings = _numbers(data, "BKG")
    type_ = {"714": "HouseBillOfLadingCredential", "704": "MasterBillOfLadingCredential"}.get(
        data["type_code"]
    )

    return type_ or "BillOfLadingCredential", {
        "type": ["BillOfLading"],
        "billOfLadingNumber": data["number"],
        "bookingNumber": bookings[0] if bookings else None,
        "issueDate": data.get("issue_date"),
        "shippedOnBoardDate": data.get("on_board_date"),
        "carrier": _organisation(data.get("carrier")),
        "consignor": _organisation(data.get("consignor")),
        "consignee": _organisation(data.get("consignee")),
        "notify": _organisation(data.get("notify_party")),
        "placeOfReceipt": _place(data.get("place_of_receipt")),
        "portOfLoading": _place(data.get("port_of_loading")),
        "portOfDischarge": _place(data.get("port_of_discharge")),
        "placeOfDelivery": _place(data.get("place_of_delivery")),
        "totalWeight": _quantity(data.get("gross_mass")),
        "transportEquipment": [{"equipmentNumber": each["number"]} for each in data.get("equipment", ())],
        "particulars": [_particular(item) for item in data.get("items", ())],
    }


def _place(found: Data | None) -> Any:
    return {"type": ["Place"], "unLocode": found.get("locode"), "name": found.get("name")} if found else None


def _particular(item: Data) -> Any:
    packages = item.get("packages") or {}
    return {
        "description": item.get("description"),
        "commodity": _commodity(item),
        "packageQuantity": packages.get("count"),
        "packageType": packages.get("type_code"),
        "marksAndNumbers": packages.get("marks"),
        "grossWeight": _quantity(item.get("gross_mass")),
        "netWeight": _quantity(item.get("net_mass")),
        "grossVolume": _quantity(item.get("volume")),
    }
