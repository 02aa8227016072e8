"""The API of rules: what each says and on which law; which are off at an office, by whom and why."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from contracts.errors import brief
from contracts.ids import UnixTime
from gateway.access import Officer, Principal, SignedIn
from gateway.errors import NotAllowed, NotFound, RequestInvalid
from gateway.findings.rerunning import run_again
from gateway.reconciliation.rule_sets import kept, versions
from gateway.reconciliation.rules.definition import Setting as Figure
from gateway.reconciliation.rules.definition import rule_set_version, rules
from gateway.reconciliation.selection import RANDOM_SHARE, SHARES
from gateway.reconciliation.switching import settings_made, switch
from gateway.services import ServicesDep

router = APIRouter(prefix="/v1/rules", tags=["findings"])


class Setting(BaseModel):
    """A rule on or off in an office, or tuned there, or in every office where `office` is empty; and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"office": "1A", "enabled": False, "reason": "Weights of bulk cargo differ here."}
        },
    )

    office: Annotated[str, Field(max_length=20)] = ""
    enabled: bool
    settings: Annotated[
        dict[str, Annotated[str, Field(max_length=20)]],
        Field(default_factory=dict, description="figures to compare with; the rule's own where left out"),
    ]
    reason: Annotated[str, Field(min_length=1, max_length=4_000)]


@router.get("")
def get_rules(principal: SignedIn) -> dict[str, Any]:
    """Every rule of the set: severity, audience, where it holds, its basis and its texts. Rules for officers
    and the random share are shown to officers only.
    """
    shown = [rule for rule in rules().values() if principal.is_officer or rule.data.audience == "party"]
    told: dict[str, Any] = {
        "rule_set": rule_set_version(),
        "rules": [{"rule": rule.id, **rule.data.model_dump(mode="json")} for rule in shown],
    }
    shares = {name: share.model_dump(mode="json") for name, share in SHARES.items()}
    return told | ({"selection": {"rule": RANDOM_SHARE, "settings": shares}} if principal.is_officer else {})


@router.get("/settings")
def get_settings(services: ServicesDep, officer: Officer) -> dict[str, Any]:
    """Every time that a rule was switched off or on, in order."""
    assert officer.is_officer, "a route for officers"
    with services.store.read() as connection:
        return {"settings": settings_made(connection)}


@router.get("/versions")
def get_versions(services: ServicesDep, officer: Officer) -> dict[str, Any]:
    """Every version of the rule set that a result here was made under, with what was off and tuned in it."""
    assert officer.is_officer, "a route for officers"
    with services.store.read() as connection:
        return {"current": rule_set_version(), "versions": versions(connection)}


@router.get("/versions/{version}")
def get_version(version: str, services: ServicesDep, officer: Officer) -> dict[str, Any]:
    """The data of a version, whole: rules with their texts and settings, agreements, what was off."""
    assert officer.is_officer, "a route for officers"
    with services.store.read() as connection:
        found = kept(connection, version)
    if found is None:
        raise NotFound.of(version, "a version of the rule set that was used here")
    return dict(found.body)


@router.get("/versions/{version}/findings")
def get_findings_again(
    version: str, services: ServicesDep, officer: Officer, declaration: Annotated[str, Query(max_length=160)]
) -> dict[str, Any]:
    """A declaration's findings under that version, as of now; nothing of it is kept."""
    assert officer.is_officer, "a route for officers"
    with services.store.read() as connection:
        return run_again(connection, declaration, version)


@router.post("/{rule}/settings", status_code=201)
def post_setting(rule: str, setting: Setting, services: ServicesDep, officer: Officer) -> dict[str, Any]:
    """Switch a rule or the random share (`selection.random`) off or on, or tune it, with the reason. It
    counts for what is reconciled from now on.
    """
    now = services.now()
    number = services.store.write(lambda connection: put_setting(connection, officer, rule, setting, now))
    return {"no": number, "rule": rule, **setting.model_dump(exclude={"reason"}), "at": now}


def settings_known(rule: str) -> Mapping[str, Figure]:
    """What an office may tune of a rule, or of the random share; NotFound for what is neither."""
    if rule == RANDOM_SHARE:
        return SHARES
    if rule not in rules():
        raise NotFound.of(rule, "a rule")
    return rules()[rule].data.settings


def put_setting(
    connection: Connection, officer: Principal, rule: str, setting: Setting, now: UnixTime
) -> int:
    """Puts a setting on the record; its number. NotFound for a rule that is not there, RequestInvalid for a
    figure that the rule does not have or that is out of its bounds.
    """
    known = settings_known(rule)
    if officer.officer_no is None:
        raise NotAllowed(f"rules/{rule}", expected="an officer", found=officer.who)
    for name, text in setting.settings.items():
        if name not in known:
            raise RequestInvalid(f"settings/{name}", expected=" or ".join(known) or "none", found=name)
        if known[name].parsed(text) is None:
            bounds = f"{known[name].least} to {known[name].most}"
            raise RequestInvalid(f"settings/{name}", expected=bounds, found=brief(text))
    by = officer.officer_no, officer.officer_name or officer.who
    return switch(
        connection, office=setting.office, rule=rule, enabled=setting.enabled, reason=setting.reason,
        officer=by, now=now, settings=setting.settings,
    )  # fmt: skip
