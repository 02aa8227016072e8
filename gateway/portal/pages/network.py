"""The network's page."""

from collections import defaultdict

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select

from gateway.network.state import network_state
from gateway.portal.language import language_of
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.rendering import render
from gateway.portal.views.network import network_page
from gateway.services import Services, ServicesDep
from gateway.store.tables.chain import keys

router = APIRouter(include_in_schema=False)


@router.get("/network")
def get_network(request: Request, services: ServicesDep, officer: VisitingOfficer) -> HTMLResponse:
    """Head, members, the indexer's lag, what waits for the ledger."""
    page = network_page(
        network_state(services), _purposes(services), services.settings.directory, language_of(request)
    )
    return render(request, services, officer, "network.html", place="network", page=page)


def _purposes(services: Services) -> dict[int, list[int]]:
    """Member → the purposes of each of its keys that counts now."""
    now = services.now()
    query = select(keys.c.member, keys.c.purposes).where(keys.c.valid_from <= now, keys.c.valid_until > now)
    found: dict[int, list[int]] = defaultdict(list)
    with services.store.read() as connection:
        for member, purposes in connection.execute(query):
            found[member].append(purposes)
    return found
