"""Who may read a record, worked out when it is anchored: author, audience, verified parties, importing
customs.

Pure: what the ledger says of members and identifiers is passed in.
"""

from collections.abc import Mapping

from contracts.ids import MemberId
from gateway.store.projections.readership import Readership

_KEPT = 10_000
"""Readerships remembered: the records of a batch mostly share one."""


class Parties:
    """Members as authorisation needs them: whom an identifier names, and which customs stand in a country."""

    def __init__(self, owners: Mapping[bytes, MemberId] | None = None) -> None:
        self._owners: dict[bytes, MemberId] = dict(owners or {})
        self._customs: dict[str, set[MemberId]] = {}
        self._known: dict[Readership, frozenset[MemberId]] = {}

    def note_member(self, number: MemberId, country: str, *, customs: bool) -> None:
        """Keeps what the ledger says of a member now."""
        for known in self._customs.values():
            known.discard(number)
        if customs:
            self._customs.setdefault(country, set()).add(number)
        self._known.clear()

    def note_identifier(self, identifier: bytes, owner: MemberId) -> None:
        """Keeps that the identifier with this hash names `owner`."""
        self._owners[identifier] = owner
        self._known.clear()

    def readers_of(self, readership: Readership) -> frozenset[MemberId]:
        """The members that may read a record with `readership`."""
        known = self._known.get(readership)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[readership] = self._worked_out(readership)
        return known

    def _worked_out(self, readership: Readership) -> frozenset[MemberId]:
        owners = (self._owners.get(identifier) for identifier in readership.identifiers)
        customs = (self._customs.get(country, set()) for country in readership.countries)
        return frozenset(readership.members).union((o for o in owners if o is not None), *customs)
