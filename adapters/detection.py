"""Which format a document is in, by its shape alone: never by a file's name, nor by what it says it is."""

from adapters.dcsa import v220, v300
from adapters.errors import DocumentMalformed, UnknownFormat
from adapters.formats import (
    DCSA_220,
    DCSA_300,
    MESSAGES,
    TEMPLATES,
    UBL_CERTIFICATE,
    UBL_INVOICE,
    UBL_WAYBILL,
    WCO_DECLARATION,
    Format,
)
from adapters.sources.edifact import Interchange
from adapters.sources.table import read_csv
from adapters.sources.tree import Node
from adapters.templates.sheets import template_of, the_template
from contracts.errors import brief

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"

XML_PREFIXES: dict[str, str] = {
    f"{UBL}Invoice-2": "",
    f"{UBL}Waybill-2": "",
    f"{UBL}CertificateOfOrigin-2": "",
    f"{UBL}CommonAggregateComponents-2": "cac",
    f"{UBL}CommonBasicComponents-2": "cbc",
    f"{UBL}CommonExtensionComponents-2": "ext",
    "urn:wco:datamodel:WCO:DEC-DMS:2": "",
    "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2": "md",
    "urn:wco:datamodel:WCO:Declaration_DS:DMS:2": "ds",
}
"""Namespace → prefix in names and locations of XML documents."""

_ROOTS: dict[str, Format] = {
    "Invoice": UBL_INVOICE,
    "Waybill": UBL_WAYBILL,
    "CertificateOfOrigin": UBL_CERTIFICATE,
    "md:MetaData": WCO_DECLARATION,
    "Declaration": WCO_DECLARATION,
}


def format_of_xml(root: Node) -> Format:
    """The format of a document with that root element."""
    known = _ROOTS.get(root.name)
    if known is None:
        raise UnknownFormat(
            root.place, expected="a root element of " + ", ".join(_ROOTS), found=brief(root.name)
        )
    return known


_EVENT = (
    "an event of DCSA Track & Trace 2.2.0 (eventType, eventClassifierCode) or 3.0.0 (eventClassification)"
)


def format_of_json(root: Node) -> Format:
    """The format of a JSON document, by the members of its first object; all its events must share it."""
    events = v300.events_of(root)
    if not events and root.named("events"):
        return DCSA_300
    for known, is_event in ((DCSA_220, v220.is_event), (DCSA_300, v300.is_event)):
        fitting = [is_event(event) for event in events]
        if fitting and fitting[0]:
            stray = next((e for e, fits in zip(events, fitting, strict=True) if not fits), None)
            if stray is not None:
                raise DocumentMalformed(
                    stray.place, expected=f"an event of {known.title}", found=_shape(stray)
                )
            return known
    first = events[0] if events else root
    raise UnknownFormat(first.place or "/", expected=_EVENT, found=_shape(first))


def _shape(node: Node) -> str:
    names = dict.fromkeys(child.name for child in node.children)
    return brief(f"an object with {', '.join(names)}") if names else "no object"


def format_of_interchange(interchange: Interchange) -> Format:
    """The format of an interchange, by the type of its first message."""
    first = interchange.messages[0]
    known = MESSAGES.get(first.name)
    if known is None:
        raise UnknownFormat(
            f"{first.location}/2.1",
            expected="a message of type " + ", ".join(MESSAGES),
            found=brief(first.name) or "no type",
        )
    return known


_DELIMITERS = (",", ";", "\t")


def format_of_table(root: Node) -> Format:
    """The format of a table, by its header row."""
    return TEMPLATES[the_template(root).name]


def format_of_csv(text: str) -> tuple[Node, Format]:
    """The table that `text` is, with the delimiter that makes its header a template's, and its format."""
    heads = {delimiter: read_csv(text, delimiter, rows=1) for delimiter in _DELIMITERS}
    for delimiter, head in heads.items():
        rows = head.children[0].children
        if rows and template_of(rows[0]) is not None:
            return read_csv(text, delimiter), format_of_table(head)
    head = heads[_DELIMITERS[0]]
    return head, format_of_table(head)
