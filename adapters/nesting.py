"""From values by path to the nested shape of a record, lists closed up."""

from collections.abc import Mapping
from typing import Any

from adapters.values import Value


def nested(values: Mapping[str, Value]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values as JSON-shaped data, and each path as it came to be.

    A list item that got no value leaves no gap: `lines/2` becomes `lines/1` when `lines/1` stayed empty.
    """
    root: dict[str, Any] = {}
    for path, value in values.items():
        node = root
        *parents, last = path.split("/")
        for step in parents:
            node = node.setdefault(step, {})
        node[last] = (path, value)
    renamed: dict[str, str] = {}
    data = {name: _closed_up(item, name, renamed) for name, item in root.items()}
    return data, renamed


def _closed_up(node: Any, path: str, renamed: dict[str, str]) -> Any:
    if isinstance(node, tuple):
        old, value = node
        renamed[old] = path
        return value
    if all(map(str.isdigit, node)):
        items = (node[step] for step in sorted(node, key=int))
        return [_closed_up(item, f"{path}/{index}", renamed) for index, item in enumerate(items)]
    return {name: _closed_up(item, f"{path}/{name}", renamed) for name, item in node.items()}


def leaves_beyond(whole: Any, known: Any, path: str = "") -> dict[str, Value]:
    """The leaves of `whole` that `known` lacks, by path; what no document holds (the author) is left out."""
    if isinstance(whole, dict):
        items = ((name, item) for name, item in whole.items() if path or name not in _CONTEXT)
    elif isinstance(whole, list):
        items = ((str(index), item) for index, item in enumerate(whole))
    else:
        return {} if whole is None or known is not None else {path: whole}
    found: dict[str, Value] = {}
    for step, item in items:
        if item is not None:
            found |= leaves_beyond(item, _step(known, step), f"{path}/{step}" if path else step)
    return found


_CONTEXT = frozenset({"author", "grade", "audience"})


def _step(known: Any, step: str) -> Any:
    if isinstance(known, dict):
        return known.get(step)
    if isinstance(known, list) and int(step) < len(known):
        return known[int(step)]
    return None
