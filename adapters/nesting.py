"""From values by path to the nested shape of a record, lists closed up."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from adapters.values import Value


def nested(values: Mapping[str, Value]) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The values as JSON-shaped data, and each path as it came to be.

    A list item that got no value leaves no gap: `lines/2` becomes `lines/1` when `lines/1` stayed empty.
    """
    paths = tuple(values)
    plan = _kept_plan(paths) if len(paths) <= _KEPT_PATHS else _plan(paths)
    root: dict[str, Any] = {}
    made: list[Any] = [root]
    for parent, key, listed in plan.containers:
        container: Any = [] if listed else {}
        _place(made[parent], key, container)
        made.append(container)
    for path, parent, key in plan.leaves:
        _place(made[parent], key, values[path])
    return root, plan.renamed


def _place(parent: Any, key: str, item: Any) -> None:
    if isinstance(parent, list):
        parent.append(item)
    else:
        parent[key] = item


class _Plan(NamedTuple):
    """How values at some paths nest: objects and lists by their parent's number, then values by theirs.

    Documents of a format share few such shapes; only the shape is remembered, no value.
    """

    containers: tuple[tuple[int, str, bool], ...]
    leaves: tuple[tuple[str, int, str], ...]
    renamed: Mapping[str, str]


_KEPT_PLANS, _KEPT_PATHS = 128, 256
"""Plans remembered, and how many paths one has at most: no document can fill the memory."""


def _plan(paths: tuple[str, ...]) -> _Plan:
    tree: dict[str, Any] = {}
    for path in paths:
        node = tree
        *parents, last = path.split("/")
        for step in parents:
            node = node.setdefault(step, {})
        node[last] = path
    containers: list[tuple[int, str, bool]] = []
    leaves: list[tuple[str, int, str]] = []
    renamed: dict[str, str] = {}

    def number(node: dict[str, Any], at: int, path: str, listed: bool) -> None:
        steps = sorted(node, key=int) if listed else list(node)
        for index, step in enumerate(steps):
            name = str(index) if listed else step
            inner, item = f"{path}/{name}" if path else name, node[step]
            if isinstance(item, str):
                leaves.append((item, at, name))
                renamed[item] = inner
            else:
                is_list = all(map(str.isdigit, item))
                containers.append((at, name, is_list))
                number(item, len(containers), inner, is_list)

    number(tree, 0, "", False)
    return _Plan(tuple(containers), tuple(leaves), renamed)


_kept_plan = lru_cache(maxsize=_KEPT_PLANS)(_plan)


def insert(data: dict[str, Any], path: str, value: Value) -> None:
    """`value` at `path` of nested data, whose list items are there."""
    node: Any = data
    *parents, last = path.split("/")
    for step in parents:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    node[last] = value


def added_by_model(part: BaseModel, path: str = "") -> dict[str, Value]:
    """The leaves of a record that no data gave it but its model did, by path: defaults that are not None."""
    found: dict[str, Value] = {}
    for name in _adding(type(part)):
        value, inner = getattr(part, name), f"{path}/{name}" if path else name
        if name not in part.model_fields_set and isinstance(value, (str, int, bool)):
            found[inner] = value
        for step, item in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(item, BaseModel):
                found |= added_by_model(item, f"{inner}/{step}")
        if isinstance(value, BaseModel):
            found |= added_by_model(value, inner)
    return found


@cache
def _adding(model: type[BaseModel]) -> tuple[str, ...]:
    """The members of `model` that have a default, or in whose models one has."""
    return tuple(
        name
        for name, field in model.model_fields.items()
        if isinstance(field.default, (str, int, bool)) or any(map(_adding, _models(field.annotation)))
    )


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a member with this annotation may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


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
