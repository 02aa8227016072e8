"""Signing in and out with an officer's account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gateway.access.api import set_session
from gateway.access.dependencies import SESSION_COOKIE, CurrentPrincipal
from gateway.access.officers import sign_in_officer
from gateway.access.principal import Principal
from gateway.access.tokens import revoke_tokens
from gateway.errors import NotSignedIn
from gateway.http.limits import SIGN_INS, limited
from gateway.portal.language import language_of
from gateway.portal.rendering import render
from gateway.portal.security import FormToken, require_own_form, require_same_origin
from gateway.services import Services, ServicesDep

router = APIRouter(include_in_schema=False)

Account = Annotated[str, Form(max_length=80)]
Password = Annotated[str, Form(max_length=200)]
Then = Annotated[str, Form(max_length=2_000)]


@router.get("/sign-in")
def get_sign_in(
    request: Request, services: ServicesDep, principal: CurrentPrincipal, then: str = "/"
) -> Response:
    """The form; an officer who is signed in is led on."""
    if principal.is_officer:
        return RedirectResponse(within(then), 303)
    return _form(request, services, principal, then)


@router.post("/sign-in", dependencies=[Depends(limited(SIGN_INS))])
def post_sign_in(
    request: Request,
    services: ServicesDep,
    principal: CurrentPrincipal,
    account: Account,
    password: Password,
    then: Then = "/",
) -> Response:
    """Opens a session, or shows the form again and says what to do."""
    require_same_origin(request)
    try:
        _, token = sign_in_officer(services, account, password, session=True)
    except NotSignedIn:
        failed = language_of(request).say("Account and password do not belong together.")
        return _form(request, services, principal, then, account=account, failed=failed)
    response = RedirectResponse(within(then), 303)
    set_session(response, token, secure=services.settings.public_url.startswith("https:"))
    return response


@router.post("/sign-out")
def post_sign_out(
    request: Request, services: ServicesDep, principal: CurrentPrincipal, csrf: FormToken = ""
) -> Response:
    """Ends the session."""
    require_own_form(principal, csrf)
    session = request.cookies.get(SESSION_COOKIE, "")
    services.store.write(lambda connection: revoke_tokens(connection, [session]))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response


def _form(
    request: Request,
    services: Services,
    principal: Principal,
    then: str,
    *,
    account: str = "",
    failed: str = "",
) -> HTMLResponse:
    status = 401 if failed else 200
    return render(
        request,
        services,
        principal,
        "sign_in.html",
        status=status,
        then=within(then),
        account=account,
        failed=failed,
    )


def within(address: str) -> str:
    """`address` if it is a page of this site, otherwise the first page: a link must not lead elsewhere."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if inside else "/"
