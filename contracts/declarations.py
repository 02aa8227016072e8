"""The import declaration (UNTDID 1001: 929): what a declarant tells customs. It never goes on the ledger.

It stands here because adapters make it and gateways reconcile it. Fields follow the WCO Data Model and NACCS.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.records.invoice import TradeTerms
from contracts.records.origin_certificate import AgreementCode
from contracts.records.outcome import Stage
from contracts.records.parts import (
    Amount,
    Classification,
    Code,
    Count,
    Country,
    Date,
    DateTime,
    Equipment,
    Flag,
    Identifier,
    Location,
    Measure,
    Number,
    Original,
    Packages,
    Part,
    Party,
    Reference,
    Text,
)
from contracts.records.transport_document import Mode, Vessel


class AdditionalDocument(Part):
    """A document that a line or a declaration rests on (WCO AdditionalDocument), with its draw-down."""

    type_code: Code
    number: Text
    date: Date | None = None
    write_off: Measure | None = None
    sequence: Count | None = None
    """The line of that document, where it names one."""


class PreferenceClaim(Part):
    """A claim of a preferential rate: the agreement, the proof, and the reason where no proof is attached.

    `origin_proof_code` is NACCS's four-character code. `no_proof_reason` names a lawful exception:
    consignment up to JPY 200,000; origin evident from the kind or shape of the goods; AEO special
    declaration; submission deferred by release before permit or by disaster (Customs Act Enforcement Order
    Art. 61).
    """

    agreement: AgreementCode
    rate_origin_country: Country | None = None
    """RCEP Art. 2.6: the country whose rate is claimed."""
    rate_rule: Literal["2.6.1", "2.6.6a", "2.6.6b"] | None = None
    proof_type: Literal["CO", "OD", "importer_knowledge"] | None = None
    proof_number: Text | None = None
    proof_line: Count | None = None
    proof_date: Date | None = None
    criterion: Code | None = None
    origin_proof_code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{4}$")] | None = None
    no_proof_reason: (
        Literal["low_value", "evident_origin", "aeo_special", "release_before_permit", "disaster"] | None
    ) = None


class DeclarationLine(Part):
    """A line of goods on an import declaration."""

    sequence: Count
    description: Text | None = None
    classification: Classification | None = None
    """Absent where the procedure asks for none, as on an entry in the declarant's records."""
    origin_country: Country | None = None
    preference: PreferenceClaim | None = None
    duty_regime: Code | None = None
    packages: Packages | None = None
    quantity: Measure | None = None
    second_quantity: Measure | None = None
    gross_mass: Measure | None = None
    net_mass: Measure | None = None
    invoice_amount: Amount | None = None
    customs_value: Amount | None = None
    duty_rate_percent: Number | None = None
    duty: Amount | None = None
    ruling: Text | None = None
    documents: tuple[AdditionalDocument, ...] = ()


class InvoiceMention(Part):
    """The invoice as the declaration states it."""

    number: Text
    date: Date | None = None
    amount: Amount | None = None


class ECommerce(Part):
    """Fields of mail-order imports, in force in Japan since 2025-10-12."""

    mail_order: Flag
    platform_code: Code | None = None
    delivery_place: Text | None = None


class ImportDeclaration(Part):
    """One version of an import declaration.

    `function` says what this message does (WCO FunctionCode 9, 13): `original` opens the declaration,
    `amendment` replaces the fields it holds and empties those it `removes`, `cancellation` ends it.
    `stage` is the step of the procedure in Japan that this version stands at. `version` counts from 1.
    """

    number: Text
    function: Literal["original", "amendment", "cancellation"] = "original"
    version: Annotated[int, Field(ge=1, le=9_999)] = 1
    stage: Stage = "main"
    type_code: Code | None = None
    functional_reference: Text | None = None
    """The declarant's own reference of this message (WCO FunctionalReferenceID)."""
    accepted: DateTime | None = None
    lodged: DateTime
    declarant: Party | None = None
    agent: Party | None = None
    importer: Party | None = None
    exporter: Party | None = None
    authorisation_holders: tuple[Identifier, ...] = ()
    importing_country: Country
    export_country: Country | None = None
    office: Text | None = None
    ucr: Text | None = None
    transport_documents: tuple[Reference, ...] = ()
    mode: Mode | None = None
    vessel: Vessel | None = None
    voyage: Text | None = None
    arrival: DateTime | None = None
    arrival_date: Date | None = None
    port_of_loading: Location | None = None
    port_of_discharge: Location | None = None
    goods_location: Location | None = None
    packages: Packages | None = None
    gross_mass: Measure | None = None
    equipment: tuple[Equipment, ...] = ()
    invoices: tuple[InvoiceMention, ...] = ()
    trade_terms: TradeTerms | None = None
    freight: Amount | None = None
    insurance: Amount | None = None
    customs_value: Amount | None = None
    ecommerce: ECommerce | None = None
    references: tuple[Reference, ...] = ()
    documents: tuple[AdditionalDocument, ...] = ()
    original: Original | None = None
    remarks: Text | None = None
    removes: tuple[Text, ...] = ()
    """Names of fields that the declaration no longer has after this message."""
    lines: Annotated[tuple[DeclarationLine, ...], Field(max_length=1_000)] = ()
    """Empty only in a cancellation, or in an amendment that leaves the lines as they are."""
