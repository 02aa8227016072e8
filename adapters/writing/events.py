"""Milestones as DCSA Track & Trace 2.2 events, and as EPCIS 2.0 JSON-LD."""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.drafts import DraftKind
from adapters.errors import ValueRefused

Data = Mapping[str, Any]
_EQUIPMENT = {
    "loaded": "LOAD",
    "discharged": "DISC",
    "gate_in": "GTIN",
    "gate_out": "GTOT",
    "stuffed": "STUF",
    "stripped": "STRP",
    "inspected": "INSP",
}
_TRANSPORT = {"arrived": "ARRI", "departed": "DEPA"}
_MODES = {"sea": "VESSEL", "rail": "RAIL", "road": "TRUCK", "inland_water": "BARGE"}
_STEPS = {
    "arrived": "arriving",
    "departed": "departing",
    "loaded": "loading",
    "discharged": "unloading",
    "received": "receiving",
    "stuffed": "packing",
    "stripped": "unpacking",
    "inspected": "inspecting",
}
_DCSA_REFERENCES = {"BKG": "BKG", "BL": "TRD"}
_EPCIS_REFERENCES = {"BL": "bol", "INV": "inv", "PO": "po", "PKL": "desadv"}
_NAMESPACE = uuid.UUID("8d7ac3f2-1c0c-5d1c-8f0e-6a3f8f5d6d11")


def bare(value: Any) -> Any:
    """`value` without members that are None or empty."""
    if isinstance(value, dict):
        found = {name: bare(item) for name, item in value.items()}
        return {name: item for name, item in found.items() if item not in (None, {}, [], "")}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value


def _id(data: Data) -> str:
    """The event's own id, or one that is the same for the same values."""
    own = data.get("source_event")
    return str(own) if own else str(uuid.uuid5(_NAMESPACE, json.dumps(data, sort_keys=True)))


def track_and_trace(_kind: DraftKind, records: Sequence[Data]) -> bytes:
    """The milestones as a list of events; ValueRefused for one that Track & Trace has no event for."""
    return json.dumps([_dcsa(data) for data in records], ensure_ascii=False, indent=1).encode()


def _dcsa(data: Data) -> Any:
    meaning, equipment = data["meaning"], data.get("equipment") or {}
    laden = equipment.get("laden")
    place, vessel = data.get("location") or {}, data.get("vessel") or {}
    ends = meaning in ("arrived", "discharged")
    event = {
        "eventID": _id(data),
        **_dcsa_kind(meaning, of_equipment=bool(equipment)),
        "eventClassifierCode": "ACT",
        "eventDateTime": data["occurred"],
        "eventCreatedDateTime": data.get("recorded"),
        "changeRemark": data.get("remarks"),
        "equipmentReference": equipment.get("number"),
        "ISOEquipmentCode": equipment.get("size_type"),
        "emptyIndicatorCode": None if laden is None else "LADEN" if laden else "EMPTY",
        "seals": [{"sealNumber": seal} for seal in equipment.get("seals", ())],
        "eventLocation": {
            "UNLocationCode": place.get("locode"),
            "locationName": place.get("name"),
            "facilityCode": place.get("facility"),
            "address": {"country": place.get("country")},
        },
        "transportCall": {
            "modeOfTransport": _MODES.get(data.get("mode", "")),
            ("importVoyageNumber" if ends else "exportVoyageNumber"): data.get("voyage"),
            "vessel": {
                "vesselIMONumber": vessel.get("imo"),
                "vesselName": vessel.get("name"),
                "vesselFlag": vessel.get("flag"),
            },
        },
        "documentReferences": [
            {"documentReferenceType": _DCSA_REFERENCES[ref["type"]], "documentReferenceValue": ref["number"]}
            for ref in data.get("references", ())
            if ref["type"] in _DCSA_REFERENCES
        ],
    }
    return bare(event)


def _dcsa_kind(meaning: str, *, of_equipment: bool) -> dict[str, str]:
    if meaning in _EQUIPMENT and of_equipment:
        return {"eventType": "EQUIPMENT", "equipmentEventTypeCode": _EQUIPMENT[meaning]}
    if meaning in _TRANSPORT:
        return {"eventType": "TRANSPORT", "transportEventTypeCode": _TRANSPORT[meaning]}
    known = ", ".join([*_TRANSPORT, *_EQUIPMENT])
    raise ValueRefused("meaning", expected=f"{known} (those of equipment with its number)", found=meaning)


def epcis(_kind: DraftKind, records: Sequence[Data]) -> bytes:
    """The milestones as an EPCIS document of object events, which fits GS1's JSON Schema."""
    document = {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": max(str(data.get("recorded") or data["occurred"]) for data in records),
        "epcisBody": {"eventList": [_object_event(data) for data in records]},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _object_event(data: Data) -> Any:
    number = (data.get("equipment") or {}).get("number", "")
    is_container = re.fullmatch(r"[A-Z]{4}[0-9]{7}", number) is not None
    offset = data["occurred"][-6:] if data["occurred"][-1] != "Z" else "+00:00"
    facility = (data.get("location") or {}).get("facility")
    event = {
        "type": "ObjectEvent",
        "eventID": _uri(_id(data)),
        "eventTime": data["occurred"],
        "recordTime": data.get("recorded"),
        "eventTimeZoneOffset": offset,
        "epcList": [f"urn:epc:id:bic:{number}"] if is_container else [],
        "action": "OBSERVE",
        "bizStep": _STEPS.get(data["meaning"], "other"),
        "readPoint": {"id": facility} if facility and ":" in facility else None,
        "bizTransactionList": [
            {
                "type": _EPCIS_REFERENCES[ref["type"]],
                "bizTransaction": f"urn:epcglobal:cbv:bt:0:{ref['number']}",
            }
            for ref in data.get("references", ())
            if ref["type"] in _EPCIS_REFERENCES
        ],
    }
    found = bare(event)
    found.setdefault("epcList", [])
    return found


def _uri(identity: str) -> str:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", identity):
        return identity
    try:
        return f"urn:uuid:{uuid.UUID(identity)}"
    except ValueError:
        return f"urn:uuid:{uuid.uuid5(_NAMESPACE, identity)}"
