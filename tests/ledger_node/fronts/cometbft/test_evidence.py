"""What a node tells a light client: enough for each change of validators, and nothing asked twice."""

from base64 import b64encode
from collections import Counter
from datetime import UTC, datetime
from typing import Any, cast

from contracts.ids import UnixTime
from contracts.keccak import keccak
from contracts.proofs import TrustUpdate, advance
from contracts.proofs.advancing import Step
from contracts.proofs.consensus import BlockId, LightBlock, Timestamp
from contracts.proofs.consensus.messages import CommitSig, ConsensusHeader
from ledger_node.fronts.cometbft.engine import EngineClient
from ledger_node.fronts.cometbft.evidence import Decided, Evidence
from ledger_node.fronts.cometbft.position import Position
from tests.contracts.proofs.consensus_world import decided, epoch, trust_of, validators, voted
from tests.contracts.proofs.world import BLOCK_TIME, NETWORK, NUMBER, header_of

STATE = header_of(b"\x05" * 32, NUMBER)
LAST = 400
CHANGES = {1: "abcd", 57: "abce", 58: "abef", 300: "aefg"}
"""From which height on who signs."""


def names_at(height: int) -> str:
    return next(names for start, names in sorted(CHANGES.items(), reverse=True) if start <= height)


def header_at(height: int) -> ConsensusHeader:
    return decided(
        keccak(STATE), names_at(height), names_at(height + 1), height=height, time=BLOCK_TIME + height
    )


class Engine:
    """An engine's interface over a chain of LAST headers, of which some at the beginning may be pruned."""

    def __init__(self, earliest: int = 1) -> None:
        self.earliest = earliest
        self.asked: Counter[str] = Counter()

    def call(self, method: str, **params: str) -> dict[str, Any]:
        self.asked[method] += 1
        height = int(params.get("height", LAST))
        assert self.earliest <= height <= LAST, "a height that the engine does not have"
        answer: dict[str, Any] = getattr(self, method)(height)
        return answer

    def status(self, _height: int) -> dict[str, Any]:
        return {"sync_info": {"earliest_block_height": str(self.earliest)}}

    def header(self, height: int) -> dict[str, Any]:
        return {"header": header_json(header_at(height))}

    def commit(self, height: int) -> dict[str, Any]:
        header = header_at(height)
        found = voted(header, names_at(height))
        commit = {
            "height": str(found.height),
            "round": found.round,
            "block_id": block_id_json(found.block),
            "signatures": [vote_json(each) for each in found.signatures],
        }
        return {"signed_header": {"header": header_json(header), "commit": commit}}

    def validators(self, height: int) -> dict[str, Any]:
        listed = [
            {"pub_key": {"value": b64encode(each.public_key).decode()}, "voting_power": str(each.power)}
            for each in validators(names_at(height)).validators
        ]
        return {"validators": listed, "total": str(len(listed))}


def header_json(header: ConsensusHeader) -> dict[str, Any]:
    hashes = (
        "last_commit_hash data_hash validators_hash next_validators_hash consensus_hash app_hash"
        " last_results_hash evidence_hash proposer_address"
    )
    return {
        "version": {"block": str(header.block_protocol), "app": str(header.app_version)},
        "chain_id": header.chain_id,
        "height": str(header.height),
        "time": time_json(header.time),
        "last_block_id": block_id_json(header.last_block),
        **dict(zip(hashes.split(), (each.hex().upper() for each in header.contents), strict=True)),
    }


def block_id_json(block: BlockId) -> dict[str, Any]:
    return {"hash": block.hash.hex(), "parts": {"total": block.parts, "hash": block.parts_hash.hex()}}


def vote_json(vote: CommitSig) -> dict[str, Any]:
    return {
        "block_id_flag": vote.flag,
        "validator_address": vote.address.hex(),
        "timestamp": time_json(vote.time),
        "signature": b64encode(vote.signature).decode() or None,
    }


def time_json(time: Timestamp) -> str:
    whole = datetime.fromtimestamp(time.seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}.{time.nanos:09}".rstrip("0").rstrip(".") + "Z"


def evidence(engine: Engine, height: int = LAST) -> Evidence:
    return Evidence(cast(EngineClient, engine), lambda: Position(height, 0))


def step(told: Decided) -> Step:
    return Step(LightBlock(told.header.encode(), told.commit.encode(), told.validators), STATE)


def test_the_headers_around_each_change_lead_a_light_client_to_the_newest() -> None:
    told = evidence(Engine()).leading_from(0)
    assert [each.header.height for each in told] == [56, 57, 58, 299, 300, LAST]
    update = TrustUpdate(NETWORK, None, tuple(map(step, told)))
    found = advance(trust_of(epoch()), update, UnixTime(BLOCK_TIME + 1_000))
    assert [each.end and each.end.height for each in found.epochs] == [56, 57, 299, None]
    assert found.seen_height == LAST


def test_who_has_seen_the_newest_header_is_told_nothing() -> None:
    assert evidence(Engine()).leading_from(LAST) == []
    assert [each.header.height for each in evidence(Engine()).leading_from(350)] == [LAST]


def test_heights_that_the_engine_has_pruned_are_left_out() -> None:
    told = evidence(Engine(earliest=200)).leading_from(0)
    assert [each.header.height for each in told] == [299, 300, LAST]


def test_the_newest_header_is_asked_for_once_at_each_height() -> None:
    engine, height = Engine(), [LAST]
    found = Evidence(cast(EngineClient, engine), lambda: Position(height[0], 0))
    assert [found.freshest().header.height for _ in range(5)] == [LAST] * 5
    assert engine.asked == {"commit": 1, "validators": 1}
    height[0] += 1
    found.freshest()
    assert engine.asked == {"commit": 2, "validators": 1}


def test_votes_that_nobody_needs_are_left_out() -> None:
    flags = [each.flag for each in evidence(Engine()).at(5).commit.signatures]
    assert flags == [2, 2, 2, 1]
