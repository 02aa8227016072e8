"""The formats that this package reads: how each is recognised by its shape, and what reads it.

A reader's module is imported when a document of its format comes, so that `import adapters` stays light.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adapters.drafting import Reading
    from adapters.drafts import Draft


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `id` stands in records, `reader` is "module:function"."""

    id: str
    title: str
    reader: str

    def read(self, reading: "Reading") -> "list[Draft]":
        """The drafts of a document of this format."""
        module, _, name = self.reader.partition(":")
        function: Callable[[Any], list[Draft]] = getattr(import_module(module), name)
        return function(reading)


UBL_INVOICE = Format("ubl-invoice", "UBL 2.x Invoice", "adapters.ubl.invoice:read_invoice")

UBL_WAYBILL = Format("ubl-waybill", "UBL 2.x Waybill", "adapters.ubl.waybill:read_waybill")
UBL_BILL = Format("ubl-bill-of-lading", "UBL 2.x Bill of Lading", "adapters.ubl.waybill:read_waybill")
UBL_DESPATCH = Format("ubl-despatch", "UBL 2.x Despatch Advice", "adapters.ubl.packing:read_despatch")
UBL_PACKING = Format("ubl-packing-list", "UBL 2.x Packing List", "adapters.ubl.packing:read_packing_list")
UBL_STATUS = Format("ubl-status", "UBL 2.x Transportation Status", "adapters.ubl.status:read_status")
UBL_PROGRESS = Format(
    "ubl-progress", "UBL 2.x Transport Progress Status", "adapters.ubl.status:read_progress"
)
CII_INVOICE = Format("cii-invoice", "UN/CEFACT CII, Factur-X, ZUGFeRD", "adapters.cii.invoice:read_invoice")
UBL_CERTIFICATE = Format(
    "ubl-certificate", "UBL 2.x Certificate of Origin", "adapters.ubl.certificate:read_certificate"
)
WCO_DECLARATION = Format(
    "wco-dec", "WCO DM declaration, HMRC CDS dialect", "adapters.wco.declaration:read_declaration"
)
WCO_EXPORT = Format(
    "wco-dec-export", "WCO DM export declaration, HMRC CDS dialect", "adapters.wco.export:read_export"
)
EPCIS_JSON = Format("epcis-json", "EPCIS 2.0, JSON-LD", "adapters.epcis.documents:read_json_events")
EPCIS_XML = Format("epcis-xml", "EPCIS, XML", "adapters.epcis.documents:read_xml_events")
VC_INVOICE = Format(
    "vc-invoice", "W3C traceability: commercial invoice", "adapters.credentials.traceability:read_invoice"
)
VC_BILL = Format(
    "vc-bill-of-lading", "W3C traceability: bill of lading", "adapters.credentials.traceability:read_bill"
)
VC_CERTIFICATE = Format(
    "vc-certificate",
    "W3C traceability: certificate of origin",
    "adapters.credentials.traceability:read_certificate",
)
VC_ENTRY = Format(
    "vc-entry-summary",
    "W3C traceability: CBP 7501 entry summary",
    "adapters.credentials.traceability:read_entry",
)
UNTP_EVENTS = Format(
    "untp-dte", "UNTP digital traceability events", "adapters.credentials.shapes:read_traceability_events"
)
TT_CERTIFICATE = Format(
    "tradetrust-certificate",
    "TradeTrust, TrustVC: certificate of origin",
    "adapters.credentials.tradetrust:read_certificate",
)
TT_INVOICE = Format(
    "tradetrust-invoice", "TradeTrust, TrustVC: invoice", "adapters.credentials.tradetrust:read_invoice"
)
TT_BILL = Format(
    "tradetrust-bill-of-lading",
    "TradeTrust, TrustVC: bill of lading",
    "adapters.credentials.tradetrust:read_bill",
)
DCSA_BETA = Format(
    "dcsa-tnt-3.0-beta-1", "DCSA Track & Trace 3.0.0-Beta-1", "adapters.dcsa.beta:read_track_and_trace"
)
DCSA_BILL = Format("dcsa-ebl-3.0", "DCSA eBL 3.0 and PINT", "adapters.dcsa.bill:read_bill")
EPHYTO = Format("ephyto", "ePhyto (SPSCertificate)", "adapters.sps.certificate:read_certificate")
ONE_RECORD = Format("one-record", "IATA ONE Record", "adapters.onerecord.objects:read_objects")
NACCS_IDA = Format(
    "naccs-ida", "NACCS IDA (unofficial layout)", "adapters.naccs.declaration:read_declaration"
)
DCSA_220 = Format("dcsa-tnt-2.2", "DCSA Track & Trace 2.2.0", "adapters.dcsa.v220:read_track_and_trace")
DCSA_300 = Format("dcsa-tnt-3.0", "DCSA Track & Trace 3.0.0", "adapters.dcsa.v300:read_track_and_trace")

IFTSTA = Format("edifact-iftsta", "EDIFACT IFTSTA", "adapters.edifact.iftsta:read_iftsta")
INVOIC = Format("edifact-invoic", "EDIFACT INVOIC", "adapters.edifact.invoic:read_invoic")
DESADV = Format("edifact-desadv", "EDIFACT DESADV", "adapters.edifact.desadv:read_desadv")
COARRI = Format("edifact-coarri", "EDIFACT COARRI", "adapters.edifact.containers:read_coarri")
CODECO = Format("edifact-codeco", "EDIFACT CODECO", "adapters.edifact.containers:read_codeco")
CUSCAR = Format("edifact-cuscar", "EDIFACT CUSCAR", "adapters.edifact.cuscar:read_cuscar")

MESSAGES: dict[str, Format] = {
    "IFTSTA": IFTSTA,
    "INVOIC": INVOIC,
    "DESADV": DESADV,
    "COARRI": COARRI,
    "CODECO": CODECO,
    "CUSCAR": CUSCAR,
}
"""Formats of EDIFACT, by message type."""

_READ_TEMPLATE = "adapters.templates.filling:read_template"
TEMPLATES: dict[str, Format] = {
    "origin-certificate": Format(
        "template-origin-certificate", "Template: certificate of origin", _READ_TEMPLATE
    ),
    "origin-declaration": Format(
        "template-origin-declaration", "Template: declaration of origin", _READ_TEMPLATE
    ),
    "invoice": Format("template-invoice", "Template: invoice", _READ_TEMPLATE),
    "import-declaration": Format(
        "template-import-declaration", "Template: import declaration", _READ_TEMPLATE
    ),
    "export-declaration": Format(
        "template-export-declaration", "Template: export declaration extract", _READ_TEMPLATE
    ),
    "parcel": Format("template-parcel", "Template: parcels", _READ_TEMPLATE),
}
"""The templates' formats, by the templates' names."""

FORMATS: tuple[Format, ...] = (
    UBL_INVOICE,
    UBL_WAYBILL,
    UBL_CERTIFICATE,
    UBL_BILL,
    UBL_DESPATCH,
    UBL_PACKING,
    UBL_STATUS,
    UBL_PROGRESS,
    CII_INVOICE,
    WCO_DECLARATION,
    WCO_EXPORT,
    DCSA_220,
    DCSA_300,
    DCSA_BETA,
    DCSA_BILL,
    *MESSAGES.values(),
    NACCS_IDA,
    EPHYTO,
    ONE_RECORD,
    EPCIS_JSON,
    EPCIS_XML,
    VC_INVOICE,
    VC_BILL,
    VC_CERTIFICATE,
    VC_ENTRY,
    UNTP_EVENTS,
    TT_CERTIFICATE,
    TT_INVOICE,
    TT_BILL,
    *TEMPLATES.values(),
)
"""Every format, in the order of the documentation."""
