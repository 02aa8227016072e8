"""Documents with one value changed, whatever their syntax: told without any reader of ours."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

_SERVICE = ("UNA", "UNB", "UNH", "UNS", "UNT", "UNZ", "CNT")
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


def values(data: bytes) -> list[str]:
    """Every value of the document, in its order; keys, tags, headings and counts of the envelope are none."""
    return [text for text, _ in _syntax(data)(data)]


def with_values(data: bytes, changed: dict[int, str]) -> bytes:
    """The document with the values at these places changed."""
    result = data
    for place, new in changed.items():
        result = list(_syntax(result)(result))[place][1](new)
    return result


_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,5}[1-9])?")
_Value = tuple[str, Callable[[str], bytes]]


def _syntax(data: bytes) -> Callable[[bytes], Iterator[_Value]]:
    start = data.lstrip()[:3]
    if start.startswith(b"<"):
        return _xml
    if start[:1] in (b"{", b"["):
        return _json
    if start in (b"UNA", b"UNB", b"UNH"):
        return _edifact
    return _naccs if data[3:6] == b"IDA" else _csv


def _xml(data: bytes) -> Iterator[_Value]:
    root = etree.fromstring(data)

    def putting(node: Any, name: str | None) -> Callable[[str], bytes]:
        def put(new: str) -> bytes:
            old = node.text if name is None else node.get(name)
            _set(node, name, new)
            spelled: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
            _set(node, name, old)
            return spelled

        return put

    for node in root.iter(etree.Element):
        for name in node.attrib:
            if not name.startswith(_INSTANCE):
                yield node.get(name), putting(node, name)
        if not len(node) and (node.text or "").strip():
            yield node.text, putting(node, None)


def _set(node: Any, name: str | None, value: str) -> None:
    if name is None:
        node.text = value
    else:
        node.set(name, value)


def _json(data: bytes) -> Iterator[_Value]:
    root = json.loads(data)

    def below(parent: Any, key: Any) -> Iterator[_Value]:
        value = parent[key]
        if isinstance(value, (dict, list)):
            for inner in value if isinstance(value, dict) else range(len(value)):
                yield from below(value, inner)
        elif not isinstance(value, (bool, type(None))):
            yield str(value), putting(parent, key)

    def putting(parent: Any, key: Any) -> Callable[[str], bytes]:
        def put(new: str) -> bytes:
            old = parent[key]
            is_number = isinstance(old, (int, float)) and _NUMBER.fullmatch(new)
            parent[key] = json.loads(new) if is_number else new
            spelled = json.dumps(root, ensure_ascii=False).encode()
            parent[key] = old
            return spelled

        return put

    for key in root if isinstance(root, dict) else range(len(root)):
        yield from below(root, key)


def _edifact(data: bytes) -> Iterator[_Value]:
    text = data.decode("utf-8")
    service = text[3:9] if text.startswith("UNA") else ":+.?*'"
    release = re.escape(service[3])
    for segment in re.finditer(rf"(?:[^{re.escape(service[5])}{release}]|{release}.)+", text, re.DOTALL):
        tag = segment[0].strip()[:3]
        if tag in _SERVICE or release.strip("\\") in segment[0]:
            continue
        between = re.escape((service[:2] + service[4]).replace(" ", "")) + "\n\r"
        for found in re.finditer(f"[^{between}]+", segment[0]):
            start, end = segment.start() + found.start(), segment.start() + found.end()
            if found[0].strip() and found[0] != tag:
                yield found[0], lambda new, start=start, end=end: (text[:start] + new + text[end:]).encode()


def _naccs(data: bytes) -> Iterator[_Value]:
    lines = data.split(b"\r\n")
    for number, line in enumerate(lines[1:], start=1):
        value = line.decode("cp932").strip()
        if value and line.isascii():

            def put(new: str, number: int = number, size: int = len(line)) -> bytes:
                return b"\r\n".join([*lines[:number], new.encode().ljust(size)[:size], *lines[number + 1 :]])

            yield value, put


def _csv(data: bytes) -> Iterator[_Value]:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    for row in rows[1:]:
        for column, cell in enumerate(row):
            if cell.strip():

                def put(new: str, row: list[str] = row, column: int = column) -> bytes:
                    old, row[column] = row[column], new
                    spelled = io.StringIO()
                    csv.writer(spelled).writerows(rows)
                    row[column] = old
                    return spelled.getvalue().encode()

                yield cell, put
