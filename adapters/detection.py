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
    WCO_EXPORT,
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
    f"{UBL}CommonSignatureComponents-2": "sig",
    f"{UBL}SignatureAggregateComponents-2": "sac",
    f"{UBL}SignatureBasicComponents-2": "sbc",
    "http://www.w3.org/2000/09/xmldsig#": "dsig",
    "http://uri.etsi.org/01903/v1.3.2#": "xades",
    f"{CII}CrossIndustryInvoice:100": "rsm",
    "urn:ferd:CrossIndustryDocument:invoice:1p0": "rsm",
    f"{CII}ReusableAggregateBusinessInformationEntity:100": "ram",
    f"{CII}UnqualifiedDataType:100": "udt",
    f"{CII}QualifiedDataType:100": "qdt",
    "urn:epcglobal:epcis:xsd:1": "epcis",
    "urn:epcglobal:epcis:xsd:2": "epcis",
    "urn:epcglobal:epcis-query:xsd:1": "epcisq",
    "urn:epcglobal:epcis-query:xsd:2": "epcisq",
    "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader": "sbdh",
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
    "rsm:CrossIndustryDocument": CII_INVOICE,
    "epcis:EPCISDocument": EPCIS_XML,
    "sps:SPSCertificate": EPHYTO,
    "epcisq:EPCISQueryDocument": EPCIS_XML,
    "md:MetaData": WCO_DECLARATION,
    "Declaration": WCO_DECLARATION,
}


_NO_RECORD = {
    "CreditNote": "a credit note: no kind of record holds it; supersede the invoice's record",
    "DebitNote": "a debit note: no kind of record holds it; supersede the invoice's record",
    "SelfBilledCreditNote": "a credit note: no kind of record holds it; supersede the invoice's record",
    "Order": "an order: no kind of record holds what is only agreed",
    "OrderResponse": "an answer to an order: no kind of record holds what is only agreed",
    "Quotation": "a quotation: no kind of record holds what is only offered",
    "FreightInvoice": "a carrier's invoice of its freight: no kind of record holds it",
    "ForwardingInstructions": "instructions to a forwarder: the transport document says what was taken over",
    "ReceiptAdvice": "what a buyer received: no kind of record holds it",
    "SCRDMCCBDACIOMessageStructure": "an order (Order-X): no kind of record holds what is only agreed",
    "CERTIFICATE_OF_NON_MANIPULATION": "a certificate of non-manipulation: no kind of record holds it",
    "DigitalProductPassport": "a product passport (UNTP): no kind of record holds what it says of a product",
    "DigitalConformityCredential": "a conformity credential (UNTP): no kind of record holds an assessment",
    "DigitalFacilityRecord": "a facility record (UNTP): no kind of record holds a facility",
    "DigitalIdentityAnchor": "an identity anchor (UNTP): no kind of record holds an identity",
}
"""Root elements and types of documents that are known, and that no record has a place for."""


def format_of_xml(root: Node) -> Format:
    """The format of a document with that root element."""
    known, told = _ROOTS.get(root.name), _NO_RECORD.get(root.name.rpartition("}")[2])
    if told is not None:
        raise UnknownFormat(root.place, expected="a document that becomes a record", found=told)
    if known is None:
        raise UnknownFormat(
            root.place, expected="a root element of " + ", ".join(_ROOTS), found=brief(root.name)
        )
    return WCO_EXPORT if known is WCO_DECLARATION and _is_export(root) else known


def _is_export(root: Node) -> bool:
    """True for a declaration whose type begins with EX (DE 1/1)."""
    typed = root.value("TypeCode") or root.value("Declaration/TypeCode") or ""
    return typed.startswith("EX")


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
    for type_ in sorted((shapes.types(root) | shapes.templates(root)) & _NO_RECORD.keys()):
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
    known_titles = ", ".join(each.title for each in (DCSA_220, DCSA_300, *(each for _, each in _BY_SHAPE)))
    raise UnknownFormat(first.place or "/", expected=f"one of {known_titles}", found=_shape(first))


def _shape(node: Node) -> str:
    stated = sorted((shapes.types(node) - {"VerifiableCredential"}) | shapes.templates(node))
    if stated and (node.named("credentialSubject") or node.named("$template")):
        return brief(f"a credential of {', '.join(stated)}")
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
