"""Pages from templates: one Jinja environment a language, everything escaped, an undefined name an error."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gateway.access import Principal
from gateway.portal import queue
from gateway.portal.language import COOKIE, PARAMETER, Language, Tag, language, language_of
from gateway.portal.navigation import places_for
from gateway.portal.speech import linked, spoken
from gateway.services import Services

FOLDER = Path(__file__).parent
STYLES = (
    "tokens.css", "layout.css", "masthead.css", "components.css", "forms.css", "records.css", "cards.css",
)  # fmt: skip
SCRIPT = "live.js"
MOST_SHOWN = 999
"""Of the findings that wait, as the navigation counts them."""


@cache
def environment(tag: Tag) -> Environment:
    """The templates in the language of `tag`."""
    words = language(tag)
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "_": words.say,
        "counted": words.count,
        "words": words,
        "styles": STYLES,
        "script": SCRIPT,
        "asset": asset,
    }
    made.filters["spoken"] = lambda text, country=None: spoken(str(text), tag, country)
    made.filters["linked"] = lambda text: linked(str(text), tag)
    return made


@cache
def asset(name: str) -> str:
    """The address of a static file, with its content in it, so that it can be kept for ever."""
    content = (FOLDER / "static" / name).read_bytes()
    return f"/static/{name}?v={sha256(content).hexdigest()[:12]}"


def render(
    request: Request,
    services: Services,
    principal: Principal,
    template: str,
    *,
    status: int = 200,
    place: str = "",
    **values: Any,
) -> HTMLResponse:
    """The page that `template` lays out; `place` is the item of the navigation that it belongs to."""
    words, directory = language_of(request), services.settings.directory
    office = directory.get(services.settings.member)
    visitor = None if principal.member is None else directory.get(principal.member)
    html = (
        environment(words.tag)
        .get_template(template)
        .render(
            request=request,
            principal=principal,
            place=place,
            badge=_badge(services, principal, words),
            office=office,
            places=places_for(principal, office, visitor, words),
            elsewhere=_in_other_language(request, words),
            **values,
        )
    )
    response = HTMLResponse(html, status)
    response.headers["Content-Language"] = words.tag
    response.headers["Vary"] = "Accept-Language, Cookie"
    if request.query_params.get(PARAMETER) == words.tag:
        response.set_cookie(COOKIE, words.tag, max_age=31_536_000, samesite="lax", httponly=True)
    return response


@dataclass(frozen=True)
class Badge:
    """How many findings wait for a decision: the figure as shown, and the same in words."""

    figure: str
    words: str


def _badge(services: Services, principal: Principal, words: Language) -> Badge | None:
    """What stands beside the queue in the navigation of an officer; None where nothing waits."""
    if not principal.is_officer:
        return None
    with services.store.read() as connection:
        number = sum(queue.waiting(connection).values())
    if not number:
        return None
    figure = words.integer(number) if number <= MOST_SHOWN else f"{words.integer(MOST_SHOWN)}+"
    return Badge(
        figure, words.count("%(number)s waits for a decision", "%(number)s wait for a decision", number)
    )


def _in_other_language(request: Request, words: Language) -> str:
    """The page's address in the other language. A page that answered a form is asked for anew."""
    other = "ja" if words.tag == "en" else "en"
    url = request.url.include_query_params(**{PARAMETER: other})
    return f"{url.path}?{url.query}"
