"""A member's own proofs of origin: chosen by filter, looked at, ended together, and what became of each."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from contracts.acts import Reason
from contracts.errors import TegataError
from contracts.ids import RecordId, unhex
from gateway.access import Action, Principal, record_access
from gateway.errors import RequestInvalid
from gateway.http.correlation import correlation_id_of
from gateway.lifecycle.acts import acts_of
from gateway.lifecycle.ending import ACTS, end_all, require_own
from gateway.lifecycle.issued import MOST, Chosen, issued, named
from gateway.lifecycle.reliance import uses_of
from gateway.portal.language import Language, language_of, marked
from gateway.portal.pages.visitor import VisitingMember
from gateway.portal.rendering import render
from gateway.portal.security import FormToken, require_own_form
from gateway.portal.views.labels import REASONS
from gateway.portal.views.parties import Names
from gateway.portal.views.statements import KINDS, act_rows, handed_in_rows, statement_rows
from gateway.services import Services, ServicesDep
from gateway.utilisation.reading import utilisation_of

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Query(max_length=200)]
Ids = Annotated[list[str], Form(max_length=MOST)]
Word = Annotated[str, Form(max_length=20)]
_NONE = marked("Choose at least one certificate.")
_KIND = marked("Choose what is to be done.")
_REASON = marked("Choose a reason.")


@router.get("/statements")
def get_statements(
    request: Request,
    services: ServicesDep,
    visitor: VisitingMember,
    number: Text = "",
    exporter: Text = "",
    agreement: Text = "",
    since: Text = "",
    until: Text = "",
) -> HTMLResponse:
    """The member's proofs that stand, by filter, each with a box to choose it by."""
    require_own(services, visitor)
    given = {"number": number, "exporter": exporter, "agreement": agreement, "since": since, "until": until}
    return _list(request, services, visitor, {name: value.strip() for name, value in given.items()})


@router.post("/statements/preview")
def post_preview(
    request: Request,
    services: ServicesDep,
    visitor: VisitingMember,
    csrf: FormToken = "",
    ids: Ids = [],  # noqa: B006  # FastAPI's own default of a repeated field
    kind: Word = "",
    reason: Word = "",
) -> HTMLResponse:
    """What rests on the chosen ones, as far as this gateway knows; nothing is signed yet."""
    require_own_form(visitor, csrf)
    require_own(services, visitor)
    words, chosen = language_of(request), _ids(ids)
    error = "" if chosen else _NONE
    error = error or ("" if kind in ACTS else _KIND) or ("" if _reason(reason) is not None else _REASON)
    if error:
        return _list(request, services, visitor, {}, error=words.say(error))
    with services.store.read() as connection:
        found = named(connection, services.settings.member, chosen)
        uses = uses_of(connection, [one.record_id for one in found])
        used = {one.record_id: utilisation_of(connection, one.record_id, with_draws=False) for one in found}
    rows = statement_rows(found, words, uses, used, Names(services.settings.directory))
    gone = len(set(chosen)) - len(found)
    return render(
        request,
        services,
        visitor,
        "statements_preview.html",
        place="statements",
        rows=rows,
        gone=gone,
        kind=kind,
        act=words.say(KINDS[kind][0]),
        reason=reason,
        why=words.say(REASONS[int(reason)]),
        affected=sorted({use.number for use in uses if not use.cancelled}),
        signs=services.settings.author_key is not None,
        member=services.settings.member,
        reason_name=Reason(int(reason)).name.lower(),
    )


@router.post("/statements/end")
def post_end(
    request: Request,
    services: ServicesDep,
    visitor: VisitingMember,
    csrf: FormToken = "",
    ids: Ids = [],  # noqa: B006  # FastAPI's own default of a repeated field
    kind: Word = "",
    reason: Word = "",
) -> HTMLResponse:
    """Signs and hands in an act for each of the chosen ones; each is told by itself."""
    require_own_form(visitor, csrf)
    words, chosen, why = language_of(request), _ids(ids), _reason(reason)
    if kind not in ACTS or why is None or not chosen:
        raise RequestInvalid("statements", expected="the form of the preview", found="another form")
    done = end_all(services, visitor, kind, chosen, why)
    now, correlation = services.now(), correlation_id_of(request)
    ended = [bytes(one.record_id) for one in done if one.refused is None]
    services.store.write(lambda c: record_access(c, visitor, Action.ENDED, ended, now, correlation))
    rows = handed_in_rows(done, kind, why, words)
    refused = sum(one.refused is not None for one in done)
    return render(
        request, services, visitor, "statements_ended.html", place="statements", rows=rows, refused=refused
    )


@router.post("/statements/list")
def post_list(
    services: ServicesDep,
    visitor: VisitingMember,
    csrf: FormToken = "",
    ids: Ids = [],  # noqa: B006  # FastAPI's own default of a repeated field
) -> Response:
    """The chosen ids, a line each: what `tegata revoke --from` reads, to sign on a machine of one's own."""
    require_own_form(visitor, csrf)
    require_own(services, visitor)
    lines = "".join(f"0x{one.hex()}\n" for one in dict.fromkeys(_ids(ids)))
    headers = {"Content-Disposition": 'attachment; filename="ids.txt"', "Cache-Control": "no-store"}
    return PlainTextResponse(lines, headers=headers)


@router.get("/statements/acts")
def get_acts(request: Request, services: ServicesDep, visitor: VisitingMember) -> HTMLResponse:
    """What became of the acts, the latest first."""
    require_own(services, visitor)
    with services.store.read() as connection:
        found = acts_of(connection, services.settings.member)
    rows = act_rows(found, language_of(request))
    return render(request, services, visitor, "statements_acts.html", place="statements", rows=rows)


def _list(
    request: Request, services: Services, visitor: Principal, given: dict[str, str], *, error: str = ""
) -> HTMLResponse:
    words = language_of(request)
    asked = dict.fromkeys(("number", "exporter", "agreement", "since", "until"), "") | given
    chosen = Chosen(
        asked["number"], asked["exporter"], asked["agreement"], _day(asked["since"]), _day(asked["until"])
    )
    with services.store.read() as connection:
        found = issued(connection, services.settings.member, chosen)
    return render(
        request,
        services,
        visitor,
        "statements.html",
        status=422 if error else 200,
        place="statements",
        given=asked,
        rows=statement_rows(found, words),
        most=len(found) == MOST,
        acts=_acts(words),
        reasons=[(str(int(reason)), words.say(text)) for reason, text in REASONS.items()],
        error=error,
    )


def _acts(words: Language) -> list[tuple[str, str, str]]:
    return [(name, words.say(KINDS[name][0]), words.say(KINDS[name][1])) for name in ACTS]


def _ids(texts: list[str]) -> list[RecordId]:
    """The ids that a form names; what is none is left out, since no page of ours sends it."""
    found = []
    for text in texts:
        try:
            found.append(RecordId(unhex(text, 32, "ids")))
        except TegataError:
            continue
    return found


def _reason(text: str) -> Reason | None:
    return Reason(int(text)) if text.isdecimal() and int(text) in REASONS else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
