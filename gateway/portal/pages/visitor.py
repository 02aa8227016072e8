"""Who visits a page: officers see the pages, everyone else the sign-in page, and afterwards what they asked
for.
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from gateway.access import CurrentPrincipal, Principal
from gateway.errors import GatewayError


class SignInFirst(GatewayError):
    """A page for officers was asked for by nobody; the browser is led to the sign-in page."""

    code = "portal.sign_in_first"
    status = 303

    def __init__(self, request: Request) -> None:
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        self.location = "/sign-in" + (f"?then={quote(asked)}" if request.method == "GET" else "")
        super().__init__(request.url.path, expected="an officer's session", found="none")


def _visiting_officer(request: Request, principal: CurrentPrincipal) -> Principal:
    if not principal.is_officer:
        raise SignInFirst(request)
    return principal


VisitingOfficer = Annotated[Principal, Depends(_visiting_officer)]
"""The officer who asks for a page; SignInFirst for anyone else."""
