"""Messages in fixed-length fields: bytes to values and back, by a layout that is data.

Lengths count bytes, and a full-width character has two: a field is cut between characters or refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.codelists import table
from adapters.errors import DocumentMalformed, DocumentTooLarge, EncodingRefused, ValueRefused
from adapters.limits import MAX_EDIFACT_BYTES
from adapters.sources.tree import Node
from contracts.errors import brief

Field = Sequence[Any]
"""A field's name, and its length in bytes."""

_END = b"\r\n"


def looks_like_ida(data: bytes) -> bool:
    """True for bytes whose first line is a header of the job."""
    layout = table("naccs-ida")
    width = sum(length for _, length in layout["header"])
    return data[width : width + 2] == _END and data[3:8].rstrip() == layout["job"].encode()


def read_ida(data: bytes) -> Node:
    """The message as a tree: `header`, the fields of the declaration, an `item` for each line of goods.

    Raises a DocumentRefused naming the line, for one of another length, and for bytes that are no Shift_JIS.
    """
    if len(data) > MAX_EDIFACT_BYTES:
        at_most = f"at most {MAX_EDIFACT_BYTES} bytes"
        raise DocumentTooLarge("document", expected=at_most, found=f"{len(data)} bytes")
    layout = table("naccs-ida")
    lines = data.split(_END)
    if lines[-1] == b"":
        lines.pop()
    common, item = layout["common"], layout["item"]
    rest = len(lines) - 1 - len(common)
    if rest < 0 or rest % len(item) or rest // len(item) > layout["items_at_most"]:
        expected = (
            f"1 + {len(common)} lines, and {len(item)} for each of up to {layout['items_at_most']} items"
        )
        raise DocumentMalformed("document", expected=expected, found=f"{len(lines)} lines")
    root = Node("IDA", "IDA")
    root.children.append(_header(lines[0], layout["header"]))
    root.children.extend(_fields(lines[1 : 1 + len(common)], common, 2))
    for start in range(1 + len(common), len(lines), len(item)):
        made = Node("item", f"line {start + 1}")
        made.children = list(_fields(lines[start : start + len(item)], item, start + 1))
        root.children.append(made)
    return root


def _header(line: bytes, fields: Sequence[Field]) -> Node:
    node, at = Node("header", "line 1"), 0
    for name, length in fields:
        where = f"line 1, {name}"
        node.children.append(Node(name, where, _text(line[at : at + length], where), 1))
        at += length
    return node


def _fields(lines: Sequence[bytes], fields: Sequence[Field], first: int) -> Iterator[Node]:
    for number, (line, (name, length)) in enumerate(zip(lines, fields, strict=True), start=first):
        where = f"line {number}, {name}"
        if len(line) != length:
            raise DocumentMalformed(where, expected=f"{length} bytes", found=f"{len(line)} bytes")
        yield Node(name, where, _text(line, where), number)


def _text(data: bytes, where: str) -> str:
    codec = table("naccs-ida")["codec"]
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        found = " ".join(f"0x{byte:02X}" for byte in data[error.start : error.start + 2])
        raise EncodingRefused(where, expected="whole characters in Shift_JIS", found=found) from None
    if "\0" in text:
        raise EncodingRefused(where, expected="text without NUL characters", found="U+0000")
    return text.rstrip(" \u3000")


def write_ida(values: Mapping[str, str], items: Sequence[Mapping[str, str]], user: str = "") -> bytes:
    """A message of those fields, the others blank. ValueRefused for a value that its field can't hold."""
    layout = table("naccs-ida")
    body = [_padded(values.get(name, ""), length, name) for name, length in layout["common"]]
    for item in items:
        body.extend(_padded(item.get(name, ""), length, name) for name, length in layout["item"])
    total = sum(length for _, length in layout["header"]) + 2 + sum(len(line) + 2 for line in body)
    known = {"job": layout["job"], "user": user, "length": f"{total:06d}"}
    header = b"".join(_padded(known.get(name, ""), length, name) for name, length in layout["header"])
    return _END.join([header, *body]) + _END


def _padded(value: str, length: int, name: str) -> bytes:
    try:
        spelled = value.encode(table("naccs-ida")["codec"])
    except UnicodeEncodeError as error:
        found = value[error.start : error.end]
        raise ValueRefused(name, expected="characters of Shift_JIS", found=brief(found)) from None
    if len(spelled) > length or b"\r" in spelled or b"\n" in spelled:
        raise ValueRefused(
            name, expected=f"at most {length} bytes on one line", found=f"{len(spelled)} bytes"
        )
    return spelled.ljust(length)
