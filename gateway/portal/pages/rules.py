"""The rules as an office has them: on, off, tuned; the form to change one, with a reason."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gateway.errors import RequestInvalid
from gateway.findings.rules import Setting, put_setting, settings_known
from gateway.portal.language import Language, language_of
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.rendering import render
from gateway.portal.security import FormToken, require_own_form
from gateway.portal.views.chips import severity_chip
from gateway.reconciliation.rule_sets import versions
from gateway.reconciliation.rules.definition import Rule, rule_set_version, rules
from gateway.reconciliation.rules.definition import Setting as Figure
from gateway.reconciliation.selection import MILLION, RANDOM_SHARE, SHARES, TITLES, share_of
from gateway.reconciliation.switching import rule_set_for, settings_made
from gateway.services import ServicesDep

router = APIRouter(include_in_schema=False)


@router.get("/rules")
def get_rules(
    request: Request,
    services: ServicesDep,
    officer: VisitingOfficer,
    office: Annotated[str, Query(max_length=20)] = "",
    done: str = "",
) -> HTMLResponse:
    """Every rule as `office` has it; every office's without one."""
    words = language_of(request)
    with services.store.read() as connection:
        as_set = rule_set_for(connection, office or None)
        made = settings_made(connection)
        used = versions(connection)
        share = share_of(connection, office or None)
    return render(
        request,
        services,
        officer,
        "rules.html",
        place="rules",
        office_asked=office,
        rules=[
            _selection(share, words),
            *(_row(rule, as_set.rules.get(rule.id), words) for rule in rules().values()),
        ],
        made=[one | {"when": words.unix(one["at"])} for one in reversed(made)],
        versions=[one | {"when": words.unix(one["first_used_at"])} for one in reversed(used)],
        current=rule_set_version(),
        done=bool(done),
    )


@router.post("/rules/{rule}")
async def post_rule(
    rule: str,
    request: Request,
    services: ServicesDep,
    officer: VisitingOfficer,
    csrf: FormToken = "",
    office: Annotated[str, Form(max_length=20)] = "",
    enabled: Annotated[str, Form(max_length=3)] = "on",
    reason: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Puts a setting on the record; figures come as `set_` and the setting's name."""
    require_own_form(officer, csrf)
    if not reason.strip():
        raise RequestInvalid("reason", expected="the reason: it goes on the record", found="nothing")
    form = await request.form()
    figures = {
        name.removeprefix("set_"): str(value) for name, value in form.items() if name.startswith("set_")
    }
    known = settings_known(rule)
    changed = {n: text for n, text in figures.items() if n not in known or text != str(known[n].value)}
    setting = Setting(office=office, enabled=enabled == "on", settings=changed, reason=reason.strip())
    now = services.now()
    services.store.write(lambda connection: put_setting(connection, officer, rule, setting, now))
    return RedirectResponse(f"/rules?office={office}&done=1", 303)


def _selection(share: int, words: Language) -> dict[str, Any]:
    """The random share as the page lists it, among the rules."""
    figures = [_figure(name, figure, _percent(share), words) for name, figure in SHARES.items()]
    title = TITLES["ja" if words.tag == "ja" else "en"]
    return {"id": RANDOM_SHARE, "title": title, "severity": None, "on": share > 0, "figures": figures}


def _percent(share: int) -> str:
    return format(Decimal(share) * 100 / MILLION, "f")


def _figure(name: str, figure: Figure, value: str, words: Language) -> dict[str, str]:
    return {
        "name": name,
        "label": figure.ja if words.tag == "ja" else figure.en,
        "value": value,
        "own": str(figure.value),
        "bounds": f"{figure.least} – {figure.most}",
    }


def _row(rule: Rule, as_set: Rule | None, words: Language) -> dict[str, Any]:
    """A rule as the page lists it; `as_set` is None where it is off."""
    text = rule.data.ja if words.tag == "ja" else rule.data.en
    return {
        "id": rule.id,
        "title": text.title,
        "severity": severity_chip(rule.data.severity, words),
        "on": as_set is not None,
        "figures": [
            _figure(name, figure, str((as_set or rule).values[name]), words)
            for name, figure in rule.data.settings.items()
        ],
    }
