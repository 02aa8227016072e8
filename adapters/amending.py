"""An amendment by pointers, applied to the version before it: pure. What it points at must be there."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from adapters.changes import Change
from adapters.errors import ValueRefused

_LISTS = ("documents", "equipment", "references", "invoices", "transport_documents")
"""Lists of a declaration to which an amendment by pointers adds, and from which it takes single items."""

_PREVIOUS = re.compile(r"X|Z|Y(?![0-9]{3}\Z)")
"""How the type code of a previous document begins: category X, Z, or Y with other than three digits."""


def amended(before: Mapping[str, Any], merged: dict[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    """`merged` with what `changes` point at changed, added and taken away.

    `before` is the version that is amended, `merged` that version with what the amendment states put over
    it. Fields that are gone are named in `removes`. Raises ValueRefused for what is not there.
    """
    for name in _LISTS:
        _keep(merged, before, name)
    lines = {line["sequence"]: line for line in before.get("lines", [])}
    for line in merged.get("lines", []):
        _keep(line, lines.get(line["sequence"], {}), "documents", only_pointed=line["sequence"], of=changes)
    for change in sorted(changes, key=_last_items_first):
        _apply(change, before, merged)
    gone = [name for name in before if merged.get(name) in (None, [], {}) and before[name] not in (None, [])]
    return {**{n: v for n, v in merged.items() if n not in gone}, **({"removes": gone} if gone else {})}


def _last_items_first(change: Change) -> tuple[bool, int]:
    """Items are counted as they stood before: what is taken away comes last, from the end."""
    return change.stated is None, -(change.item or 0)


def _keep(
    into: dict[str, Any],
    before: Mapping[str, Any],
    name: str,
    *,
    only_pointed: int | None = None,
    of: Sequence[Change] = (),
) -> None:
    """The list as it was, to be changed item by item; what the amendment states of it besides is added."""
    pointed = any(c.target in ("documents", "previous_documents") and c.line == only_pointed for c in of)
    if only_pointed is not None and not pointed:
        return
    was, now = list(before.get(name, [])), list(into.get(name, []))
    if name in ("references", "invoices", "transport_documents"):
        was += [item for item in now if item not in was]
    if was or now:
        into[name] = [dict(item) for item in was]


def _apply(change: Change, before: Mapping[str, Any], merged: dict[str, Any]) -> None:
    if change.target == "line":
        _apply_line(change, before, merged)
        return
    holder = merged if change.line is None else _line(change, before, merged)
    if change.target == "fields":
        _apply_fields(change, holder)
    elif change.target == "statement":
        if change.stated is None:
            _refuse(change, "the statement as it is now", "none: which field it held can't be told")
    else:
        _apply_item(change, holder, merged)


def _line(change: Change, before: Mapping[str, Any], merged: dict[str, Any]) -> dict[str, Any]:
    """The line that the change is in: one that stood before."""
    if all(line["sequence"] != change.line for line in before.get("lines", [])):
        _refuse(change, f"line {change.line} in the declaration", _lines_of(before))
    return next(line for line in merged["lines"] if line["sequence"] == change.line)


def _apply_line(change: Change, before: Mapping[str, Any], merged: dict[str, Any]) -> None:
    if change.stated is not None:
        return
    if all(line["sequence"] != change.line for line in before.get("lines", [])):
        _refuse(change, f"line {change.line} in the declaration, or in this message", _lines_of(before))
    merged["lines"] = [line for line in merged["lines"] if line["sequence"] != change.line]


def _apply_fields(change: Change, holder: dict[str, Any]) -> None:
    if change.stated is not None:
        return
    standing = [path for path in change.fields if _taken(holder, path)]
    if change.fields and not standing:
        _refuse(change, f"{' or '.join(change.fields)} in the declaration", "nothing there, and nothing new")


def _taken(holder: dict[str, Any], path: str) -> bool:
    """True where something stood at `path` of `holder`; it is gone now."""
    first, _, rest = path.partition("/")
    if not rest:
        return holder.pop(first, None) is not None
    inner = dict(holder.get(first) or {})
    found = _taken(inner, rest)
    if found:
        holder[first] = inner
        if not inner:
            del holder[first]
    return found


def _apply_item(change: Change, holder: dict[str, Any], merged: dict[str, Any]) -> None:
    name = "equipment" if change.target == "equipment" else "documents"
    items = list(holder.get(name, []))
    places = [index for index, item in enumerate(items) if _counts(change, item)]
    at = (change.item or 1) - 1
    if at > len(places) or (at == len(places) and change.stated is None):
        _refuse(change, f"item {at + 1} of {len(places)} or fewer", "nothing there, and nothing new")
    old = items[places[at]] if at < len(places) else {}
    new = None if change.stated is None else {**old, **change.stated}
    if new is not None and not _whole(new, name):
        _refuse(change, "a number and a type for what is new", ", ".join(new) or "neither")
    end = places[-1] + 1 if places else (0 if change.target == "documents" else len(items))
    cut = (places[at], places[at] + 1) if at < len(places) else (end, end)
    items[cut[0] : cut[1]] = [] if new is None else [new]
    holder[name] = items
    _follow(old, new or {}, holder, merged, change.target == "equipment")


def _counts(change: Change, item: Mapping[str, Any]) -> bool:
    """Whether the item is of the sort that the pointer counts: previous documents are counted apart."""
    if change.target == "equipment":
        return True
    previous = _PREVIOUS.match(str(item.get("type_code", ""))) is not None
    return previous == (change.target == "previous_documents")


def _whole(item: Mapping[str, Any], name: str) -> bool:
    return "number" in item and (name == "equipment" or "type_code" in item)


def _follow(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    holder: dict[str, Any],
    merged: dict[str, Any],
    equipment: bool,
) -> None:
    """What else named the old number: the claim that rested on it, references and invoices."""
    was, now = old.get("number"), new.get("number")
    if was is None or was == now:
        return
    claim = holder.get("preference")
    if not equipment and claim and claim.get("proof_number") == was:
        kept = {k: v for k, v in claim.items() if k not in ("proof_number", "proof_line", "proof_date")}
        holder["preference"] = {**kept, **({"proof_number": now} if now else {})}
    if _mentions(merged, was):
        return
    for name in ("references", "invoices"):
        renamed = [_renamed(item, was, now) for item in merged.get(name, [])]
        told = [item for item in renamed if item is not None]
        merged[name] = [item for index, item in enumerate(told) if item not in told[:index]]


def _renamed(item: dict[str, Any], was: str, now: str | None) -> dict[str, Any] | None:
    if item.get("number") != was:
        return item
    return None if now is None else {**item, "number": now}


def _mentions(merged: Mapping[str, Any], number: str) -> bool:
    holders = [merged, *merged.get("lines", [])]
    stated = [item for holder in holders for item in holder.get("documents", [])]
    return any(item.get("number") == number for item in (*stated, *merged.get("equipment", [])))


def _lines_of(before: Mapping[str, Any]) -> str:
    return "lines " + (", ".join(str(line["sequence"]) for line in before.get("lines", [])) or "none")


def _refuse(change: Change, expected: str, found: str) -> NoReturn:
    raise ValueRefused(f"{change.place} (what it points at)", expected=expected, found=found)
