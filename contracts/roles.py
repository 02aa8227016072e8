"""What a member may sign, by role, and what a key may be used for, by purpose (formats §1, §4)."""

from enum import IntEnum, IntFlag


class Role(IntEnum):
    """A member's role on the ledger; the value is its bit in the member's role set."""

    ISSUING_BODY = 0
    EXPORTER = 1
    PRODUCER = 2
    IMPORTER = 3
    TRADER = 4
    CARRIER = 5
    FORWARDER = 6
    TERMINAL = 7
    BONDED_OPERATOR = 8
    CUSTOMS = 9
    POSTAL_OPERATOR = 10
    PLATFORM = 11


class Purpose(IntFlag):
    """What a key may do: sign records, relay transactions, govern its member, or sign in."""

    AUTHOR = 1
    RELAY = 2
    GOVERN = 4
    ACCESS = 8


def role_mask(*roles: Role) -> int:
    """The bit set of `roles`, as the Consortium contract stores it."""
    return sum(1 << role for role in set(roles))


def roles_in(mask: int) -> tuple[Role, ...]:
    """The roles whose bits are set in `mask`, by number."""
    return tuple(role for role in Role if mask >> role & 1)


AUTHOR_ROLES: dict[int, tuple[Role, ...]] = {
    1: (Role.ISSUING_BODY,),
    2: (Role.EXPORTER, Role.PRODUCER, Role.IMPORTER),
    3: (Role.EXPORTER, Role.TRADER),
    4: (Role.CARRIER, Role.FORWARDER),
    5: (
        Role.CARRIER,
        Role.FORWARDER,
        Role.TERMINAL,
        Role.BONDED_OPERATOR,
        Role.CUSTOMS,
        Role.POSTAL_OPERATOR,
    ),
    6: (Role.EXPORTER, Role.TRADER),
    7: (Role.CUSTOMS,),
    8: (Role.PLATFORM, Role.POSTAL_OPERATOR, Role.CARRIER),
    9: (Role.CUSTOMS,),
    10: (Role.CUSTOMS,),
    11: (Role.CUSTOMS, Role.ISSUING_BODY),
}
"""Kind of record → the roles that may author it (formats §1). The contract holds the same table as masks."""
