"""The API of rules: what each says and on which law; which are off at an office, by whom and why."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from gateway.access import Officer, SignedIn
from gateway.errors import NotAllowed, NotFound
from gateway.reconciliation.rules.definition import rule_set_version, rules
from gateway.reconciliation.switching import settings_made, switch
from gateway.services import ServicesDep

router = APIRouter(prefix="/v1/rules", tags=["findings"])


class Setting(BaseModel):
    """A rule on or off in an office, or in every office where `office` is empty; and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"office": "1A", "enabled": False, "reason": "Weights of bulk cargo differ here."}
        },
    )

    office: Annotated[str, Field(max_length=20)] = ""
    enabled: bool
    reason: Annotated[str, Field(min_length=1, max_length=4_000)]


@router.get("")
def get_rules(principal: SignedIn) -> dict[str, Any]:
    """Every rule of the set: severity, audience, where it holds, its basis and its texts. Rules for officers
    are shown to officers only.
    """
    shown = [rule for rule in rules().values() if principal.is_officer or rule.data.audience == "party"]
    return {
        "rule_set": rule_set_version(),
        "rules": [{"rule": rule.id, **rule.data.model_dump(mode="json")} for rule in shown],
    }


@router.get("/settings")
def get_settings(services: ServicesDep, officer: Officer) -> dict[str, Any]:
    """Every time that a rule was switched off or on, in order."""
    assert officer.is_officer, "a route for officers"
    with services.store.read() as connection:
        return {"settings": settings_made(connection)}


@router.post("/{rule}/settings", status_code=201)
def post_setting(rule: str, setting: Setting, services: ServicesDep, officer: Officer) -> dict[str, Any]:
    """Switch a rule off or on, with the reason. It counts for what is reconciled from now on."""
    if rule not in rules():
        raise NotFound.of(rule, "a rule")
    if officer.officer_no is None:
        raise NotAllowed(f"rules/{rule}", expected="an officer", found=officer.who)
    by, now = (officer.officer_no, officer.officer_name or officer.who), services.now()
    number = services.store.write(
        lambda connection: switch(
            connection, office=setting.office, rule=rule, enabled=setting.enabled, reason=setting.reason,
            officer=by, now=now,
        )
    )  # fmt: skip
    return {"no": number, "rule": rule, "office": setting.office, "enabled": setting.enabled, "at": now}
