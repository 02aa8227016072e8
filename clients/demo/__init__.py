"""The demonstration's data: the members of its network and its consignments, in the trade's own formats.

Owns documents written for Tegata (no real company, ship or person), what is done with them, and the
findings that must come of it. Starts nothing and speaks to nothing: the `demo` command does.
"""

from clients.demo.catalogue import (
    Bilingual,
    Consignment,
    DemoMember,
    ExpectedFinding,
    StatusAct,
    Submission,
    consignments,
    members,
)

__all__ = [
    "Bilingual",
    "Consignment",
    "DemoMember",
    "ExpectedFinding",
    "StatusAct",
    "Submission",
    "consignments",
    "members",
]
