"""What became of a document, as plain structure: each field beside its source, and all that has no field."""

from collections.abc import Mapping
from typing import Any

from adapters.drafts import Draft, Drafts
from contracts.records import Kind


def convert_report(drafts: Drafts) -> dict[str, Any]:
    """The report on a document: for `tegata convert`, and for the page that tries a file.

    `documents[].fields[]` has `path`, `value`, `original`, `location`, and `note`: "same", "converted" (the
    record's spelling differs from the document's) or "default" (with `why`).
    """
    return {
        "format": drafts.format,
        "original_sha256": drafts.original_sha256,
        "documents": [_document(draft) for draft in drafts],
        "expectations": [expectation.to_dict() for expectation in drafts.expectations],
        "unmapped": [item.to_dict() for item in drafts.unmapped],
        "structural": [item.to_dict() for item in drafts.structural],
        "warnings": [item.to_dict() for item in drafts.warnings],
        "proofs": [check.to_dict() for check in drafts.proofs],
    }


def _document(draft: Draft) -> dict[str, Any]:
    values = leaves(draft.data)
    fields = [_field(path, values[path], draft) for path in values]
    notes = [field["note"] for field in fields]
    counts = {note: notes.count(note) for note in ("same", "converted", "default")}
    return {
        "kind": draft.kind.slug if isinstance(draft.kind, Kind) else draft.kind.replace("_", "-"),
        "number": draft.data.get("number") or draft.data.get("source_event"),
        "location": draft.location,
        "counts": {"fields": len(fields), **counts, "unmapped": len(draft.unmapped)},
        "fields": fields,
        "missing": list(draft.missing),
        "unmapped": [item.to_dict() for item in draft.unmapped],
        "structural": [item.to_dict() for item in draft.structural],
        "warnings": [item.to_dict() for item in draft.warnings],
    }


def _field(path: str, value: str, draft: Draft) -> dict[str, Any]:
    source = draft.provenance[path]
    if source.default:
        note = "default"
    else:
        note = "same" if source.original == value else "converted"
    found = {"path": path, "value": value, "note": note, **source.to_dict()}
    if "default" in found:
        found["why"] = found.pop("default")
    return found


def leaves(data: Any, path: str = "") -> dict[str, str]:
    """The leaves of JSON-shaped data as text, by path."""
    if isinstance(data, Mapping):
        items = [(str(key), value) for key, value in data.items()]
    elif isinstance(data, list | tuple):
        items = [(str(index), value) for index, value in enumerate(data)]
    else:
        return {path: str(data).lower() if isinstance(data, bool) else str(data)}
    found: dict[str, str] = {}
    for step, value in items:
        found |= leaves(value, f"{path}/{step}" if path else step)
    return found
