"""What can be seen of a node at one moment: by itself, by its engine, on its disk. It decides nothing."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

from contracts.errors import TegataError
from contracts.ids import Address, UnixTime
from ledger_node.fronts.cometbft import EngineClient
from ledger_node.governing import Upgrade

PUNCTUAL_SECONDS = 2.0
VOTES_LOOKED_AT, VOTES_NEEDED = 6, 3

_STEP_PRECOMMIT = 6
_ROUND = re.compile(r"^(\d+)/(\d+)/(\d+)$")
_VOTES = re.compile(r"BA\{\d+:([x_]*)\} (\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class Voter:
    """A validator as the engine has it."""

    address: str
    power: int


@dataclass(frozen=True, slots=True)
class Round:
    """The round of consensus under way, and whose votes of the kind it waits for this node has seen."""

    height: int
    number: int
    step: int
    """1 to 8; from 3 on a block is being decided. At 2 the engine waits for transactions."""
    voted: tuple[bool, ...] = ()

    @property
    def place(self) -> tuple[int, int, int]:
        """Height, round and step."""
        return self.height, self.number, self.step


@dataclass(frozen=True, slots=True)
class EngineView:
    """What the engine says of itself."""

    height: int
    catching_up: bool
    peers: frozenset[str]
    validators: tuple[Voter, ...]
    round: Round
    mempool: int
    clock_ahead: float | None = None
    """Seconds that this validator's last vote was ahead of the others' median; None if that can't be told."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A node at one moment."""

    time: float
    name: str
    failure: str | None
    engine_trouble: str | None
    engine_restarts: int
    engine: EngineView | None
    block_height: int
    block_time: int
    consensus_height: int
    consensus_time: int
    step_seconds: float
    """How long the engine has been in the step of its round."""
    executions: int
    misdeeds: int
    waiting: int
    capacity: int
    disk_free: int
    disk_total: int
    store_bytes: int
    validator: str
    peers: tuple[tuple[str, str], ...] = ()
    """Name and engine id of every peer that the settings name."""
    relays: tuple[tuple[str, bool], ...] = field(default=())
    """Relay keys that the settings name, and whether transactions of theirs are admitted now."""
    upgrade: Upgrade | None = None
    """Rules that the consortium decided on and this software does not know."""


def look_at_engine(client: EngineClient, validator: str) -> EngineView | None:
    """What the engine says; None while it does not answer."""
    try:
        status, network = client.call("status"), client.call("net_info")
        validators = _validators(client)
        state = read_round(client)
        mempool = client.call("num_unconfirmed_txs")
        height = int(status["sync_info"]["latest_block_height"])
        kept = int(status["sync_info"]["earliest_block_height"])
        votes = any(voter.address == validator for voter in validators)
        ahead = _clock_ahead(client, range(max(1, kept), height + 1), validator) if votes else None
    except TegataError:
        return None
    return EngineView(
        height=height,
        catching_up=status["sync_info"]["catching_up"],
        peers=frozenset(peer["node_info"]["id"] for peer in network["peers"]),
        validators=validators,
        round=state,
        mempool=int(mempool["n_txs"]),
        clock_ahead=ahead,
    )


def admitted(
    relays: tuple[str, ...], member_of: Callable[[Address, UnixTime], int | None], now: UnixTime
) -> tuple[tuple[str, bool], ...]:
    """Whether each relay key may send at `now`."""
    return tuple((text, member_of(Address(bytes.fromhex(text[2:])), now) is not None) for text in relays)


def disk(path: Path) -> tuple[int, int]:
    """Bytes that are free on the disk that holds `path`, and all of them."""
    usage = shutil.disk_usage(path)
    return usage.free, usage.total


def bytes_in(path: Path) -> int:
    """Bytes that the files under `path` take on the disk."""
    return sum(each.stat().st_blocks * 512 for each in path.rglob("*") if each.is_file())


def _validators(client: EngineClient) -> tuple[Voter, ...]:
    found = client.call("validators", per_page="100")["validators"]
    return tuple(Voter(each["address"], int(each["voting_power"])) for each in found)


def read_round(client: EngineClient) -> Round:
    """The round under way. Raises EngineSilent or EngineRefused."""
    state = client.call("consensus_state")["round_state"]
    place = _ROUND.match(state["height/round/step"])
    if place is None:
        return Round(0, 0, 0)
    height, number, step = map(int, place.groups())
    votes = next((each for each in state["height_vote_set"] if each["round"] == number), None)
    seen = _VOTES.match(votes[_vote_waited_for(step)]) if votes else None
    voted = tuple(mark == "x" for mark in seen[1]) if seen else ()
    return Round(height, number, step, voted)


def _vote_waited_for(step: int) -> str:
    """The votes that move a round on: once two thirds have voted first, it is their second votes."""
    return "precommits_bit_array" if step >= _STEP_PRECOMMIT else "prevotes_bit_array"


def _clock_ahead(client: EngineClient, kept: range, validator: str) -> float | None:
    """How far the validator's clock is ahead, from its votes of the last heights that are `kept`.

    A vote can be late, when the node has just come back; a clock that is off shows in every vote. So it is
    the nearest of several that counts. What was before a snapshot, or is pruned, can't be asked for.
    """
    found: list[float] = []
    for each in reversed(kept[-VOTES_LOOKED_AT:]):
        ahead = _vote_ahead(client, each, validator)
        if ahead is not None and abs(ahead) < PUNCTUAL_SECONDS:
            return ahead
        if ahead is not None:
            found.append(ahead)
    return min(found, key=abs) if len(found) >= VOTES_NEEDED else None


def _vote_ahead(client: EngineClient, height: int, validator: str) -> float | None:
    """How much later than the others' median the validator's vote for a height says it was made."""
    signatures = client.call("commit", height=str(height))["signed_header"]["commit"]["signatures"]
    times = {
        each["validator_address"]: _moment(each["timestamp"])
        for each in signatures
        if each["validator_address"]
    }
    own = times.pop(validator, None)
    return None if own is None or not times else own - median(times.values())


def _moment(text: str) -> float:
    """An RFC 3339 time, to the microsecond, as seconds since the Unix epoch."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    return datetime.fromisoformat(f"{whole}+00:00").timestamp() + float(f"0.{fraction or 0}")
