"""XML into a tree: no document type, no entities, no network; bounded in size, depth and number of elements.

Locations are XPaths with the prefixes that the caller names for each namespace, whatever the document uses.
"""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from adapters.errors import (
    DocumentMalformed,
    DocumentTooDeep,
    DocumentTooLarge,
    EncodingRefused,
    EntityRefused,
)
from adapters.limits import MAX_DEPTH, MAX_VALUES
from adapters.sources.encoding import byte_order_mark, check_location, check_size, decode
from adapters.sources.tree import Node
from contracts.errors import brief

if TYPE_CHECKING:
    from lxml import etree

_DECLARATION = re.compile(r"^<\?xml\s[^>]*?\?>")
_ENCODING = re.compile(r"""encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_PROLOG_TOKEN = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE|<", re.DOTALL)
_XML_NAMESPACES = {
    "http://www.w3.org/2001/XMLSchema-instance": "xsi",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
_READABLE = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "windows-1252": "windows-1252",
    "utf-16": "utf-16",
    "shift_jis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc-jp",
}
"""Encodings that a document may state → codec."""


def looks_like_xml(data: bytes) -> bool:
    """True for bytes that can only be meant as XML."""
    mark = byte_order_mark(data)
    head = data[mark[1] :][:256].decode(mark[0], "replace") if mark else data[:256].decode("latin-1")
    return head.lstrip().startswith("<")


def read_xml(data: bytes, prefixes: Mapping[str, str], recognise: Callable[[Node], object]) -> Node:
    """The document's root. `prefixes` maps a namespace to its prefix in names and locations ("" for none).

    `recognise` is shown the root before its tree is built, and raises for one that it does not know. Raises a
    DocumentRefused that names the position.
    """
    check_size(data)
    text = _decoded(data)
    _refuse_document_type(text)
    if text.count("<") > 2 * MAX_VALUES or text.count("=") > 2 * MAX_VALUES:
        raise DocumentTooLarge(
            "document", expected=f"at most {MAX_VALUES} elements and attributes", found="more"
        )
    root, known = _parsed(text), {**_XML_NAMESPACES, **prefixes}
    recognise(_node(root, "", {}, known))
    return _tree(root, known)


def _decoded(data: bytes) -> str:
    """The document's text; its encoding by byte order mark, else as declared, else UTF-8 (XML 1.0 App. F)."""
    mark = byte_order_mark(data)
    if mark is not None:
        codec, length = mark
        text = decode(data[length:], codec)
    else:
        codec = _declared(data[:200].decode("latin-1")) or "utf-8"
        if codec == "utf-16":
            raise EncodingRefused(
                "/", expected="a byte order mark before text in UTF-16", found=brief(data[:4])
            )
        text = decode(data, codec)
    declared = _declared(text[:200])
    if mark is not None and declared is not None and not codec.startswith(declared):
        raise EncodingRefused(
            "/", expected=f"a declaration of {codec}, as the byte order mark says", found=declared
        )
    return text


def _declared(head: str) -> str | None:
    """The codec of the encoding that the XML declaration names; EncodingRefused for one that is not read."""
    declaration = _DECLARATION.match(head.lstrip("\ufeff"))
    stated = _ENCODING.search(declaration.group()) if declaration else None
    if stated is None:
        return None
    codec = _READABLE.get(stated.group(1).lower())
    if codec is None:
        raise EncodingRefused(
            "/ (XML declaration)", expected="one of " + ", ".join(_READABLE), found=brief(stated.group(1))
        )
    return codec


def _refuse_document_type(text: str) -> None:
    """Raises EntityRefused if a document type declaration stands before the root element."""
    position = 0
    while (token := _PROLOG_TOKEN.search(text, position)) is not None:
        if token.group() == "<!DOCTYPE":
            line = text.count("\n", 0, token.start()) + 1
            raise EntityRefused(
                f"/ (line {line})", expected="no document type declaration", found="<!DOCTYPE …"
            )
        if token.group() == "<":
            return
        position = token.end()


def _parsed(text: str) -> "etree._Element":
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(_DECLARATION.sub("", text, count=1).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(error) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise EntityRefused("/", expected="no document type declaration", found="<!DOCTYPE …")
    return root


def _refusal(error: "etree.XMLSyntaxError") -> DocumentMalformed | DocumentTooDeep:
    line, column = error.position
    message = (error.msg or "no XML").split(", line ")[0]
    where = f"line {line}, column {column}"
    if "xcessive depth" in message:
        return DocumentTooDeep(where, expected=f"at most {MAX_DEPTH} levels", found="more")
    return DocumentMalformed(where, expected="well-formed XML", found=brief(message))


def _tree(root: "etree._Element", prefixes: Mapping[str, str]) -> Node:
    """Nodes for elements and attributes; an element's text is that before its first child."""
    top = _node(root, "", {}, prefixes)
    pending = [(root, top, 1)]
    while pending:
        element, node, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise DocumentTooDeep(node.place, expected=f"at most {MAX_DEPTH} levels", found="more")
        _refuse_mixed(element, node)
        totals: dict[str, int] = {}
        for child in element:
            totals[child.tag] = totals.get(child.tag, 0) + 1
        seen: dict[str, int] = {}
        for child in element:
            seen[child.tag] = seen.get(child.tag, 0) + 1
            index = {"index": seen[child.tag]} if totals[child.tag] > 1 else {}
            made = _node(child, node.location, index, prefixes)
            node.children.append(made)
            pending.append((child, made, depth + 1))
    return top


def _refuse_mixed(element: "etree._Element", node: Node) -> None:
    """Raises DocumentMalformed for text beside elements: a value that no reader would see."""
    if len(element):
        for text in (element.text, *(child.tail for child in element)):
            if text and text.strip():
                raise DocumentMalformed(node.place, expected="elements only", found=brief(text.strip()))


def _node(
    element: "etree._Element", parent: str, index: Mapping[str, int], prefixes: Mapping[str, str]
) -> Node:
    name = _name(str(element.tag), prefixes)
    location = check_location(f"{parent}/{name}" + (f"[{index['index']}]" if index else ""))
    line = _line(element)
    node = Node(name, location, element.text if len(element) == 0 else None, line)
    for key, value in element.attrib.items():
        attribute = f"@{_name(str(key), prefixes)}"
        node.children.append(Node(attribute, check_location(f"{location}/{attribute}"), str(value), line))
    return node


def _line(element: "etree._Element") -> int | None:
    line: object = element.sourceline  # lxml's stubs declare it as `...`
    return line if isinstance(line, int) else None


def _name(tag: str, prefixes: Mapping[str, str]) -> str:
    """The tag's name with our prefix; an unknown namespace is written out, as XPath 3.1 does."""
    if not tag.startswith("{"):
        return tag
    uri, _, local = tag[1:].partition("}")
    prefix = prefixes.get(uri)
    if prefix is None:
        return f"Q{{{brief(uri, 120)}}}{local}"
    return f"{prefix}:{local}" if prefix else local
