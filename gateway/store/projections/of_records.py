"""From a record to the rows of its projections: pure, and the same rows whenever it is done again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from contracts.ids import MemberId
from contracts.records import Record
from contracts.records.advance_ruling import AdvanceRuling
from contracts.records.export_declaration import ExportDeclaration
from contracts.records.invoice import Invoice
from contracts.records.milestone import Milestone
from contracts.records.operator_status import OperatorStatus
from contracts.records.origin_certificate import OriginCertificate, OriginLine
from contracts.records.origin_declaration import OriginDeclaration
from contracts.records.parcel import Parcel
from contracts.records.parts import Amount, Location, Reference, render_date_time
from contracts.records.transport_document import TransportDocument
from gateway.store.projections.columns import HEADS
from gateway.store.projections.names import (
    identifier_word,
    identifier_words,
    normalise_name,
    normalise_reference,
    party_columns,
    party_key,
)
from gateway.store.projections.units import amount_text, kilograms, measure_text, quantity_of

Row = dict[str, Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def rows_of(record: Record, number: int, member: MemberId, kind: int) -> dict[str, list[Row]]:
    """Projection name → rows of `record`, which has `number` in this store and was signed by `member`.

    A kind that nothing is reconciled with has no rows but its references.
    """
    rows = _OF_KIND[type(record)](record, number) if type(record) in _OF_KIND else {}
    for head in HEADS:
        for row in rows.get(head, ()):
            row["member"] = int(member)
    for row in [*rows.get("proofs", ()), *rows.get("containers", ())]:
        row["kind"] = kind
    rows["references_made"] = _references(record, number, kind)
    return rows


def moment_of(when: datetime) -> int:
    """Microseconds since 1970 of a time with an offset, exactly."""
    return (when - _EPOCH) // timedelta(microseconds=1)


def _references(record: Record, number: int, kind: int) -> list[Row]:
    own = _OWN_REFERENCE.get(type(record))
    named = [(-1, Reference(type=own, number=record.number))] if own else []  # type: ignore[attr-defined, arg-type]  # every model in the table has a number
    return [
        {
            "record": number,
            "position": position,
            "kind": kind,
            "type": reference.type,
            "number": reference.number,
            "number_norm": normalise_reference(reference.number),
            "issuer_name": normalise_name(reference.issuer),
        }
        for position, reference in [*named, *enumerate(record.references)]
    ]


def _certificate(record: OriginCertificate, number: int) -> dict[str, list[Row]]:
    head = _proof(record, number) | {
        "capacity": "issuing_body",
        "issuing_country": record.issuing_country,
        "departure_date": record.departure_date,
        "retroactive": record.retroactive,
        "third_party_invoice": record.third_party_invoice is not None,
        "language": record.language,
        "authorisation": None,
        "explained": None,
    }
    exporter = party_columns("exporter", record.exporter, "", "_name", "_local", "_ids")
    return {"proofs": [head | exporter], "proof_lines": _origin_lines(record.lines, number)}


def _self_certified(record: OriginDeclaration, number: int) -> dict[str, list[Row]]:
    head = _proof(record, number) | {
        "capacity": record.capacity,
        "issuing_country": record.exporting_country,
        "departure_date": None,
        "retroactive": False,
        "third_party_invoice": False,
        "language": record.statement_language or record.language,
        "authorisation": identifier_word(record.authorisation) if record.authorisation else None,
        "explained": record.explanation_present,
    }
    exporter = party_columns("exporter", record.exporter or record.certifier, "", "_name", "_local", "_ids")
    return {"proofs": [head | exporter], "proof_lines": _origin_lines(record.lines, number)}


def _proof(record: OriginCertificate | OriginDeclaration, number: int) -> Row:
    """The columns that both kinds of proof have."""
    original = record.original_proof
    return {
        "record": number,
        "agreement": record.agreement,
        "number": record.number,
        "number_norm": normalise_reference(record.number),
        "importing_country": record.importing_country,
        "issue_date": record.issue_date,
        "grade": record.grade,
        "back_to_back": record.back_to_back,
        "true_copy": record.certified_true_copy,
        "original_norm": normalise_reference(original.number) if original else None,
        "usage": record.usage.type,
        "usage_from": record.usage.valid_from,
        "usage_until": record.usage.valid_until,
        "line_count": len(record.lines),
    } | party_columns("consignee", record.consignee, "_name", "_ids")


def _origin_lines(lines: tuple[OriginLine, ...], number: int) -> list[Row]:
    return [_origin_line(line, number, position) for position, line in enumerate(lines)]


def _origin_line(line: OriginLine, number: int, position: int) -> Row:
    quantity = quantity_of(line.quantity)
    goods = line.classification
    invoice = line.invoice
    return {
        "record": number,
        "position": position,
        "sequence": line.sequence,
        "description": line.description,
        "hs_code": goods.code if goods else None,
        "hs_edition": goods.edition if goods else None,
        "criterion": line.criterion,
        "origin_country": line.origin_country,
        "rcep_mark": line.rcep_mark,
        "quantity": quantity.value if quantity else None,
        "dimension": quantity.dimension if quantity else None,
        "quantity_text": measure_text(line.quantity),
        "gross_mass": kilograms(line.gross_mass),
        "invoice_number": invoice.number if invoice else None,
        "invoice_norm": normalise_reference(invoice.number) if invoice else None,
        "invoice_date": invoice.date if invoice else None,
    }


def _invoice(record: Invoice, number: int) -> dict[str, list[Row]]:
    head: Row = {
        "record": number,
        "number": record.number,
        "number_norm": normalise_reference(record.number),
        "issue_date": record.issue_date,
        "seller_country": record.seller.country,
        "currency": record.currency,
        "total": record.total.value,
        "total_text": amount_text(record.total),
        "terms": record.trade_terms.condition if record.trade_terms else None,
        "freight": record.freight.value if record.freight else None,
        "freight_currency": record.freight.currency if record.freight else None,
        "insurance": record.insurance.value if record.insurance else None,
        "insurance_currency": record.insurance.currency if record.insurance else None,
    }
    head |= party_columns("seller", record.seller, "", "_name", "_local", "_ids")
    head |= party_columns("buyer", record.buyer, "_name", "_ids")
    return {"invoices": [head], "invoice_lines": _invoice_lines(record, number)}


def _invoice_lines(record: Invoice, number: int) -> list[Row]:
    rows = []
    for position, line in enumerate(record.lines):
        quantity = quantity_of(line.quantity)
        rows.append(
            {
                "record": number,
                "position": position,
                "sequence": line.sequence,
                "description": line.description,
                "hs_code": line.classification.code if line.classification else None,
                "hs_edition": line.classification.edition if line.classification else None,
                "origin_country": line.origin_country,
                "quantity": quantity.value if quantity else None,
                "dimension": quantity.dimension if quantity else None,
                "quantity_text": measure_text(line.quantity),
                "amount": line.amount.value,
                "amount_currency": line.amount.currency,
            }
        )
    return rows


_LEVELS = {"704": "master", "741": "master", "714": "house", "703": "house"}
"""UN/EDIFACT 1001: master and house bills of lading, master air waybills and house waybills."""


def _transport(record: TransportDocument, number: int) -> dict[str, list[Row]]:
    head: Row = {
        "record": number,
        "number": record.number,
        "number_norm": normalise_reference(record.number),
        "type_code": record.type_code,
        "level": record.level or _LEVELS.get(record.type_code),
        "issue_date": record.issue_date,
        "on_board_date": record.on_board_date,
        "consignor_name": normalise_name(record.consignor.name) if record.consignor else None,
        "consignee_name": normalise_name(record.consignee.name) if record.consignee else None,
        "to_order": record.to_order,
        "loading": place_word(record.port_of_loading),
        "loading_country": country_of(record.port_of_loading),
        "transhipments": " ".join(filter(None, map(place_word, record.transhipments))) or None,
        "discharge": place_word(record.port_of_discharge),
        "discharge_country": country_of(record.port_of_discharge),
        "through": record.through,
        "packages": record.packages.count if record.packages else None,
        "gross_mass": kilograms(record.gross_mass),
        "gross_mass_text": measure_text(record.gross_mass),
        "container_count": len(record.equipment),
        "package_kind": record.packages.type_code if record.packages else None,
    }
    numbers = dict.fromkeys(equipment.number for equipment in record.equipment)
    numbers.update(dict.fromkeys(container for item in record.items for container in item.containers))
    return {"transports": [head], "containers": _containers(list(numbers), number)}


def _milestone(record: Milestone, number: int) -> dict[str, list[Row]]:
    container = record.equipment.number if record.equipment else None
    head: Row = {
        "record": number,
        "meaning": record.meaning,
        "event": record.event,
        "scheme": record.scheme,
        "occurred": moment_of(record.occurred),
        "occurred_text": render_date_time(record.occurred),
        "location": place_word(record.location),
        "country": country_of(record.location),
        "mode": record.mode,
        "container_norm": normalise_reference(container) if container else None,
        "under_customs_control": record.under_customs_control,
        "source_event": record.source_event,
        "retracts": record.retracts,
    }
    return {"milestones": [head], "containers": _containers([container] if container else [], number)}


def _containers(numbers: list[str], record: int) -> list[Row]:
    return [
        {"record": record, "position": position, "number": text, "number_norm": normalise_reference(text)}
        for position, text in enumerate(numbers)
    ]


def _operator(record: OperatorStatus, number: int) -> dict[str, list[Row]]:
    row: Row = {
        "record": number,
        "identifier": identifier_words([record.identifier]),
        "status": record.status,
        "agreement": record.agreement,
        "valid_from": record.valid_from,
        "valid_until": record.valid_until,
    }
    return {"operators": [row]}


def _parcel(record: Parcel, number: int) -> dict[str, list[Row]]:
    price = _paid(record)
    row: Row = {
        "record": number,
        "number": record.number,
        "number_norm": normalise_reference(record.number),
        "order_number": record.order,
        "order_norm": normalise_reference(record.order),
        "platform_code": record.platform_code,
        "seller_name": normalise_name(record.seller.name),
        "price": price.value if price else None,
        "price_currency": price.currency if price else None,
        "price_text": amount_text(price),
    }
    return {"parcels": [row]}


def _paid(record: Parcel) -> Amount | None:
    """What was paid: the total as stated, otherwise the sum of the items if they share a currency."""
    currencies = {item.price_paid.currency for item in record.items}
    if record.total is not None or len(currencies) > 1:
        return record.total
    total = sum((item.price_paid.value for item in record.items), Decimal(0))
    return Amount(value=total, currency=currencies.pop())


def _ruling(record: AdvanceRuling, number: int) -> dict[str, list[Row]]:
    ids = identifier_words(record.holder.identifiers)
    row: Row = {
        "record": number,
        "number": record.number,
        "number_norm": normalise_reference(record.number),
        "subject": record.subject,
        "holder_name": normalise_name(record.holder.name),
        "holder_ids": ids,
        "holder_norm": party_key(ids, normalise_name(record.holder.name)),
        "goods": record.goods,
        "goods_words": normalise_name(record.goods),
        "hs_code": record.classification.code if record.classification else None,
        "hs_edition": record.classification.edition if record.classification else None,
        "origin_country": record.origin_country,
        "valid_from": record.valid_from,
        "valid_until": record.valid_until,
    }
    return {"rulings": [row]}


def _export(record: ExportDeclaration, number: int) -> dict[str, list[Row]]:
    origins = [line.origin_country for line in record.lines]
    row: Row = {
        "record": number,
        "number": record.number,
        "number_norm": normalise_reference(record.number),
        "transport_norm": normalise_reference(record.transport_document)
        if record.transport_document
        else None,
        "export_country": record.export_country,
        "consignee_country": record.consignee_country,
        "release_date": record.release_date,
        "gross_mass": kilograms(record.gross_mass),
        "gross_mass_text": measure_text(record.gross_mass),
        "hs6": " ".join(sorted({line.classification.code[:6] for line in record.lines})),
        "origins": None if None in origins else " ".join(sorted({str(origin) for origin in origins})),
    }
    return {"exports": [row | party_columns("exporter", record.exporter, "", "_name")]}


def country_of(place: Location | None) -> str | None:
    """The country of a place: as stated, otherwise the first two letters of its UN/LOCODE."""
    if place is None:
        return None
    return place.country or (place.locode[:2] if place.locode else None)


def place_word(place: Location | None) -> str | None:
    """A place as one word: `SGSIN`, or `SG/Jurong_Port` for one without a UN/LOCODE; null if it says
    nothing.
    """
    if place is None:
        return None
    if place.locode:
        return place.locode
    name = "_".join((place.name or place.facility or "").split())
    return f"{place.country or ''}/{name}" if place.country or name else None


_OF_KIND: dict[type[Record], Callable[[Any, int], dict[str, list[Row]]]] = {
    OriginCertificate: _certificate,
    OriginDeclaration: _self_certified,
    Invoice: _invoice,
    TransportDocument: _transport,
    Milestone: _milestone,
    OperatorStatus: _operator,
    Parcel: _parcel,
    AdvanceRuling: _ruling,
    ExportDeclaration: _export,
}
_OWN_REFERENCE: dict[type[Record], str] = {
    OriginCertificate: "CO",
    OriginDeclaration: "OD",
    Invoice: "INV",
    TransportDocument: "BL",
}
