"""The requests and answers of intake, as the API's description shows them."""

from typing import Any

_ROOT = "0x" + "5e" * 32
_HASH = {"type": "string", "pattern": "^0x[0-9a-f]{64}$"}
_SIGNATURE = {"type": "string", "pattern": "^0x[0-9a-f]{130}$"}
_SECONDS = {"type": "integer", "minimum": 0, "maximum": 2**40 - 2}
_MEMBER = {"type": "integer", "minimum": 1, "maximum": 65_535}

_BATCH = {
    "type": "object",
    "additionalProperties": False,
    "required": ["root", "count", "kind", "scope", "member", "valid_until"],
    "properties": {
        "root": _HASH,
        "count": {"type": "integer", "minimum": 1, "maximum": 65_536},
        "kind": {"type": "integer", "minimum": 1, "maximum": 11},
        "scope": {"type": "integer", "minimum": 0, "maximum": 65_535},
        "member": _MEMBER,
        "valid_until": _SECONDS,
    },
}
_RECORD = {
    "type": "object",
    "additionalProperties": False,
    "required": ["record", "seed"],
    "properties": {
        "record": {
            "type": "object",
            "description": "A record of the batch's kind, as its JSON Schema has it.",
        },
        "seed": _HASH,
    },
}
_EXAMPLE_BATCH = {
    "root": _ROOT,
    "count": 1,
    "kind": 5,
    "scope": 0,
    "member": 5,
    "valid_until": 1_790_000_000,
}
_EXAMPLE_RECORD = {
    "record": {
        "issuer": {"name": "Blue Ocean Line"},
        "author": 5,
        "grade": "issuer_signed",
        "event": "LOAD",
        "scheme": "DCSA-TNT-2",
        "meaning": "loaded",
        "occurred": "2026-03-01T09:30:00+07:00",
        "references": [{"type": "BL", "number": "BOLN4711"}],
    },
    "seed": "0x" + "a1" * 32,
}


def _body(schema: dict[str, Any], example: Any, media_type: str = "application/json") -> dict[str, Any]:
    content = {media_type: {"schema": schema, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


SUBMISSION = _body(
    {
        "type": "object",
        "additionalProperties": False,
        "required": ["batch", "signature", "records"],
        "properties": {
            "batch": _BATCH,
            "signature": _SIGNATURE,
            "records": {"type": "array", "items": _RECORD, "minItems": 1, "maxItems": 65_536},
        },
    },
    {"batch": _EXAMPLE_BATCH, "signature": "0x" + "7b" * 65, "records": [_EXAMPLE_RECORD]},
)

ANNOUNCEMENT = _body(
    {
        "type": "object",
        "required": ["batch", "signature"],
        "properties": {
            "batch": _BATCH,
            "signature": _SIGNATURE,
            "chunk_records": {"type": "integer", "minimum": 1, "maximum": 5_000, "default": 1_000},
        },
    },
    {"batch": {**_EXAMPLE_BATCH, "count": 20_000}, "signature": "0x" + "7b" * 65, "chunk_records": 1_000},
)

CHUNK = _body({"type": "string"}, '{"record": {…}, "seed": "0x…"}\n', "application/x-ndjson")

_POSITION = {
    "type": "object",
    "required": ["index", "path"],
    "properties": {
        "index": {"type": "integer", "minimum": 0, "maximum": 65_535},
        "path": {"type": "array", "items": _HASH, "maxItems": 16},
    },
}
STATUS_ACT = _body(
    {
        "type": "object",
        "required": ["type", "act", "signature"],
        "properties": {
            "type": {"enum": ["revoke", "withdraw", "supersede"]},
            "act": {
                "type": "object",
                "required": ["member", "root", "target", "reason", "valid_until"],
                "properties": {
                    "member": _MEMBER,
                    "root": _HASH,
                    "target": _HASH,
                    "reason": {"type": "integer", "minimum": 0, "maximum": 255},
                    "valid_until": _SECONDS,
                    "successor_root": _HASH,
                    "successor": _HASH,
                },
            },
            "signature": _SIGNATURE,
            "position": _POSITION,
            "successor_position": _POSITION,
        },
    },
    {
        "type": "revoke",
        "act": {"member": 5, "root": _ROOT, "target": _ROOT, "reason": 1, "valid_until": 1_790_000_000},
        "signature": "0x" + "7b" * 65,
    },
)

_EXAMPLE_RECEIPT = {
    "type": "tegata/receipt/1",
    "network_id": "0x" + "11" * 32,
    "member": 5,
    "subject": _ROOT,
    "contents": "0x" + "22" * 32,
    "received_at": 1_772_300_000,
    "decide_by": 1_772_303_600,
    "gateway": 1,
    "signature": "0x" + "33" * 64,
}
RECEIPT: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "A receipt, signed by the gateway",
        "content": {"application/json": {"example": _EXAMPLE_RECEIPT}},
    }
}
SUBMISSION_STATE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The state of a submission",
        "content": {
            "application/json": {
                "example": {
                    "root": _ROOT,
                    "member": 5,
                    "state": "anchored",
                    "count": 1,
                    "anchored": {"block": 42, "time": 1_772_300_001},
                    "receipt": _EXAMPLE_RECEIPT,
                    "notice": None,
                }
            }
        },
    }
}
