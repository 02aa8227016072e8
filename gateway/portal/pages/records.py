"""A record's page: verdict, fields, QR code, and the bundle to take away."""

from io import BytesIO
from typing import Any

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from sqlalchemy import Connection

from contracts.errors import TegataError
from contracts.ids import RecordId
from contracts.records.kinds import Kind, kind_of
from gateway.access import Action, CurrentPrincipal, record_access
from gateway.consignments.evidence import Evidence, evidence_of
from gateway.errors import NotFound
from gateway.http.correlation import correlation_id_of
from gateway.identities import NamedKey, named_key
from gateway.lifecycle.reliance import uses_of
from gateway.lifecycle.versions import versions_of
from gateway.portal.language import Language, language_of
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.rendering import render
from gateway.portal.views.balances import balances, drawn
from gateway.portal.views.parties import Names
from gateway.portal.views.record import (
    VerdictView,
    record_page,
    verdict_view,
    verified_facts,
    verified_title,
)
from gateway.portal.views.versions import use_rows, version_rows
from gateway.provenance import of_records
from gateway.records.reading import record_id_of
from gateway.records.verification import author_of, facts_of, place_of, verification
from gateway.services import Services, ServicesDep
from gateway.utilisation.reading import utilisation_of

router = APIRouter(include_in_schema=False)


@router.get("/records/{node}")
def get_record(node: str, request: Request, services: ServicesDep, officer: VisitingOfficer) -> HTMLResponse:
    """The page of the record whose id `node` is, in hex."""
    words = language_of(request)
    node = node.removeprefix("0x")
    with services.store.read() as connection:
        evidence = evidence_of(connection, officer, [node]).get(node)
        if evidence is None:
            raise NotFound.of(f"records/{node}", "a record")
        source = of_records(connection, [evidence.record_id]).get(evidence.record_id)
        used = _used(connection, evidence)
        chain = versions_of(connection, officer, evidence.member, evidence.record_id)
        relying = uses_of(connection, [evidence.record_id])
    identity = _identity(services, node)
    names = Names(services.settings.directory)
    now, correlation = services.now(), correlation_id_of(request)
    services.store.write(
        lambda connection: record_access(
            connection, officer, Action.READ_PAYLOAD, [evidence.record_id], now, correlation
        )
    )
    address = f"{services.settings.public_url}/verify/{node}"
    return render(
        request,
        services,
        officer,
        "record.html",
        place="search",
        page=record_page(evidence, source, names, words, identity),
        verdict=_verdict(services, node, words),
        balances=balances(used, words),
        drawn=drawn(used, names, words),
        versions=version_rows(chain, evidence.record_id, words),
        uses=use_rows(relying, evidence, words),
        qr=qr_code(address, words.say("QR code with the address of this record's verification")),
    )


@router.get("/verify/{node}")
def get_verification(
    node: str, request: Request, services: ServicesDep, principal: CurrentPrincipal
) -> HTMLResponse:
    """Where a QR code leads: the verdict on a record, for whoever has its id; nothing of its contents."""
    words = language_of(request)
    identity = record_id_of("0x" + node.removeprefix("0x"))
    with services.store.read() as connection:
        place = place_of(connection, identity)
    found = verification(place, facts_of(services.ledger, place), services.now())
    return render(
        request,
        services,
        principal,
        "verify.html",
        title=verified_title(found, words),
        verdict=verdict_view(found, words),
        facts=verified_facts(found, Names(services.settings.directory), words),
    )


def _identity(services: Services, node: str) -> NamedKey | None:
    """Whom the author's key is of by a certificate; None where nothing says so, or the ledger is silent."""
    with services.store.read() as connection:
        try:
            return named_key(connection, services, author_of(connection, RecordId(bytes.fromhex(node))))
        except TegataError:
            return None


def _used(connection: Connection, evidence: Evidence) -> dict[str, Any]:
    """What was drawn from a proof of origin; no lines for other records."""
    if kind_of(evidence.record).kind not in (Kind.ORIGIN_CERTIFICATE, Kind.ORIGIN_DECLARATION):
        return {"lines": []}
    return utilisation_of(connection, evidence.record_id, with_draws=True)


def _verdict(services: Services, node: str, words: Language) -> VerdictView:
    """The verdict as the ledger gives it now, or that it could not be asked."""
    with services.store.read() as connection:
        place = place_of(connection, RecordId(bytes.fromhex(node)))
    try:
        return verdict_view(verification(place, facts_of(services.ledger, place), services.now()), words)
    except TegataError as error:
        return VerdictView(
            "query", "query", words.say("The ledger could not be asked"), error.remedy, claims=()
        )


def qr_code(content: str, label: str) -> Markup:
    """A QR code as SVG with `label` for those who can't see it; no inline style, so that it passes the
    policy.
    """
    file = BytesIO()
    segno.make(content, error="m").save(
        file, kind="svg", xmldecl=False, svgns=True, omitsize=True, title=label, svgclass=None, lineclass=None
    )
    return Markup(file.getvalue().decode().replace("<svg ", '<svg role="img" ', 1))
