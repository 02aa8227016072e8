"""Who visits a page: officers see theirs, members those that are made for them, everyone else the sign-in
page, and afterwards what they asked for.
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from gateway.access import CurrentPrincipal, Principal
from gateway.errors import GatewayError


class SignInFirst(GatewayError):
    """A page was asked for by nobody who may see it; the browser is led to the sign-in page."""

    code = "portal.sign_in_first"
    status = 303

    def __init__(self, request: Request) -> None:
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        self.location = "/sign-in" + (f"?then={quote(asked)}" if request.method == "GET" else "")
        super().__init__(request.url.path, expected="a session of someone who may see it", found="none")


def _visiting_officer(request: Request, principal: CurrentPrincipal) -> Principal:
    if not principal.is_officer:
        raise SignInFirst(request)
    return principal


VisitingOfficer = Annotated[Principal, Depends(_visiting_officer)]
"""The officer who asks for a page; SignInFirst for anyone else."""


def _visiting_member(request: Request, principal: CurrentPrincipal) -> Principal:
    if principal.csrf is None:
        raise SignInFirst(request)
    return principal


VisitingMember = Annotated[Principal, Depends(_visiting_member)]
"""Who asks in a session: an officer, or a member's person by its access key; SignInFirst for nobody."""
