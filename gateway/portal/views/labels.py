"""The portal's words for codes: kinds, types of reference, what happened, reasons. The glossary holds the
nouns.
"""

from contracts.acts.registry import Reason
from contracts.records.kinds import Kind
from gateway.consignments.statements import DECLARATION
from gateway.portal.language import Language, marked

KINDS: dict[int, tuple[str, str]] = {
    DECLARATION: ("declaration", marked("Import declaration")),
    Kind.ORIGIN_CERTIFICATE: ("certificate", marked("Certificate of origin")),
    Kind.ORIGIN_DECLARATION: ("certificate", marked("Declaration of origin")),
    Kind.INVOICE: ("invoice", marked("Invoice")),
    Kind.TRANSPORT_DOCUMENT: ("transport", marked("Bill of lading")),
    Kind.MILESTONE: ("milestone", marked("Milestone")),
    Kind.PACKING_LIST: ("packing", marked("Packing list")),
    Kind.OUTCOME: ("outcome", marked("Outcome of a claim")),
    Kind.PARCEL: ("parcel", marked("Parcel")),
    Kind.ADVANCE_RULING: ("ruling", marked("Advance ruling")),
    Kind.EXPORT_DECLARATION: ("export", marked("Export declaration")),
    Kind.OPERATOR_STATUS: ("operator", marked("Status of an operator")),
}
"""Kind → icon and word."""

REFERENCES: dict[str, str] = {
    "BL": marked("Bill of lading"),
    "HBL": marked("House bill of lading"),
    "AWB": marked("Air waybill"),
    "HAWB": marked("House air waybill"),
    "INV": marked("Invoice"),
    "CO": marked("Certificate of origin"),
    "OD": marked("Declaration of origin"),
    "UCR": marked("Unique consignment reference"),
    "CNTR": marked("Container"),
    "PO": marked("Purchase order"),
    "DEC": marked("Import declaration"),
    "BKG": marked("Booking"),
    "PKL": marked("Packing list"),
    "EXP": marked("Export declaration"),
    "RUL": marked("Advance ruling"),
    "ORD": marked("Order"),
}

MEANINGS: dict[str, str] = {
    "received": marked("Received by the carrier"),
    "loaded": marked("Loaded"),
    "departed": marked("Departed"),
    "arrived": marked("Arrived"),
    "discharged": marked("Discharged"),
    "transhipped": marked("Transhipped"),
    "gate_in": marked("In through the gate"),
    "gate_out": marked("Out through the gate"),
    "stuffed": marked("Packed into the container"),
    "stripped": marked("Unpacked from the container"),
    "customs_hold": marked("Held by customs"),
    "customs_released": marked("Released by customs"),
    "inspected": marked("Inspected"),
    "delivered": marked("Delivered"),
    "document": marked("Document event"),
    "other": marked("Other event"),
}

STAGES: dict[str, str] = {
    "preliminary": marked("Preliminary declaration"),
    "main": marked("Main declaration"),
    "release_before_permit": marked("Release before permit"),
    "warehousing": marked("Warehousing"),
    "aeo_release": marked("AEO release"),
    "special": marked("Special declaration"),
    "permit": marked("Permit"),
    "correction": marked("Correction"),
    "audit": marked("Audit"),
}

REASONS: dict[int, str] = {
    Reason.UNSPECIFIED: marked("no reason stated"),
    Reason.ISSUED_IN_ERROR: marked("issued in error"),
    Reason.DATA_CORRECTED: marked("data corrected"),
    Reason.NOT_ORIGINATING: marked("the goods do not originate"),
    Reason.SHIPMENT_CANCELLED: marked("shipment cancelled"),
    Reason.DUPLICATE: marked("duplicate"),
    Reason.FRAUD: marked("fraud"),
    Reason.KEY_COMPROMISED: marked("key compromised"),
    Reason.REPLACED_BY_COPY: marked("replaced by a certified true copy"),
}

FUNCTIONS: dict[str, str] = {
    "original": marked("Original"),
    "amendment": marked("Amendment"),
    "cancellation": marked("Cancellation"),
}


def kind_icon(kind: int) -> str:
    """The icon of a kind."""
    return KINDS[kind][0]


def kind_label(kind: int, language: Language) -> str:
    """The word for a kind."""
    return language.say(KINDS[kind][1])


def reference_label(type_: str, language: Language) -> str:
    """The word for a type of reference."""
    return language.say(REFERENCES[type_])


def reason_label(reason: int, language: Language) -> str:
    """Why a record ended; a number that this version does not know is shown as it is."""
    known = REASONS.get(reason)
    return language.say(known) if known else language.say("reason %(number)s", number=reason)


DOCUMENTS: dict[str, str] = {
    "declaration": marked("Import declaration"),
    "origin_proof": marked("Proof of origin"),
    "invoice": marked("Invoice"),
    "transport_document": marked("Transport document"),
    "milestone": marked("Milestone"),
    "agreement": marked("Agreement"),
    "law": marked("Law"),
    "standard": marked("Standard"),
    "ledger": marked("Ledger"),
    "debit": marked("Debit on the ledger"),
}
"""Where a finding's second value stands, as rules call it."""


def documents_label(document: str, language: Language) -> str:
    """The word for the kind of document that a finding's value stands in; the rule's own word if it has
    another.
    """
    known = DOCUMENTS.get(document)
    return language.say(known) if known else document.replace("_", " ")
