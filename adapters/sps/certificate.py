"""ePhyto (IPPC): a UN/CEFACT SPSCertificate → milestone (kind 5): the certificate was issued, or withdrawn.

No kind of record holds a phytosanitary certificate itself; what customs match by it is its number, its time,
its office and the containers that it is of.
"""

from adapters.cii.parts import PARTY
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft, Expectation
from adapters.errors import DocumentMalformed
from adapters.mapping import Mapping, Take, Within, apply, first_value, told
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values.codes import container
from adapters.values.text import code, text
from adapters.values.times import iso_of_edifact, moment
from contracts.records import Kind

_D, _C = "sps:SPSExchangedDocument", "sps:SPSConsignment"
_EQUIPMENT = f"{_C}/ram:UtilizedSPSTransportEquipment"
_WITHDRAWN = ("40", "1")
_ISSUED = f"{_D}/ram:IssueDateTime"
_WHEN = tuple(f"{_ISSUED}/{name}" for name in ("udt:DateTimeString", "udt:DateTime", "qdt:DateTimeString"))

CERTIFICATE: Mapping = (
    told(
        (f"{_D}/ram:TypeCode", "event"),
        (_WHEN[0], "occurred"),
        (f"{_D}/ram:StatusCode (40 withdrawn)", "retracts"),
        (f"{_EQUIPMENT}/ram:ID", "equipment/number, references/n (CNTR)"),
        (f"{_EQUIPMENT}/ram:AffixedSPSSeal/ram:ID", "equipment/seals/n"),
    ),
    Take(f"{_D}/ram:ID", "source_event", required=True),
    Take(f"{_D}/ram:Name", "remarks"),
    Within(f"{_D}/ram:IssuerSPSParty", "issuer", PARTY),
    Take(f"{_D}/ram:SignatorySPSAuthentication/ram:IssueSPSLocation/ram:Name", "location/name"),
)


def read_certificate(reading: Reading) -> list[Draft]:
    """The milestone of the certificate; one that has a day of issue only is an expectation."""
    root = reading.root
    when = first_value(root, _WHEN)
    if when is None:
        raise DocumentMalformed(root.place, expected=_WHEN[0], found="no time of issue")
    format_ = when.value("@format")
    stamp = (when.text or "").strip()
    iso = iso_of_edifact(stamp, format_, when) if format_ else stamp
    kind = first_value(root, f"{_D}/ram:TypeCode")
    if "T" not in iso:
        details = {"number": root.value(f"{_D}/ram:ID") or ""}
        reading.expect(Expectation(when.location, "UNDATED", "851", "UNTDID-1001", iso, details), when)
        reading.warn("status.no_time", when.location, "a day alone is no milestone: no midnight is invented")
        return []
    drafting = Drafting(reading, Kind.MILESTONE, root)
    if kind is not None:
        drafting.convert("event", kind, code)
    else:
        drafting.put_default("event", "851", "a phytosanitary certificate")
    drafting.put_default("scheme", "UNTDID-1001", "document names of UN/EDIFACT")
    drafting.put_default("meaning", "document", "a certificate that was issued")
    drafting.convert("occurred", when, lambda _value, node: moment(iso, node))
    apply(CERTIFICATE, drafting, root)
    _withdrawn(drafting, root)
    _equipment(drafting, root)
    for name in ("@xsi:schemaLocation",):
        for found in root.named(name):
            reading.mark_structural(found, "frames the document")
    return [drafting.finish()]


def _withdrawn(drafting: Drafting, root: Node) -> None:
    status, number = first_value(root, f"{_D}/ram:StatusCode"), first_value(root, f"{_D}/ram:ID")
    if status is None or number is None:
        return
    drafting.reading.mark_structural(status, "says whether the certificate holds")
    if (status.text or "").strip() in _WITHDRAWN:
        drafting.convert("retracts", number, text)


def _equipment(drafting: Drafting, root: Node) -> None:
    for found in root.find_all(_EQUIPMENT):
        number = first_value(found, "ram:ID")
        if number is None:
            continue
        if not drafting.has("equipment"):
            drafting.convert("equipment/number", number, container)
            for seal in found.find_all("ram:AffixedSPSSeal/ram:ID"):
                drafting.convert(drafting.next_item("equipment/seals"), seal, text)
        put_reference(drafting, number, "CNTR")
