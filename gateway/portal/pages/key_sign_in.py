"""Signing in with a member's access key: `tegata sign-in` signs the challenge and prints the link to here.

The link carries what was signed, which counts once and for minutes; the session opens only by the button,
so that nothing which follows links ahead of the reader uses it up.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from contracts.errors import TegataError
from contracts.ids import Signature, hex0x, unhex
from gateway.access import sign_in
from gateway.access.api import set_session
from gateway.access.dependencies import CurrentPrincipal
from gateway.access.eip4361 import parse
from gateway.access.principal import Principal
from gateway.errors import NotSignedIn
from gateway.http.limits import SIGN_INS, limited
from gateway.portal.language import language_of
from gateway.portal.pages.sign_in import within
from gateway.portal.rendering import render
from gateway.portal.security import require_same_origin
from gateway.services import Services, ServicesDep

router = APIRouter(include_in_schema=False)

MOST_MESSAGE = 2_000
SIGNATURE = 132
"""Characters of a signature in hex, with 0x."""

_FIRST = "/specimens"


@router.get("/sign-in/key")
def get_key_sign_in(
    request: Request,
    services: ServicesDep,
    principal: CurrentPrincipal,
    message: Annotated[str, Query(max_length=MOST_MESSAGE)] = "",
    signature: Annotated[str, Query(max_length=SIGNATURE)] = "",
    then: Annotated[str, Query(max_length=2_000)] = _FIRST,
) -> HTMLResponse:
    """The command to sign in with; or, by its link, who signs in and the button that does."""
    return _page(request, services, principal, message, signature, then)


@router.post("/sign-in/key", dependencies=[Depends(limited(SIGN_INS))])
def post_key_sign_in(
    request: Request,
    services: ServicesDep,
    principal: CurrentPrincipal,
    message: Annotated[str, Form(max_length=MOST_MESSAGE)] = "",
    signature: Annotated[str, Form(max_length=SIGNATURE)] = "",
    then: Annotated[str, Form(max_length=2_000)] = _FIRST,
) -> Response:
    """Opens a session for the member whose key signed, or says that another link is needed."""
    require_same_origin(request)
    # A form sends line ends as CR LF (HTML, "constructing the entry list"); what was signed has LF.
    text = message.replace("\r\n", "\n")
    try:
        signed = Signature(unhex(signature, 65, "signature"))
        _, token = sign_in.sign_in(services, text, signed, session=True)
    except TegataError:
        failed = language_of(request).say("This link no longer counts, or its key may not sign in here.")
        return _page(request, services, principal, "", "", then, failed)
    response = RedirectResponse(within(then), 303)
    set_session(response, token, secure=services.settings.public_url.startswith("https:"))
    return response


def _page(
    request: Request,
    services: Services,
    principal: Principal,
    message: str,
    signature: str,
    then: str,
    failed: str = "",
) -> HTMLResponse:
    return render(
        request,
        services,
        principal,
        "key_sign_in.html",
        status=401 if failed else 200,
        message=message,
        signature=signature,
        then=within(then),
        key=_key_in(message),
        gateway=services.settings.public_url,
        failed=failed,
    )


def _key_in(message: str) -> str:
    """The address of the key that a challenge names; empty for any other text."""
    try:
        return hex0x(parse(message).address)
    except NotSignedIn:
        return ""
