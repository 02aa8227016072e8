"""Which document a credential holds: by its type, and for TradeTrust's by the members of its claims."""

from adapters.credentials.parts import frame
from adapters.drafting import Reading
from adapters.drafts import Draft
from adapters.epcis.documents import type_of
from adapters.epcis.events import TYPES, read_event
from adapters.errors import DocumentMalformed
from adapters.sources.tree import Node

INVOICES = frozenset({"CommercialInvoiceCredential", "InvoiceCredential", "CommercialInvoice"})
CERTIFICATES = frozenset(
    {"CertificationOfOrigin", "CertificateOfOriginCredential", "CertificationOfOriginCredential"}
)
ENTRIES = frozenset({"CBP7501EntrySummaryCredential"})
EVENTS = frozenset({"DigitalTraceabilityEvent"})


def types(root: Node) -> set[str]:
    """The types that a credential states."""
    return {(found.text or "").strip() for found in root.named("type")}


def templates(root: Node) -> set[str]:
    """The names of the templates that a document of OpenAttestation is shown with."""
    return {(found.text or "").strip() for found in root.find_all("$template/name")}


def is_invoice(root: Node) -> bool:
    """A commercial invoice of the traceability vocabulary."""
    return bool(types(root) & INVOICES)


def is_bill(root: Node) -> bool:
    """A bill of lading of any kind of the traceability vocabulary."""
    return any(
        name.endswith(("BillOfLadingCredential", "BillOfLading")) for name in types(root)
    ) and not is_tt_bill(root)


def is_certificate(root: Node) -> bool:
    """A certificate of origin of the traceability vocabulary."""
    return bool(types(root) & CERTIFICATES)


def is_entry(root: Node) -> bool:
    """An entry summary of US Customs and Border Protection."""
    return bool(types(root) & ENTRIES)


def is_traceability_event(root: Node) -> bool:
    """UNTP's credential of traceability events."""
    return bool(types(root) & EVENTS)


def _has(root: Node, *alternatives: str) -> bool:
    return any(
        claims.find(path) is not None
        for claims in (root, *root.named("credentialSubject"))
        for path in alternatives
    )


def is_tt_certificate(root: Node) -> bool:
    """A certificate of origin of TradeTrust or TrustVC."""
    return _has(root, "supplyChainConsignment", "cooId")


def is_tt_invoice(root: Node) -> bool:
    """An invoice of TradeTrust or TrustVC."""
    return _has(root, "billableItems")


def is_tt_bill(root: Node) -> bool:
    """A bill of lading of TradeTrust or TrustVC."""
    return _has(root, "blNumber")


def read_traceability_events(reading: Reading) -> list[Draft]:
    """A milestone for every event of a UNTP credential, issued by the credential's issuer."""
    events = reading.root.named("credentialSubject")
    drafts = []
    for event in events:
        stated = type_of(event)
        if stated is None:
            expected = "an event with eventTime and a type: " + ", ".join(TYPES)
            raise DocumentMalformed(event.place or "/", expected=expected, found="another subject")
        drafts.append(read_event(reading, event, (stated.text or "").strip(), stated, issuer=reading.root))
    frame(reading)
    return drafts
