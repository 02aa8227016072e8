"""A look-up from the question to its answer: the same steps for whatever matches nothing."""

import json
import time
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from contracts.cases import canonical
from contracts.ids import MemberId, hex0x
from contracts.receipts import NO_MATCH_TAG, NoMatch
from contracts.records import Kind
from gateway.records.bundles import bundle_of
from gateway.records.reading import standing_of_row
from gateway.services import Services
from gateway.specimens.matching import matches
from gateway.store.projections.names import normalise_reference
from gateway.store.projections.tables import TABLES
from gateway.store.tables.records import payloads, records

ANSWERED_AFTER = 0.25
"""Seconds from a question to the statement that nothing matches: longer than finding that out takes."""


def look_up(services: Services, asker: MemberId, number: str, given: dict[str, str]) -> dict[str, Any]:
    """The certificate with its proof, or the issuer's signed statement that none matches.

    Raises EvidenceRefused, LedgerUnavailable.
    """
    begun = time.monotonic()
    with services.store.read() as connection:
        candidates = _certificates(connection, services.settings.member, number)
        found = [row for row in candidates if matches(json.loads(row.body), number, given)]
        standing = standing_of_row(connection, found[0]) if found else None
    if standing is None:
        return _no_match(services, asker, {"number": number, **given}, begun)
    bundle = bundle_of(services, [standing])
    return {"match": True, **standing.to_json(), "proof": bundle.to_json()}


def _certificates(connection: Connection, issuer: MemberId, number: str) -> list[Any]:
    """The issuer's certificates of that number and, so that there is always one to compare, its first."""
    proofs = TABLES["proofs"]
    of_number = select(proofs.c.record).where(proofs.c.number_norm == normalise_reference(number))
    query = (
        select(records, payloads.c.body)
        .join(payloads, payloads.c.no == records.c.no)
        .where(records.c.member == issuer, records.c.kind == int(Kind.ORIGIN_CERTIFICATE))
        .order_by(records.c.no)
    )
    named = connection.execute(query.where(records.c.no.in_(of_number))).all()
    return [*named, *connection.execute(query.limit(1)).all()]


def _no_match(services: Services, asker: MemberId, question: dict[str, str], begun: float) -> dict[str, Any]:
    asked = sha256(canonical(question)).digest()
    stated = NoMatch(
        services.ledger.domain.network_id, services.settings.member, asker, asked, services.now()
    )
    answer = {
        "match": False,
        "type": NO_MATCH_TAG.decode(),
        "network": hex0x(stated.network_id),
        "issuer": stated.issuer,
        "asker": stated.asker,
        "question": hex0x(stated.question),
        "at": stated.at,
        "signature": hex0x(services.signer.sign(stated.message())),
    }
    time.sleep(max(0.0, begun + ANSWERED_AFTER - time.monotonic()))
    return answer
