"""Who and where, as a page names them: members by number, parties and places as documents give them."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.genesis import GenesisMember
from contracts.records.parts import Location, Party
from gateway.portal.language import Language
from gateway.portal.speech import language_of_text


@dataclass(frozen=True)
class Names:
    """Who a member is, by number."""

    directory: Mapping[int, GenesisMember]

    def of(self, member: int, language: Language) -> str:
        """The member's name: in its own script on a page in its language."""
        entry = self.directory.get(member)
        if entry is None:
            return language.say("Member %(number)s", number=member)
        return _in_language(entry.name, entry.name_local, entry.country, language)


def party_name(party: Party | None, language: Language) -> str:
    """A party's name: in its own script on a page in its language, otherwise as first stated."""
    if party is None:
        return ""
    country = party.country or (party.address.country if party.address else None)
    return _in_language(party.name or party.name_local or "", party.name_local, country, language)


def place_name(place: Location | None) -> str:
    """A place's name, or its code."""
    return "" if place is None else place.name or place.locode or place.facility or ""


def _in_language(name: str, local: str | None, country: str | None, language: Language) -> str:
    return local if local and language_of_text(local, country) == language.tag else name
