"""From the version of an import declaration that counts to the rows of its projections."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.declarations import (
    AdditionalDocument,
    DeclarationLine,
    ImportDeclaration,
    InvoiceMention,
    PreferenceClaim,
)
from contracts.records.parts import Amount, Reference, render_date_time
from gateway.store.projections.names import (
    check_digit,
    identifier_words,
    normalise_name,
    normalise_reference,
    party_columns,
    party_key,
)
from gateway.store.projections.of_records import Row, country_of, moment_of
from gateway.store.projections.units import amount_text, kilograms, measure_text, quantity_of

PROOF_DOCUMENTS = frozenset({"861", "862", "CO", "OD"})
"""Types of additional documents from which a line draws an origin proof's quantity (UNTDID 1001, and our
own)."""

NON_MANIPULATION_DOCUMENTS = frozenset({"CNM"})
"""Type of a certificate of non-manipulation by the customs of a country of transit."""


@dataclass(frozen=True)
class LawDate:
    """The day on which the law tests a proof, and the step of the procedure that made it that day."""

    day: date
    event: str


def declaration_id(declaration: ImportDeclaration) -> str:
    """How this gateway names a declaration: its country and its normalised number, `JP-26120000001`."""
    return f"{declaration.importing_country}-{normalise_reference(declaration.number)}"


def rows_of_declaration(current: ImportDeclaration, *, law: LawDate, cancelled: bool) -> dict[str, list[Row]]:
    """Projection name → rows of `current`, the declaration as all its versions leave it."""
    name = declaration_id(current)
    rows = {
        "declarations": [_head(current, law, cancelled)],
        "declaration_lines": [_line(line, position) for position, line in enumerate(current.lines)],
        "declaration_invoices": [
            _invoice(mention, position) for position, mention in enumerate(current.invoices)
        ],
        "declaration_transports": [
            _number(reference.number, position) | {"type": reference.type}
            for position, reference in enumerate(_transports(current))
        ],
        "declaration_containers": [
            _number(equipment.number, position) | {"check_digit": check_digit(equipment.number)}
            for position, equipment in enumerate(current.equipment)
        ],
    }
    for row in [row for some in rows.values() for row in some]:
        row["declaration"] = name
    return rows


def _transports(current: ImportDeclaration) -> tuple[Reference, ...]:
    return tuple(ref for ref in current.transport_documents if ref.type in ("BL", "HBL", "AWB", "HAWB"))


def _head(current: ImportDeclaration, law: LawDate, cancelled: bool) -> Row:
    transports = sorted({normalise_reference(ref.number) for ref in _transports(current)})
    invoices = sorted({normalise_reference(mention.number) for mention in current.invoices})
    head: Row = {
        "number": current.number,
        "version": current.version,
        "stage": current.stage,
        "cancelled": cancelled,
        "lodged": moment_of(current.lodged),
        "lodged_text": render_date_time(current.lodged),
        "law_date": law.day,
        "law_event": law.event,
        "importing_country": current.importing_country,
        "export_country": current.export_country,
        "office": current.office,
        "ucr_norm": normalise_reference(current.ucr) if current.ucr else None,
        "mode": current.mode,
        "voyage": current.voyage,
        "arrival_date": current.arrival_date or (current.arrival.date() if current.arrival else None),
        "loading_country": country_of(current.port_of_loading),
        "packages": current.packages.count if current.packages else None,
        "package_kind": current.packages.type_code if current.packages else None,
        "gross_mass": kilograms(current.gross_mass),
        "gross_mass_text": measure_text(current.gross_mass),
        "transport_norms": " ".join(transports) or None,
        "invoice_norms": " ".join(invoices) or None,
        "continues": _continued(current),
        "non_manipulation": _has_non_manipulation(current),
        "terms": current.trade_terms.condition if current.trade_terms else None,
        "mail_order": current.ecommerce.mail_order if current.ecommerce else None,
        "platform_code": current.ecommerce.platform_code if current.ecommerce else None,
    }
    head |= _amounts(current)
    head |= party_columns("exporter", current.exporter, "", "_name", "_local", "_ids")
    head |= party_columns("importer", current.importer, "_name", "_ids")
    head["holder_ids"] = identifier_words(current.authorisation_holders)
    head["importer_norm"] = party_key(head["importer_ids"], head["importer_name"])
    return head


def _amounts(current: ImportDeclaration) -> Row:
    value = _customs_value(current)
    amounts: Row = {
        "customs_value": value.value if value else None,
        "customs_value_currency": value.currency if value else None,
        "customs_value_text": amount_text(value),
    }
    for name, charge in (("freight", current.freight), ("insurance", current.insurance)):
        amounts[name], amounts[f"{name}_currency"] = (
            (charge.value, charge.currency) if charge else (None, None)
        )
    return amounts


def _customs_value(current: ImportDeclaration) -> Amount | None:
    """The customs value of the whole: as stated, otherwise the sum of the lines if all state one in one
    currency.
    """
    values = [line.customs_value for line in current.lines]
    stated = [value for value in values if value is not None]
    if current.customs_value is not None or not stated or len(stated) < len(values):
        return current.customs_value
    if len({value.currency for value in stated}) > 1:
        return None
    return Amount(value=sum((value.value for value in stated), Decimal(0)), currency=stated[0].currency)


def _continued(current: ImportDeclaration) -> str | None:
    """The numbers, normalised, of declarations and documents that the declaration names."""
    named = [reference.number for reference in current.references if reference.type == "DEC"]
    named += [document.number for document in current.documents]
    return " ".join(sorted({normalise_reference(number) for number in named} - {""})) or None


def _has_non_manipulation(current: ImportDeclaration) -> bool:
    documents = [*current.documents, *(document for line in current.lines for document in line.documents)]
    return any(document.type_code in NON_MANIPULATION_DOCUMENTS for document in documents)


def _line(line: DeclarationLine, position: int) -> Row:
    claim = line.preference
    quantity, second = quantity_of(line.quantity), quantity_of(line.second_quantity)
    row: Row = {
        "position": position,
        "line": line.sequence,
        "description": line.description,
        "hs_code": line.classification.code if line.classification else None,
        "hs_edition": line.classification.edition if line.classification else None,
        "origin_country": line.origin_country,
        "quantity": quantity.value if quantity else None,
        "dimension": quantity.dimension if quantity else None,
        "quantity_text": measure_text(line.quantity),
        "second_quantity": second.value if second else None,
        "second_dimension": second.dimension if second else None,
        "second_quantity_text": measure_text(line.second_quantity),
        "net_mass": kilograms(line.net_mass),
        "net_mass_text": measure_text(line.net_mass),
        "customs_value": line.customs_value.value if line.customs_value else None,
        "customs_value_currency": line.customs_value.currency if line.customs_value else None,
        "goods_words": normalise_name(line.description),
        "ruling": line.ruling,
        "ruling_norm": normalise_reference(line.ruling) if line.ruling else None,
    }
    return row | _claim(claim) | _drawn(line.documents, claim)


def _claim(claim: PreferenceClaim | None) -> Row:
    if claim is None:
        return dict.fromkeys(_CLAIM)
    return {
        "agreement": claim.agreement,
        "rate_origin_country": claim.rate_origin_country,
        "rate_rule": claim.rate_rule,
        "proof_type": claim.proof_type,
        "proof_number": claim.proof_number,
        "proof_norm": normalise_reference(claim.proof_number) if claim.proof_number else None,
        "proof_line": claim.proof_line,
        "no_proof_reason": claim.no_proof_reason,
    }


def _drawn(documents: tuple[AdditionalDocument, ...], claim: PreferenceClaim | None) -> Row:
    """What the line says it draws from its proof (WCO WriteOff), where it says so."""
    number = normalise_reference(claim.proof_number) if claim and claim.proof_number else None
    for document in documents:
        of_this_proof = number in (None, normalise_reference(document.number))
        if document.type_code in PROOF_DOCUMENTS and of_this_proof and document.write_off:
            drawn = quantity_of(document.write_off)
            return {
                "drawn": drawn.value if drawn else None,
                "drawn_dimension": drawn.dimension if drawn else None,
                "drawn_text": measure_text(document.write_off),
            }
    return {"drawn": None, "drawn_dimension": None, "drawn_text": None}


def _invoice(mention: InvoiceMention, position: int) -> Row:
    return _number(mention.number, position) | {
        "invoice_date": mention.date,
        "amount": mention.amount.value if mention.amount else None,
        "amount_text": amount_text(mention.amount),
        "currency": mention.amount.currency if mention.amount else None,
    }


def _number(text: str, position: int) -> Row:
    return {"position": position, "number": text, "number_norm": normalise_reference(text)}


_CLAIM = (
    "agreement",
    "rate_origin_country",
    "rate_rule",
    "proof_type",
    "proof_number",
    "proof_norm",
    "proof_line",
    "no_proof_reason",
)
