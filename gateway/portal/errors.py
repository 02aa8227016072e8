"""Errors as pages: what a browser shows where the API answers with a problem document."""

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from contracts.errors import TegataError
from gateway.access import ANONYMOUS, Principal, current_principal
from gateway.http.correlation import correlation_id_of
from gateway.http.problems import problem, status_of
from gateway.portal.language import Language, language_of, marked
from gateway.portal.pages.visitor import SignInFirst
from gateway.portal.rendering import render
from gateway.services import Services

_TITLES: dict[int, tuple[str, str]] = {
    403: (
        marked("This is not for you to do"),
        marked("Open the page again and send the form from there."),
    ),
    404: (
        marked("There is nothing here for you"),
        marked("It does not exist, or you may not see it. Check the number, or search for it."),
    ),
    409: (
        marked("Something changed in the meantime"),
        marked("Open the page again to see how it stands now."),
    ),
    422: (marked("That could not be read"), marked("Check what was entered.")),
    429: (marked("Too many requests"), marked("Wait a minute, then try again.")),
    503: (marked("The ledger does not answer"), marked("What is known here can be read meanwhile.")),
}
_OTHER = (marked("This did not work"), marked("Try again. If it happens again, ask for help."))


def install_error_pages(app: FastAPI) -> None:
    """Makes errors under the pages' addresses pages; the API's stay problem documents."""
    plain = app.exception_handlers[HTTPException]

    @app.exception_handler(TegataError)
    def _ours(request: Request, error: TegataError) -> Response:
        if isinstance(error, SignInFirst):
            return RedirectResponse(error.location, 303)
        if not wants_page(request):
            return problem(request, error)
        page = _page(request, status_of(error))
        page.headers.update(getattr(error, "headers", {}))
        return page

    @app.exception_handler(HTTPException)
    async def _starlette(request: Request, error: HTTPException) -> Response:
        if wants_page(request):
            return await run_in_threadpool(_page, request, error.status_code)
        answer = plain(request, error)
        return answer if isinstance(answer, Response) else await answer


def wants_page(request: Request) -> bool:
    """True for a browser at an address that is not the API's."""
    return not request.url.path.startswith("/v1") and "text/html" in request.headers.get("accept", "")


def _page(request: Request, status: int) -> Response:
    words, services = language_of(request), request.app.state.services
    title, text = _said(status, words)
    return render(
        request,
        services,
        _visitor(request, services),
        "error.html",
        status=status,
        title=title,
        text=text,
        correlation=correlation_id_of(request),
    )


def _visitor(request: Request, services: Services) -> Principal:
    try:
        return current_principal(request, services)
    except TegataError:
        return ANONYMOUS


def _said(status: int, words: Language) -> tuple[str, str]:
    title, text = _TITLES.get(status, _OTHER)
    return words.say(title), words.say(text)
