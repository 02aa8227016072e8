"""Why the chain does not advance, or soon won't: one sentence for each cause, from an observation alone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ledger_node.operations.observing import EngineView, Observation

CLOCK_SECONDS = 5.0
DISK_SHARE, DISK_BYTES = 0.05, 2 << 30
MEMPOOL_SHARE = 0.9
STEP_SECONDS = 8.0
"""A step of a round that lasts longer waits for somebody."""

_STEP_DECIDING = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or soon will be."""

    code: str
    sentence: str
    """What is the matter, and what to do."""
    stops: bool
    """Whether the node can't take part, or take transactions, while it lasts."""

    def to_json(self) -> dict[str, object]:
        """The finding as JSON."""
        return {"code": self.code, "sentence": self.sentence, "stops": self.stops}


Check = Callable[[Observation], Iterable[Finding]]


def diagnose(seen: Observation) -> list[Finding]:
    """Everything that is the matter, what stops the node first."""
    found = [finding for check in _CHECKS for finding in check(seen)]
    return sorted(found, key=lambda finding: not finding.stops)


def _failure(seen: Observation) -> Iterator[Finding]:
    if seen.failure is not None:
        yield Finding("node.failed", f"This node makes no more blocks: {seen.failure.rstrip('.')}.", True)
    elif seen.engine_trouble is not None:
        yield Finding(
            "engine.trouble", f"The consensus engine is being restarted: {seen.engine_trouble}.", True
        )
    elif seen.engine is None:
        yield Finding(
            "engine.silent",
            "The consensus engine does not answer: wait a moment, then read engine.log beside its data.",
            True,
        )


def _upgrade(seen: Observation) -> Iterator[Finding]:
    if seen.upgrade is None:
        return
    version, height = seen.upgrade
    if seen.block_height + 1 >= height:
        yield Finding(
            "upgrade.missed",
            f"The members decided on rules of version {version}, which hold from here on and which this "
            "software does not know: install the version of Tegata that does, and start the node again.",
            True,
        )
    else:
        yield Finding(
            "upgrade.due",
            f"Rules of version {version} begin at block {height}, the ledger is at {seen.block_height}, and "
            "this software does not know them: install the version of Tegata that does before then.",
            False,
        )


def _behind(seen: Observation) -> Iterator[Finding]:
    engine = seen.engine
    if engine is None:
        return
    if engine.catching_up:
        yield Finding(
            "engine.catching_up",
            f"The node is fetching blocks that it missed, and is at height {engine.height}: wait.",
            True,
        )
    elif engine.height - seen.consensus_height > 1:
        yield Finding(
            "app.behind",
            f"The ledger is at consensus height {seen.consensus_height} and its engine at {engine.height}: "
            "blocks execute more slowly than they come, so look for load on this machine.",
            False,
        )


def _quorum(seen: Observation) -> Iterator[Finding]:
    engine = seen.engine
    if engine is None or engine.catching_up or not engine.validators:
        return
    total = sum(voter.power for voter in engine.validators)
    stuck = engine.round.step >= _STEP_DECIDING and seen.step_seconds > STEP_SECONDS
    reached = _power_voting(engine) if stuck and engine.round.voted else _power_connected(seen, engine)
    if 3 * reached <= 2 * total:
        yield Finding(
            "quorum.lost",
            f"No quorum: validators with {reached} of {total} votes are there and more than two thirds are "
            f"needed, so no block is made until others are back{_absent(seen)}.",
            True,
        )


def _power_voting(engine: EngineView) -> int:
    votes = zip(engine.validators, engine.round.voted, strict=False)
    return sum(voter.power for voter, voted in votes if voted)


def _power_connected(seen: Observation, engine: EngineView) -> int:
    """The power of this validator and, as they are not told apart, of as many others as there are peers."""
    own = sum(voter.power for voter in engine.validators if voter.address == seen.validator)
    others = sorted((v.power for v in engine.validators if v.address != seen.validator), reverse=True)
    return own + sum(others[: len(engine.peers)])


def _absent(seen: Observation) -> str:
    names = [name for name, _ in _unreachable(seen)]
    return f"; out of reach: {', '.join(names)}" if names else ""


def _unreachable(seen: Observation) -> list[tuple[str, str]]:
    engine = seen.engine
    return [] if engine is None else [peer for peer in seen.peers if peer[1] not in engine.peers]


def _peers(seen: Observation) -> Iterator[Finding]:
    for name, _ in _unreachable(seen):
        yield Finding(
            "peer.unreachable",
            f"{name} can't be reached: it is down, or its address in node.toml is wrong, or a firewall "
            "stands between.",
            False,
        )


def _clock(seen: Observation) -> Iterator[Finding]:
    ahead = None if seen.engine is None else seen.engine.clock_ahead
    early = seen.consensus_time - seen.time
    if early > CLOCK_SECONDS:
        ahead = -early
    if ahead is not None and abs(ahead) > CLOCK_SECONDS:
        side = "ahead of" if ahead > 0 else "behind"
        yield Finding(
            "clock.off",
            f"This machine's clock is {abs(ahead):.0f} s {side} the other validators': synchronise it (NTP).",
            False,
        )


def _disk(seen: Observation) -> Iterator[Finding]:
    yield from disk_findings(seen.disk_free, seen.disk_total)


def disk_findings(free: int, total: int) -> Iterator[Finding]:
    """What there is to say of a disk with so many bytes, and so many of them free."""
    if free < min(DISK_BYTES, DISK_SHARE * total):
        yield Finding(
            "disk.full",
            f"The disk of the data directory has {free >> 20} MiB left: make room before it stops the node.",
            False,
        )


def _validator(seen: Observation) -> Iterator[Finding]:
    engine = seen.engine
    if engine is None or any(voter.address == seen.validator for voter in engine.validators):
        return
    yield Finding(
        "validator.absent",
        f"This node's key {seen.validator} is not in the validator set: it follows the chain and has no vote "
        "until the consortium admits it.",
        False,
    )


def _mempool(seen: Observation) -> Iterator[Finding]:
    if seen.waiting >= MEMPOOL_SHARE * seen.capacity:
        yield Finding(
            "mempool.full",
            f"{seen.waiting} of at most {seen.capacity} transactions wait: new ones are refused until blocks "
            "have taken some.",
            seen.waiting >= seen.capacity,
        )


def _relays(seen: Observation) -> Iterator[Finding]:
    for address, is_admitted in seen.relays:
        if not is_admitted:
            yield Finding(
                "relay.not_admitted",
                f"Transactions from {address} are not admitted: it is no active relay key of an active "
                "member.",
                False,
            )


_CHECKS: tuple[Check, ...] = (
    _failure,
    _upgrade,
    _behind,
    _quorum,
    _peers,
    _clock,
    _disk,
    _validator,
    _mempool,
    _relays,
)
