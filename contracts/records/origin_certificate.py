"""Kind 1: a certificate of origin issued by an authority or an authorised body (UNTDID 1001: 861)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from contracts.records.parts import (
    Amount,
    Classification,
    Code,
    Count,
    Country,
    Date,
    DocumentMention,
    Flag,
    Location,
    Measure,
    Packages,
    Part,
    Party,
    Record,
    Text,
)

AgreementCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,5}(-[A-Z]{2})?$")]
"""A code of `contracts.scopes`; that it is known is checked when the record's scope is taken."""


class Usage(Part):
    """What one proof may cover (formats §4): one importation, one shipment, a period of identical goods."""

    type: Literal["single_importation", "single_shipment", "blanket"]
    valid_from: Date | None = None
    valid_until: Date | None = None

    @model_validator(mode="after")
    def _a_blanket_has_a_period(self) -> "Usage":
        dated = self.valid_from is not None and self.valid_until is not None
        if (self.type == "blanket") != dated:
            raise ValueError("a blanket proof, and only a blanket proof, has valid_from and valid_until")
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise ValueError("valid_from is after valid_until")
        return self


class OriginLine(Part):
    """A line of an origin proof. `quantity` is the leaf that utilisation opens (type 0x04)."""

    sequence: Count
    packages: Packages | None = None
    description: Text
    description_local: Text | None = None
    classification: Classification | None = None
    criterion: Code | None = None
    origin_country: Country
    rcep_mark: Literal["*", "**"] | None = None
    """RCEP Art. 2.6.6: `*` highest rate of contributing parties (a), `**` highest rate of all parties (b)."""
    quantity: Measure
    gross_mass: Measure | None = None
    fob_value: Amount | None = None
    invoice: DocumentMention | None = None
    remarks: Text | None = None


class ThirdPartyInvoice(Part):
    """Who invoiced from a country that is neither the exporting nor the importing one."""

    issuer: Party


class OriginalProof(Part):
    """The proof that a back-to-back certificate or a certified true copy rests on."""

    number: Text
    country: Country | None = None
    date: Date | None = None


class OriginCertificate(Record):
    """A certificate of origin, field by field as RCEP Annex 3B and its like lay it out."""

    number: Text
    agreement: AgreementCode
    issue_date: Date
    issuing_country: Country
    exporter: Party
    producer: Party | None = None
    consignee: Party | None = None
    importing_country: Country
    departure_date: Date | None = None
    transport_name: Text | None = None
    """Vessel's name or flight number."""
    discharge_port: Location | None = None
    retroactive: Flag = False
    third_party_invoice: ThirdPartyInvoice | None = None
    back_to_back: Flag = False
    certified_true_copy: Flag = False
    original_proof: OriginalProof | None = None
    usage: Usage
    remarks: Text | None = None
    lines: Annotated[tuple[OriginLine, ...], Field(min_length=1, max_length=1_000)]
