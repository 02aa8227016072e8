"""UBL CertificateOfOrigin → origin certificate (kind 1), by the elements of UBL 2.1.

UBL names no agreement and no usage: the agreement is what CertificateType says, the usage a marked default.
"""

from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.errors import ValueRefused
from adapters.mapping import By, Each, Frame, Mapping, Take, Within, apply, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.ubl.parties import PARTY
from adapters.ubl.parts import (
    CLASSIFICATION,
    ENVELOPE,
    LOCATION,
    amount,
    line_number,
    measure,
    typed_references,
)
from adapters.values.codes import agreement, country
from adapters.values.numbers import count
from adapters.values.text import code
from adapters.values.times import day
from contracts.errors import brief
from contracts.records import Kind

_APPLICATION = "cac:CertificateOfOriginApplication"
_SHIPMENT = f"{_APPLICATION}/cac:Shipment"
_USAGE = "UBL has no place for it: a certificate is for one importation unless it says otherwise"


def _agreement(value: str, node: Node) -> str:
    """The agreement that a CertificateType names."""
    spelled = " ".join(value.upper().split())
    return agreement(table("transport")["certificate_types"].get(spelled, spelled), node)


def _endorsement(drafting: Drafting, node: Node, _at: str) -> None:
    """A certificate counts once its issuer has endorsed it; an application that was not is refused."""
    status = first_value(node, "cac:IssuerEndorsement/cbc:ApprovalStatus")
    spelled = "" if status is None else (status.text or "").strip().upper()
    if status is None or spelled not in table("transport")["endorsements"]["issued"]:
        raise ValueRefused(
            (status or node).place,
            expected="an endorsement by the issuer (cac:IssuerEndorsement/cbc:ApprovalStatus: Approved)",
            found=brief(spelled) or "none",
        )
    drafting.reading.mark_structural(status, "says that the certificate was issued")


def _containers(drafting: Drafting, node: Node, _at: str) -> None:
    """Containers of the shipment, as references."""
    for found in node.find_all(f"{_SHIPMENT}/cac:TransportHandlingUnit/cac:TransportEquipment/cbc:ID"):
        put_reference(drafting, found, "CNTR")


def _usage(drafting: Drafting, _node: Node, _at: str) -> None:
    drafting.put_default("usage/type", "single_importation", _USAGE)


LINE: Mapping = (
    By(
        line_number("cbc:SequenceNumberID", "cbc:ID"),
        (("cbc:SequenceNumberID", "sequence"), ("cbc:ID", "sequence")),
    ),
    Take("cac:ContainingPackage/cbc:Quantity", "packages/count", count),
    Take("cac:ContainingPackage/cbc:PackagingTypeCode", "packages/type_code", code, lenient=True),
    Take("cbc:Description", "description"),
    Within("cac:Item", "", (CLASSIFICATION,)),
    Take("cbc:PreferenceCriterionCode", "criterion", code),
    Take(
        (
            "cac:Item/cac:OriginCountry/cbc:IdentificationCode",
            "cac:OriginAddress/cac:Country/cbc:IdentificationCode",
        ),
        "origin_country",
        country,
    ),
    measure("cbc:Quantity", "quantity"),
    measure("cbc:GrossWeightMeasure", "gross_mass"),
    amount("cbc:FreeOnBoardValueAmount", "fob_value"),
)

CERTIFICATE: Mapping = (
    Take("cbc:ID", "number", required=True),
    Take(f"{_APPLICATION}/cbc:CertificateType", "agreement", _agreement, required=True),
    Take("cbc:IssueDate", "issue_date", day, required=True),
    Take(
        f"{_APPLICATION}/cac:IssuingCountry/cbc:IdentificationCode", "issuing_country", country, required=True
    ),
    By(_endorsement, (("cac:IssuerEndorsement/cbc:ApprovalStatus", "(must be approved)"),)),
    Within(f"{_APPLICATION}/cac:IssuerParty", "issuer", PARTY),
    Within("cac:ExporterParty", "exporter", PARTY),
    Within("cac:ImporterParty", "consignee", PARTY),
    Take(
        (
            f"{_SHIPMENT}/cac:Consignment/cac:FinalDestinationCountry/cbc:IdentificationCode",
            "cac:ImporterParty/cac:PostalAddress/cac:Country/cbc:IdentificationCode",
        ),
        "importing_country",
        country,
        required=True,
    ),
    Take(f"{_SHIPMENT}/cac:ShipmentStage/cac:TransitPeriod/cbc:StartDate", "departure_date", day),
    Take(
        (
            f"{_SHIPMENT}/cac:ShipmentStage/cac:TransportMeans/cac:MaritimeTransport/cbc:VesselName",
            f"{_SHIPMENT}/cac:ShipmentStage/cac:TransportMeans/cbc:JourneyID",
        ),
        "transport_name",
    ),
    Within(f"{_SHIPMENT}/cac:ShipmentStage/cac:UnloadingPortLocation", "discharge_port", LOCATION),
    By(_usage, ()),
    Take((f"{_APPLICATION}/cbc:Remarks", "cbc:Note"), "remarks"),
    typed_references(f"{_APPLICATION}/cac:SupportingDocumentReference"),
    By(
        _containers,
        ((f"{_SHIPMENT}/cac:TransportHandlingUnit/cac:TransportEquipment/cbc:ID", "references/n (CNTR)"),),
    ),
    Each(f"{_SHIPMENT}/cac:GoodsItem", "lines", LINE, required=True),
    Frame(ENVELOPE, "frames the document"),
)


def read_certificate(reading: Reading) -> list[Draft]:
    """The certificate's draft."""
    drafting = Drafting(reading, Kind.ORIGIN_CERTIFICATE, reading.root)
    apply(CERTIFICATE, drafting, reading.root)
    return [drafting.finish()]
