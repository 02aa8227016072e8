"""Kind 4: a transport document.

UNTDID 1001: 704 master bill of lading, 705 bill of lading, 710 sea waybill, 714 house bill of lading, 740 air
waybill, 741 master air waybill.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.records.parts import (
    Amount,
    Classification,
    Code,
    Count,
    Country,
    Date,
    Equipment,
    Flag,
    Location,
    Measure,
    Packages,
    Part,
    Party,
    Record,
    Text,
)

Mode = Literal["sea", "rail", "road", "air", "mail", "multimodal", "fixed", "inland_water"]
"""UN/ECE Recommendation 19, by name."""


class Vessel(Part):
    """A ship: IMO number, name, flag."""

    imo: Annotated[str, StringConstraints(pattern=r"^[0-9]{7}$")] | None = None
    name: Text | None = None
    flag: Country | None = None


class Leg(Part):
    """One leg of the carriage."""

    mode: Mode
    vessel: Vessel | None = None
    voyage: Text | None = None
    """Voyage or flight number."""
    load: Location | None = None
    discharge: Location | None = None
    departure_date: Date | None = None
    arrival_date: Date | None = None


class CargoItem(Part):
    """An item of the goods carried."""

    sequence: Count
    description: Text | None = None
    classification: Classification | None = None
    packages: Packages | None = None
    gross_mass: Measure | None = None
    net_mass: Measure | None = None
    volume: Measure | None = None
    containers: tuple[Text, ...] = ()


class TransportDocument(Record):
    """A bill of lading, waybill or air waybill; `through` is true for a through document (RCEP Art. 3.15)."""

    number: Text
    type_code: Literal["704", "705", "710", "714", "740", "741"]
    level: Literal["master", "house", "straight"] | None = None
    issue_date: Date | None = None
    on_board_date: Date | None = None
    carrier: Party | None = None
    consignor: Party | None = None
    consignee: Party | None = None
    notify_party: Party | None = None
    to_order: Flag = False
    place_of_receipt: Location | None = None
    port_of_loading: Location | None = None
    transhipments: tuple[Location, ...] = ()
    port_of_discharge: Location | None = None
    place_of_delivery: Location | None = None
    legs: tuple[Leg, ...] = ()
    through: Flag = False
    equipment: tuple[Equipment, ...] = ()
    packages: Packages | None = None
    gross_mass: Measure | None = None
    freight: Amount | None = None
    service: Code | None = None
    remarks: Text | None = None
    items: Annotated[tuple[CargoItem, ...], Field(max_length=5_000)] = ()
