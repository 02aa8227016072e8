"""What keeps a page harmless: headers for every answer, and forms that only our own pages can send."""

from hmac import compare_digest
from typing import Annotated

from fastapi import Form, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.access import Principal
from gateway.errors import GatewayError

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

FormToken = Annotated[str, Form(alias="csrf", max_length=128)]
"""The token that every form of a signed-in page sends back."""


class FormForged(GatewayError):
    """A form did not come from a page of this session."""

    code = "portal.form_forged"
    status = 403
    default_remedy = "Open the page again and send the form from there."


def require_own_form(principal: Principal, token: str) -> None:
    """Raises FormForged unless `token` is that of the principal's session."""
    if principal.csrf is None or not compare_digest(principal.csrf.encode(), token.encode()):
        raise FormForged("csrf", expected="the token of this session", found="another one")


def require_same_origin(request: Request) -> None:
    """Raises FormForged for a form that another site's page sends: used where there is no session yet."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        foreign = origin is not None and origin != f"{request.url.scheme}://{request.url.netloc}"
    if foreign:
        raise FormForged("origin", expected="a form of this site", found=origin or str(site))


class PageHeadersMiddleware:
    """Adds the headers to every HTML answer; what the API answers keeps its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/v1"):
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.update(HEADERS)
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)
