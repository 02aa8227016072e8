"""XML from nested values: what is None or empty leaves no element."""

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

Spec = tuple[str, Any]
"""A name with its prefix, and text, or a list of specs; a name that begins with `@` is an attribute."""


def document(root: str, namespaces: Mapping[str, str], content: Sequence[Spec]) -> bytes:
    """The document, in UTF-8, indented; the namespace of the prefix "" is the default one."""
    prefixes: Any = {prefix or None: uri for prefix, uri in namespaces.items()}  # None: the default namespace
    top = etree.Element(_tag(root, namespaces), nsmap=prefixes)
    _fill(top, content, namespaces)
    etree.indent(top)
    return bytes(etree.tostring(top, xml_declaration=True, encoding="UTF-8"))


def _fill(parent: Any, content: Sequence[Spec], namespaces: Mapping[str, str]) -> None:
    for name, value in content:
        if value is None or value == "" or value == []:
            continue
        if name.startswith("@"):
            parent.set(name[1:], str(value))
        elif name == ".":
            parent.text = str(value)
        elif isinstance(value, list):
            child = etree.Element(_tag(name, namespaces))
            _fill(child, value, namespaces)
            if len(child) or child.text:
                parent.append(child)
        else:
            etree.SubElement(parent, _tag(name, namespaces)).text = str(value)


def _tag(name: str, namespaces: Mapping[str, str]) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{namespaces[prefix]}}}{local}"
