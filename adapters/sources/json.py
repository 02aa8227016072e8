"""JSON into a tree: no key twice, numbers as they are spelled, bounded in depth and size (RFC 8259).

Locations are JSON pointers (RFC 6901). An array's items are children of one name, the array's own.
"""

import json
import re
from typing import Any, NoReturn

from adapters.errors import DocumentMalformed, DocumentTooDeep, DocumentTooLarge, EncodingRefused
from adapters.limits import MAX_DEPTH, MAX_LOCATION, MAX_VALUES
from adapters.sources.encoding import byte_order_mark, check_location, check_size, decode
from adapters.sources.tree import Node
from contracts.errors import brief

_STRINGS = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_NOT_STRUCTURE = re.compile(r"[^\[\]{},]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class _Number(str):
    """A number as it is spelled."""

    __slots__ = ()


class _Members(list[tuple[str, Any]]):
    """An object's members in order, duplicates among them."""


def looks_like_json(data: bytes) -> bool:
    """True for bytes that begin as an object or a list does, in any encoding of Unicode."""
    mark = byte_order_mark(data)
    return data[mark[1] if mark else 0 :][:64].replace(b"\0", b"").lstrip().startswith((b"{", b"["))


def read_json(data: bytes) -> Node:
    """The document's root. Raises a DocumentRefused with line and column, or the pointer."""
    check_size(data)
    mark = byte_order_mark(data)
    if mark is not None and mark[0] != "utf-8":
        raise EncodingRefused("byte 0", expected="UTF-8 (RFC 8259 §8.1)", found=f"a mark of {mark[0]}")
    text = decode(data[mark[1] if mark else 0 :], "utf-8")
    _check_structure(text)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        found = brief(text[error.pos : error.pos + 20]) or "the end of the document"
        raise DocumentMalformed(where, expected=f"JSON ({error.msg})", found=found) from None
    return _node("", "", value)


def _check_structure(text: str) -> None:
    """Depth and number of values, before a decoder recurses or allocates."""
    structure = _NOT_STRUCTURE.sub("", _STRINGS.sub("", text))
    depth, most = 0, 2 * MAX_VALUES
    for character in structure[:most]:
        depth += (character in "[{") - (character in "]}")
        if depth > MAX_DEPTH:
            raise DocumentTooDeep("document", expected=f"at most {MAX_DEPTH} levels", found="more")
    if len(structure) > most:
        raise DocumentTooLarge(
            "document", expected=f"at most {MAX_VALUES} values", found=f"{len(structure)} brackets and commas"
        )


def _refuse_constant(name: str) -> NoReturn:
    raise DocumentMalformed("document", expected="a number", found=name)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Members, parse_float=_Number, parse_int=_Number, parse_constant=_refuse_constant
)


def _node(name: str, location: str, value: Any) -> Node:
    if isinstance(value, _Members):
        node = Node(name, location)
        _members(node, value)
        return node
    if isinstance(value, list):
        items = [_node(name, f"{location}/{index}", item) for index, item in enumerate(value)]
        return Node(name, location, None, None, "array", items)
    return _scalar(name, location, value)


def _members(node: Node, members: _Members) -> None:
    """Children for an object's members; those of an array stand in its place, so that paths pass through."""
    seen: set[str] = set()
    for key, value in members:
        where = check_location(f"{node.location}/{_step(key)}")
        if key in seen:
            raise DocumentMalformed(where, expected="each key once", found=f"{brief(key)} again")
        seen.add(key)
        child = _node(key, where, value)
        node.children.extend(child.children or [child] if child.type == "array" else [child])


def _scalar(name: str, location: str, value: Any) -> Node:
    if value is None:
        return Node(name, location)
    if isinstance(value, bool):
        return Node(name, location, "true" if value else "false", None, "boolean")
    if isinstance(value, _Number):
        return Node(name, location, str(value), None, "number")
    surrogate = next((c for c in value if "\ud800" <= c <= "\udfff"), None)
    if surrogate is not None:
        raise EncodingRefused(location, expected="Unicode text", found=f"a lone U+{ord(surrogate):04X}")
    return Node(name, location, value)


def _step(key: str) -> str:
    """A key as a step of a JSON pointer, unprintable characters written out."""
    escaped = key[:MAX_LOCATION].replace("~", "~0").replace("/", "~1")
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)
