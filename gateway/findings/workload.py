"""The API of officers' work: rates of duty for ranking, and the random share with all that draws it again."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from sqlalchemy import insert, select

from contracts.ids import hex0x
from contracts.scopes import AGREEMENT_NUMBERS
from gateway.access import Officer
from gateway.errors import RequestInvalid
from gateway.http.pages import Limit
from gateway.services import ServicesDep
from gateway.store.tables.workload import duty_rates, selection_seeds, selections

router = APIRouter(prefix="/v1/workload", tags=["findings"])

Percent = Annotated[Decimal, Field(ge=0, le=1_000, max_digits=7, decimal_places=4)]
_EXAMPLE: dict[str, JsonValue] = {
    "hs_code": "030617",
    "agreement": "RCEP",
    "since": "2026-04-01",
    "base_percent": "1",
    "preferential_percent": "0",
    "source": "Customs Tariff Schedule",
}


class RateRow(BaseModel):
    """The duty on goods of a code without and with an agreement's preference, and where it was read."""

    model_config = ConfigDict(extra="forbid")

    hs_code: Annotated[str, Field(pattern="^[0-9]{4,9}$")]
    agreement: Annotated[str, Field(max_length=8)]
    since: date
    until: date | None = None
    base_percent: Percent
    preferential_percent: Percent
    source: Annotated[str, Field(min_length=1, max_length=400)]


class Rates(BaseModel):
    """Rows of a tariff schedule."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"rates": [dict(_EXAMPLE)]}})

    rates: Annotated[list[RateRow], Field(min_length=1, max_length=20_000)]


@router.post("/duty-rates", status_code=201)
def post_rates(wanted: Rates, services: ServicesDep, officer: Officer) -> dict[str, Any]:
    """Enter rates of duty; they count for what is ranked from now on. Of several rows the last counts."""
    assert officer.is_officer, "a route for officers"
    unknown = sorted({row.agreement for row in wanted.rates} - AGREEMENT_NUMBERS.keys())
    if unknown:
        raise RequestInvalid("rates/agreement", expected="a code of an agreement", found=unknown[0])
    rows = [
        row.model_dump()
        | {"base_percent": str(row.base_percent), "preferential_percent": str(row.preferential_percent)}
        for row in wanted.rates
    ]
    services.store.write(lambda connection: connection.execute(insert(duty_rates), rows))
    return {"entered": len(rows)}


@router.get("/selections")
def get_selections(
    services: ServicesDep,
    officer: Officer,
    selected: bool = True,
    day: Annotated[int | None, Query(ge=0, description="days since 1970-01-01, in Japan")] = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """The declarations that the lot picked, the last first, with day, lot and share; and the seed of each
    day, from which every lot can be drawn again: SHA-256 of `tegata/selection/1`, the seed and the name, its
    first 16 bytes modulo a million, is the lot; below the share it is selected.
    """
    assert officer.is_officer, "a route for officers"
    wanted = [selections.c.selected == selected] + ([] if day is None else [selections.c.day == day])
    query = select(selections).where(*wanted).order_by(selections.c.at.desc(), selections.c.declaration)
    with services.store.read() as connection:
        rows = [dict(row) for row in connection.execute(query.limit(limit)).mappings()]
        days = sorted({row["day"] for row in rows})
        seeds = connection.execute(select(selection_seeds).where(selection_seeds.c.day.in_(days)))
        told = {str(row.day): hex0x(row.seed) for row in seeds}
    return {"items": rows, "seeds": told}
