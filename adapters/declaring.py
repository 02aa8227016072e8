"""An import declaration from its draft, completed from the version before where it holds changes only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from adapters.amending import amended
from adapters.changes import Change
from adapters.drafts import IMPORT_DECLARATION, Draft
from adapters.errors import DraftIncomplete, ValueRefused
from contracts.declarations import ImportDeclaration
from contracts.errors import brief
from contracts.records.parts import render_date_time


def declare(
    draft: Draft,
    *,
    lodged: datetime | str | None,
    importing_country: str | None,
    previous: ImportDeclaration | None,
) -> ImportDeclaration:
    """The declaration that `draft` makes; see `Draft.declaration`."""
    if draft.kind != IMPORT_DECLARATION:
        raise DraftIncomplete(
            draft.location,
            expected="a document that becomes an import declaration",
            found="a draft of a record",
            remedy="Use `record()`.",
        )
    context = {"lodged": _spelled(lodged), "importing_country": importing_country}
    data = {key: value for key, value in context.items() if value is not None} | dict(draft.data)
    if previous is not None:
        stated = {key: value for key, value in data.items() if key not in draft.defaults}
        data = _completed(stated, previous, draft.changes)
    elif data.get("function") == "amendment" and data.get("lines"):
        raise DraftIncomplete(
            f"{draft.location} (function)",
            expected="the declaration that this amendment changes",
            found="the changes alone",
            remedy="Give the version before it as `previous`.",
        )
    return _validated(draft, data)


def _spelled(moment: datetime | str | None) -> str | None:
    return render_date_time(moment) if isinstance(moment, datetime) else moment


def _completed(
    data: Mapping[str, Any], previous: ImportDeclaration, changes: Sequence[Change]
) -> dict[str, Any]:
    """What the earlier version says where this one is silent; lines are matched by their sequence.

    What the amendment points at and does not state is taken away.
    """
    before = previous.model_dump(mode="json", exclude_none=True)
    before.pop("removes", None)
    stated = {key: value for key, value in data.items() if key != "lines"}
    merged: dict[str, Any] = _merged(before, stated)
    merged["version"] = max(previous.version + 1, int(data.get("version", 1)))
    merged["lines"] = _merged_lines(before.get("lines", []), data.get("lines", []))
    return amended(before, merged, changes) if changes else merged


def _merged(before: Any, now: Any) -> Any:
    if isinstance(before, dict) and isinstance(now, dict):
        return before | {key: _merged(before.get(key), value) for key, value in now.items()}
    return now


def _merged_lines(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = {line["sequence"]: line for line in before}
    for line in now:
        lines[line["sequence"]] = _merged(lines.get(line["sequence"], {}), line)
    return [lines[sequence] for sequence in sorted(lines)]


def _validated(draft: Draft, data: Mapping[str, Any]) -> ImportDeclaration:
    try:
        return ImportDeclaration.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
    path = "/".join(str(step) for step in first["loc"])
    if first["type"] == "missing":
        raise DraftIncomplete(
            f"{draft.location} (field {path})",
            expected=f"{path}, in the document or from the caller",
            found=f"a declaration with function {data.get('function', 'original')!r} that does not hold it",
            remedy="Pass `lodged`, `importing_country` or `previous` to `declaration()`, as fits.",
        )
    source = draft.source_of(path)
    place = source.location if source else draft.location
    expected = first["msg"].removeprefix("Value error, ")
    raise ValueRefused(f"{place} (field {path})", expected=expected, found=brief(first["input"]))
