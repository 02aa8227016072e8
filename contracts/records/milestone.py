"""Kind 5: a milestone, something that happened to a shipment. A plan or an estimate is never one."""

from typing import Literal

from contracts.records.parts import Code, DateTime, Equipment, Flag, Location, Record, Text
from contracts.records.transport_document import Mode, Vessel


class Milestone(Record):
    """An observed event.

    `event` is the code of `scheme` as the message spells it; `occurred` is when it happened, `recorded` when
    it was written down. `retracts` names the event id that this one takes back.
    """

    event: Code
    scheme: Code
    """The code list: DCSA-TNT-2, DCSA-TNT-3, UN-REC-24, EPCIS-CBV, …"""
    meaning: Literal[
        "received", "loaded", "departed", "arrived", "discharged", "transhipped", "gate_in", "gate_out",
        "stuffed", "stripped", "customs_hold", "customs_released", "inspected", "delivered", "document",
        "other",
    ]  # fmt: skip
    classifier: Literal["ACT"] = "ACT"
    occurred: DateTime
    recorded: DateTime | None = None
    location: Location | None = None
    mode: Mode | None = None
    vessel: Vessel | None = None
    voyage: Text | None = None
    equipment: Equipment | None = None
    under_customs_control: Flag | None = None
    source_event: Text | None = None
    """The event's id in the system that reported it."""
    retracts: Text | None = None
    remarks: Text | None = None
