"""The network's page: head, lag, what waits, members with roles and keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.genesis import GenesisMember
from contracts.ids import hex0x
from contracts.roles import Purpose
from gateway.network.state import MemberState, NetworkState
from gateway.portal.language import Language, marked
from gateway.portal.views.chips import Chip, Tone
from gateway.portal.views.findings import Fact

ROLES: dict[str, str] = {
    "issuing_body": marked("issuing body"),
    "exporter": marked("exporter"),
    "producer": marked("producer"),
    "importer": marked("importer"),
    "trader": marked("trader"),
    "carrier": marked("carrier"),
    "forwarder": marked("forwarder"),
    "terminal": marked("terminal"),
    "bonded_operator": marked("bonded operator"),
    "customs": marked("customs"),
    "postal_operator": marked("postal operator"),
    "platform": marked("platform"),
}
_PURPOSES: dict[Purpose, str] = {
    Purpose.AUTHOR: marked("author"),
    Purpose.RELAY: marked("relay"),
    Purpose.GOVERN: marked("govern"),
    Purpose.ACCESS: marked("sign in"),
}


@dataclass(frozen=True)
class Tile:
    """A figure with its word; `note` says what it means."""

    value: str
    label: str
    tone: Tone
    icon: str
    note: str = ""


@dataclass(frozen=True)
class MemberRow:
    """A member; `other` is its name in its own script."""

    number: int
    name: str
    other: str
    country: str
    country_name: str
    roles: str
    keys: str
    state: Chip


@dataclass(frozen=True)
class NetworkPage:
    """The whole page."""

    health: Chip
    trouble: str
    tiles: tuple[Tile, ...]
    members: tuple[MemberRow, ...]
    facts: tuple[Fact, ...]


def network_page(
    state: NetworkState,
    purposes: Mapping[int, Sequence[int]],
    directory: Mapping[int, GenesisMember],
    language: Language,
) -> NetworkPage:
    """The page of `state`; `purposes` holds the purposes of each member's keys, by member."""
    return NetworkPage(
        health=_health(state, language),
        trouble=state.trouble or "",
        tiles=_tiles(state, language),
        members=tuple(
            _member(m, purposes.get(m.number, ()), directory.get(m.number), language) for m in state.members
        ),
        facts=(
            Fact(language.say("Network id"), state.network_id),
            Fact(language.say("Chain id"), str(state.chain_id)),
            Fact(language.say("Hash of the head"), hex0x(state.head.hash) if state.head else "–"),
        ),
    )


def _health(state: NetworkState, language: Language) -> Chip:
    if state.head is None:
        return Chip("stop", "stop", language.say("The node does not answer"))
    if state.failed:
        return Chip("query", "query", language.say("Something was refused"))
    if state.lag:
        return Chip("notice", "clock", language.say("Catching up"))
    return Chip("good", "good", language.say("All is well"))


def _tiles(state: NetworkState, language: Language) -> tuple[Tile, ...]:
    head, lag = state.head, state.lag
    return (
        Tile(
            language.integer(head.height) if head else "–",
            language.say("Latest block"),
            "plain",
            "head",
            language.unix(head.time) if head else "",
        ),
        Tile(
            "–" if lag is None else language.integer(lag),
            language.say("Blocks the tables are behind"),
            "plain" if lag is None else "notice" if lag else "good",
            "gauge",
        ),
        Tile(
            language.integer(state.waiting + state.sent),
            language.say("Waiting for the ledger"),
            "notice" if state.waiting + state.sent else "good",
            "tray",
        ),
        Tile(
            language.integer(state.failed),
            language.say("Refused by the ledger"),
            "stop" if state.failed else "good",
            "cross",
        ),
        Tile(language.integer(state.records), language.say("Records anchored"), "plain", "anchor"),
        Tile(language.integer(state.batches), language.say("Batches anchored"), "plain", "packing"),
    )


def _member(
    member: MemberState, purposes: Sequence[int], entry: GenesisMember | None, language: Language
) -> MemberRow:
    unnamed = language.say("Member %(number)s", number=member.number)
    names = [n for n in (entry.name, entry.name_local) if n] if entry else [unnamed]
    if language.tag == "ja" and member.country == "JP":
        names.reverse()
    return MemberRow(
        number=member.number,
        name=names[0],
        other=names[1] if len(names) > 1 else "",
        country=member.country,
        country_name=language.locale.territories.get(member.country, member.country),
        roles=", ".join(language.say(ROLES[role]) for role in member.roles),
        keys=_keys(purposes, language),
        state=Chip("good", "good", language.say("Active"))
        if member.active
        else Chip("stop", "minus", language.say("Suspended")),
    )


def _keys(purposes: Sequence[int], language: Language) -> str:
    counted = {word: sum(bool(p & purpose) for p in purposes) for purpose, word in _PURPOSES.items()}
    return ", ".join(f"{number} {language.say(word)}" for word, number in counted.items() if number) or "–"
