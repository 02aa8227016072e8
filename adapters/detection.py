"""Which format a document is in, by its shape alone: never by a file's name, nor by what it says it is."""

from collections.abc import Callable

from adapters.credentials import shapes
from adapters.dcsa import beta, v220, v300
from adapters.dcsa.bill import is_transport_document
from adapters.epcis.documents import is_epcis
from adapters.errors import DocumentMalformed, UnknownFormat
from adapters.formats import (
    CII_INVOICE,
    DCSA_220,
    DCSA_300,
    DCSA_BETA,
    DCSA_BILL,
    EPCIS_JSON,
    EPCIS_XML,
    EPHYTO,
    MESSAGES,
    ONE_RECORD,
    TEMPLATES,
    TT_BILL,
    TT_CERTIFICATE,
    TT_INVOICE,
    UBL_BILL,
    UBL_CERTIFICATE,
    UBL_DESPATCH,
    UBL_INVOICE,
    UBL_PACKING,
    UBL_PROGRESS,
    UBL_STATUS,
    UBL_WAYBILL,
    UNTP_EVENTS,
    VC_BILL,
    VC_CERTIFICATE,
    VC_ENTRY,
    VC_INVOICE,
    WCO_DECLARATION,
    Format,
)
from adapters.onerecord.objects import is_one_record
from adapters.sources.edifact import Interchange
from adapters.sources.table import read_csv
from adapters.sources.tree import Node
from adapters.templates.sheets import template_of, the_template
from contracts.errors import brief

CII = "urn:un:unece:uncefact:data:standard:"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"

XML_PREFIXES: dict[str, str] = {
    f"{UBL}Invoice-2": "",
    f"{UBL}Waybill-2": "",
    f"{UBL}CertificateOfOrigin-2": "",
    f"{UBL}BillOfLading-2": "",
    f"{UBL}CreditNote-2": "",
    f"{UBL}DespatchAdvice-2": "",
    f"{UBL}PackingList-2": "",
    f"{UBL}TransportationStatus-2": "",
    f"{UBL}TransportProgressStatus-2": "",
    f"{UBL}CommonAggregateComponents-2": "cac",
    f"{UBL}CommonBasicComponents-2": "cbc",
    f"{UBL}CommonExtensionComponents-2": "ext",
    f"{CII}CrossIndustryInvoice:100": "rsm",
    f"{CII}ReusableAggregateBusinessInformationEntity:100": "ram",
    f"{CII}UnqualifiedDataType:100": "udt",
    f"{CII}QualifiedDataType:100": "qdt",
    "urn:epcglobal:epcis:xsd:1": "epcis",
    "urn:epcglobal:epcis:xsd:2": "epcis",
    "urn:epcglobal:epcis-query:xsd:1": "epcisq",
    "urn:epcglobal:epcis-query:xsd:2": "epcisq",
    "urn:wco:datamodel:WCO:DEC-DMS:2": "",
    "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2": "md",
    "urn:wco:datamodel:WCO:Declaration_DS:DMS:2": "ds",
}
for _number in range(1, 41):  # UN/CEFACT numbers its directories, and changes no name in between
    XML_PREFIXES.setdefault(f"{CII}SPSCertificate:{_number}", "sps")
    XML_PREFIXES.setdefault(f"{CII}ReusableAggregateBusinessInformationEntity:{_number}", "ram")
    XML_PREFIXES.setdefault(f"{CII}UnqualifiedDataType:{_number}", "udt")
    XML_PREFIXES.setdefault(f"{CII}QualifiedDataType:{_number}", "qdt")
"""Namespace → prefix in names and locations of XML documents."""

_ROOTS: dict[str, Format] = {
    "Invoice": UBL_INVOICE,
    "Waybill": UBL_WAYBILL,
    "CertificateOfOrigin": UBL_CERTIFICATE,
    "BillOfLading": UBL_BILL,
    "DespatchAdvice": UBL_DESPATCH,
    "PackingList": UBL_PACKING,
    "TransportationStatus": UBL_STATUS,
    "TransportProgressStatus": UBL_PROGRESS,
    "rsm:CrossIndustryInvoice": CII_INVOICE,
    "epcis:EPCISDocument": EPCIS_XML,
    "sps:SPSCertificate": EPHYTO,
    "epcisq:EPCISQueryDocument": EPCIS_XML,
    "md:MetaData": WCO_DECLARATION,
    "Declaration": WCO_DECLARATION,
}


_NO_RECORD = {
    "CreditNote": "a credit note: no kind of record holds it; supersede the invoice's record",
    "DigitalProductPassport": "a product passport (UNTP): no kind of record holds what it says of a product",
    "DigitalConformityCredential": "a conformity credential (UNTP): no kind of record holds an assessment",
    "DigitalFacilityRecord": "a facility record (UNTP): no kind of record holds a facility",
    "DigitalIdentityAnchor": "an identity anchor (UNTP): no kind of record holds an identity",
}
"""Root elements and types of documents that are known, and that no record has a place for."""


def format_of_xml(root: Node) -> Format:
    """The format of a document with that root element."""
    known, told = _ROOTS.get(root.name), _NO_RECORD.get(root.name)
    if told is not None:
        raise UnknownFormat(root.place, expected="a document that becomes a record", found=told)
    if known is None:
        raise UnknownFormat(
            root.place, expected="a root element of " + ", ".join(_ROOTS), found=brief(root.name)
        )
    return known


_EVENT = (
    "an event of DCSA Track & Trace 2.2.0 (eventType, eventClassifierCode) or 3.0.0 (eventClassification)"
)


_BY_SHAPE: tuple[tuple[Callable[[Node], bool], Format], ...] = (
    (is_transport_document, DCSA_BILL),
    (lambda root: any(beta.is_event(event) for event in beta.events_of(root)), DCSA_BETA),
    (is_epcis, EPCIS_JSON),
    (shapes.is_entry, VC_ENTRY),
    (shapes.is_invoice, VC_INVOICE),
    (shapes.is_certificate, VC_CERTIFICATE),
    (shapes.is_traceability_event, UNTP_EVENTS),
    (shapes.is_tt_certificate, TT_CERTIFICATE),
    (shapes.is_tt_invoice, TT_INVOICE),
    (shapes.is_tt_bill, TT_BILL),
    (shapes.is_bill, VC_BILL),
    (is_one_record, ONE_RECORD),
)
"""Formats whose documents are told by the members of their root, in the order of trying."""


def format_of_json(root: Node) -> Format:
    """The format of a JSON document, by the members of its first object; all its events must share it."""
    for type_ in sorted(shapes.types(root) & _NO_RECORD.keys()):
        raise UnknownFormat("/type", expected="a document that becomes a record", found=_NO_RECORD[type_])
    for fits, known in _BY_SHAPE:
        if fits(root):
            return known
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
