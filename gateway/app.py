"""The gateway as one ASGI application: what every request passes, and the routers of each part."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Depends, FastAPI

from gateway.access.api import router as access
from gateway.archive.api import router as archive
from gateway.cases.api import router as cases
from gateway.consignments.api import router as consignments
from gateway.declarations.api import router as declarations
from gateway.declarations.checks import router as checks
from gateway.documents.api import router as documents
from gateway.findings.api import router as findings
from gateway.findings.matches import router as matches
from gateway.findings.notices import router as notices
from gateway.findings.rules import router as rules
from gateway.findings.workload import router as workload
from gateway.http.correlation import CorrelationMiddleware
from gateway.http.idempotency import IdempotencyMiddleware
from gateway.http.limits import REQUESTS, RateLimiter, limited
from gateway.http.problems import install_problems
from gateway.identities.api import router as identities
from gateway.intake.api import router as intake
from gateway.intake.workers import Verifier
from gateway.network.api import router as network
from gateway.outcomes.api import router as outcomes
from gateway.portal.composition import install_portal
from gateway.provenance.api import router as provenance
from gateway.records.api import router as records
from gateway.services import Services
from gateway.specimens.api import router as specimens
from gateway.stages import STAGES, running_stages
from gateway.utilisation.api import router as utilisation

ROUTERS: tuple[APIRouter, ...] = (
    access,
    intake,
    records,
    network,
    consignments,
    declarations,
    findings,
    checks,
    rules,
    matches,
    notices,
    workload,
    documents,
    provenance,
    utilisation,
    cases,
    archive,
    outcomes,
    specimens,
    identities,
)
"""Each part's own router; a part is added here and in `gateway.stages`, and nowhere else."""


def create_app(services: Services, *, with_stages: bool = True) -> FastAPI:
    """The application. While it is served, its stages run; without them it only takes in and answers."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.verifier = Verifier(services.settings)
        with running_stages(services, STAGES if with_stages else ()) as stages:
            app.state.stages = stages
            yield
        app.state.verifier.close()

    app = FastAPI(title="Tegata gateway", version="1", lifespan=lifespan, openapi_url="/v1/openapi.json")
    app.state.services = services
    app.state.limiter = RateLimiter(services.settings.limits, services.now)
    install_problems(app)
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(limited(REQUESTS))])
    install_portal(app)
    app.add_middleware(IdempotencyMiddleware, services=services)
    app.add_middleware(CorrelationMiddleware)
    return app
