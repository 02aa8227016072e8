"""The portal as the application takes it: routers, static files, headers, error pages."""

from fastapi import APIRouter, Depends, FastAPI
from starlette.staticfiles import StaticFiles

from gateway.http.limits import REQUESTS, limited
from gateway.portal.errors import install_error_pages
from gateway.portal.pages import (
    analytics,
    cases,
    consignments,
    declarations,
    downloads,
    findings,
    home,
    key_sign_in,
    matches,
    network,
    outcomes,
    records,
    rules,
    shipments,
    sign_in,
    specimens,
    statements,
    trial,
)
from gateway.portal.rendering import FOLDER
from gateway.portal.security import PageHeadersMiddleware

PAGES: tuple[APIRouter, ...] = (
    home.router,
    sign_in.router,
    key_sign_in.router,
    consignments.router,
    findings.router,
    analytics.router,
    declarations.router,
    outcomes.router,
    cases.router,
    matches.router,
    specimens.router,
    statements.router,
    shipments.router,
    records.router,
    rules.router,
    network.router,
    downloads.router,
    trial.router,
)


def install_portal(app: FastAPI) -> None:
    """Adds the pages to `app`, after the API's routers and error handlers."""
    for router in PAGES:
        app.include_router(router, dependencies=[Depends(limited(REQUESTS))])
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    app.add_middleware(PageHeadersMiddleware)
    install_error_pages(app)
