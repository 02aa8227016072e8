"""The principal of a request, as FastAPI's routes ask for it."""

from typing import Annotated

from fastapi import Depends, Request

from gateway.access.principal import ANONYMOUS, Principal
from gateway.access.tokens import principal_of_token
from gateway.errors import NotAllowed, NotSignedIn
from gateway.services import ServicesDep

SESSION_COOKIE = "tegata_session"


def current_principal(request: Request, services: ServicesDep) -> Principal:
    """Who asks: by bearer token or by the portal's session cookie; ANONYMOUS without either.

    Raises NotSignedIn for a token that no longer counts. A cookie that no longer counts is nobody.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        principal = principal_of_token(services, token.strip())
        if principal is None:
            raise NotSignedIn(
                "Authorization", expected="a token that is in force", found="an unknown or expired one"
            )
        return principal
    session = request.cookies.get(SESSION_COOKIE)
    return (principal_of_token(services, session) if session else None) or ANONYMOUS


CurrentPrincipal = Annotated[Principal, Depends(current_principal)]


def require_signed_in(request: Request, principal: CurrentPrincipal) -> Principal:
    """The principal, if it is somebody; NotSignedIn otherwise."""
    if not principal.is_signed_in:
        raise NotSignedIn(request.url.path, expected="a signed-in principal", found="none")
    return principal


SignedIn = Annotated[Principal, Depends(require_signed_in)]


def require_officer(request: Request, principal: SignedIn) -> Principal:
    """The principal, if it is an officer of this gateway's member; NotAllowed otherwise."""
    if not principal.is_officer:
        raise NotAllowed(request.url.path, expected="an officer", found=principal.who)
    return principal


Officer = Annotated[Principal, Depends(require_officer)]
