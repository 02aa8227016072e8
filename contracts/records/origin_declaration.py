"""Kind 2: a self-certified declaration or statement of origin (UNTDID 1001: 862)."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.records.origin_certificate import AgreementCode, OriginalProof, OriginLine, Usage
from contracts.records.parts import (
    Country,
    Date,
    DocumentMention,
    Flag,
    Identifier,
    LanguageTag,
    Party,
    Record,
    Text,
)


class OriginDeclaration(Record):
    """A statement on origin by an approved or registered exporter, exporter, producer or importer.

    `carrier_document` is the invoice or other commercial document with the statement; `knowledge_basis` says
    what an importer's knowledge rests on (Japan–EU EPA Art. 3.18); `explanation_present` whether the
    explanation of origin was attached (a matter of practice, never of validity).
    """

    number: Text
    agreement: AgreementCode
    capacity: Literal["approved_exporter", "registered_exporter", "exporter", "producer", "importer"]
    certifier: Party
    authorisation: Identifier | None = None
    exporter: Party | None = None
    producer: Party | None = None
    consignee: Party | None = None
    exporting_country: Country
    importing_country: Country
    issue_date: Date
    place: Text | None = None
    statement_language: LanguageTag | None = None
    carrier_document: DocumentMention | None = None
    knowledge_basis: Text | None = None
    explanation_present: Flag | None = None
    back_to_back: Flag = False
    certified_true_copy: Flag = False
    original_proof: OriginalProof | None = None
    usage: Usage
    remarks: Text | None = None
    lines: Annotated[tuple[OriginLine, ...], Field(min_length=1, max_length=1_000)]
