"""Is a reading of a changed document true? Judged by what it says of itself, with no rule of any adapter.

A reading says of every value of its document where it went: into fields, or nowhere, or that it chose a
mapping. So a change of one value may change the fields that came from its place, what is said to be a
default, and what a warning speaks of. Any other field that shows another value than before is wrong.
"""

import re
from typing import Any

from adapters import Drafts

_INDEX = re.compile(r"/\d+")


def accounted(drafts: Drafts) -> set[str]:
    """Every value of the document that the reading shows, wherever it put it."""
    found = structural(drafts) | unmapped(drafts) | expected(drafts)
    for draft in drafts:
        found.update(source.original for source in draft.provenance.values())
    for each in drafts.expectations:
        when = re.sub(r"\D", "", each.when or "")
        found |= {each.event, each.when or "", when, when[:12], when[:8]}
    return found


def structural(drafts: Drafts) -> set[str]:
    """Values that chose a mapping, or are part of a field beside them."""
    items = (*drafts.structural, *(item for draft in drafts for item in draft.structural))
    return {item.original.strip() for item in items}


def choosing(drafts: Drafts) -> set[str]:
    """Values that may change which fields there are: the structural ones, and codes of a document's type."""
    typed = (
        source.original
        for draft in drafts
        for path, source in draft.provenance.items()
        if path.endswith("type_code")
    )
    return structural(drafts) | set(typed)


def unmapped(drafts: Drafts) -> set[str]:
    """Values that fill no field."""
    items = (*drafts.unmapped, *(item for draft in drafts for item in draft.unmapped))
    return {item.original.strip() for item in items}


def expected(drafts: Drafts) -> set[str]:
    """Values that only an expectation shows."""
    return {value.strip() for each in drafts.expectations for value in each.details.values()}


def newly_warned(before: Drafts, after: Drafts) -> bool:
    """Whether `after` warns of something that `before` does not."""
    return bool(_warnings(after) - _warnings(before))


def parts_with(drafts: Drafts, original: str) -> set[str]:
    """The parts of records (paths without indices and last steps) that show a value of the document.

    Which field of a part it is may depend on its shape: a port is a UN/LOCODE or a facility.
    """
    return {
        _INDEX.sub("/n", path).rpartition("/")[0]
        for draft in drafts
        for path, source in draft.provenance.items()
        if source.original == original
    }


def silently_wrong(before: Drafts, after: Drafts, new: set[str]) -> list[str]:
    """Fields of `after` that show another value than in `before` though the value at their place is the same.

    `new` are the values that were put in. A field that stands at another path now is as wrong as one that
    shows something else; but what kind of number a field is (type, scheme) may be told by a value beside it.
    What is told to be a default, or comes with a warning, is not silent.
    """
    if newly_warned(before, after):
        return []
    was, wrong = _fields(before), []
    for place, fields in _fields(after).items():
        known = was.get(place, {})
        for path, (value, original, default) in fields.items():
            moved = path not in known and bool(known.keys() - fields.keys())
            changed = path in known and known[path][0] != value
            told_beside = path.endswith(("/type", "/scheme"))
            if (moved or changed) and not told_beside and default is None and original not in new:
                wrong.append(f"{path} = {value!r}, from {place} ({original!r})")
    return wrong


def _warnings(drafts: Drafts) -> set[tuple[str, str, str]]:
    remarks = (*drafts.warnings, *(remark for draft in drafts for remark in draft.warnings))
    return {(remark.code, remark.location, remark.message) for remark in remarks}


def _fields(drafts: Drafts) -> dict[str, dict[str, tuple[Any, str, str | None]]]:
    """By place in the document, and path without indices: the value, as it was spelled, and its default."""
    found: dict[str, dict[str, tuple[Any, str, str | None]]] = {}
    for draft in drafts:
        for path, source in draft.provenance.items():
            if source.location:
                field = (value_at(draft.data, path), source.original, source.default)
                found.setdefault(source.location, {})[_INDEX.sub("/n", path)] = field
    return found


def value_at(data: Any, path: str) -> Any:
    """The value at `path` of nested data."""
    for step in path.split("/"):
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data
