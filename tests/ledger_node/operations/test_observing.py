"""What the engine says, made into an observation."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ledger_node.fronts.cometbft import EngineClient
from ledger_node.fronts.cometbft.engine import EngineRefused
from ledger_node.operations.observing import look_at_engine, read_round

OWN, OTHERS = "A" * 40, ("B" * 40, "C" * 40, "D" * 40)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC).timestamp()
HEIGHT = 9


class Engine(EngineClient):
    """Answers as CometBFT does; `late` says by how many seconds the own vote of each height is late.

    Blocks below `earliest` it does not have.
    """

    def __init__(self, late: dict[int, float], earliest: int = 1) -> None:
        self.late = late
        self.earliest = earliest

    def call(self, method: str, **params: object) -> dict[str, Any]:
        if method == "commit":
            return {"signed_header": {"commit": {"signatures": self._signatures(int(str(params["height"])))}}}
        answer = ANSWERS[method]
        if method == "status":
            return {"sync_info": {**answer["sync_info"], "earliest_block_height": str(self.earliest)}}
        return answer

    def _signatures(self, height: int) -> list[dict[str, str]]:
        if height < self.earliest:
            raise EngineRefused("commit", expected="a height that is kept", found=str(height))
        votes = [{"validator_address": each, "timestamp": moment(NOON + height)} for each in OTHERS[:2]]
        votes.append({"validator_address": "", "timestamp": "0001-01-01T00:00:00Z"})
        if height in self.late:
            own = moment(NOON + height + self.late[height])
            votes.append({"validator_address": OWN, "timestamp": own})
        return votes


def moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "123Z"


ANSWERS: dict[str, dict[str, Any]] = {
    "status": {"sync_info": {"latest_block_height": str(HEIGHT), "catching_up": False}},
    "net_info": {"peers": [{"node_info": {"id": "11" * 20}}]},
    "validators": {"validators": [{"address": each, "voting_power": "10"} for each in (OWN, *OTHERS)]},
    "consensus_state": {
        "round_state": {
            "height/round/step": "10/1/4",
            "height_vote_set": [
                {"round": 0, "prevotes_bit_array": "BA{4:____} 0/40 = 0.00"},
                {"round": 1, "prevotes_bit_array": "BA{4:x_x_} 20/40 = 0.50"},
            ],
        }
    },
    "num_unconfirmed_txs": {"n_txs": "3"},
}


def test_the_round_under_way_and_its_votes_are_read() -> None:
    found = read_round(Engine({}))
    assert (found.place, found.voted) == ((10, 1, 4), (True, False, True, False))
    seen = look_at_engine(Engine({}), OWN)
    assert seen is not None
    assert (seen.height, seen.mempool, len(seen.validators), seen.peers) == (9, 3, 4, frozenset({"11" * 20}))


@pytest.mark.parametrize(
    ("step", "voted"),
    [(4, (True, True, True, False)), (6, (True, True, False, False))],
    ids=["first", "second"],
)
def test_a_round_that_waits_for_second_votes_shows_those(
    step: int, voted: tuple[bool, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    votes = {"round": 0, "prevotes_bit_array": "BA{4:xxx_} 30/40 = 0.75"}
    votes["precommits_bit_array"] = "BA{4:xx__} 20/40 = 0.50"
    state = {"height/round/step": f"10/0/{step}", "height_vote_set": [votes]}
    monkeypatch.setitem(ANSWERS, "consensus_state", {"round_state": state})
    assert read_round(Engine({})).voted == voted


@pytest.mark.parametrize(
    ("late", "ahead"),
    [
        ({9: 0.1, 8: 0.1}, 0.1),
        ({9: 8.0, 8: 0.2, 7: 0.1}, 0.2),
        ({9: 8.0}, None),
        ({9: 8.0, 8: 30.0}, None),
        ({9: 9.0, 8: 8.5, 7: 8.0, 6: 9.0}, 8.0),
        ({9: -9.0, 8: -8.5, 7: -8.0}, -8.0),
        ({}, None),
        ({2: 9.0, 1: 9.0, 3: 9.0}, None),
    ],
    ids=["well", "one late vote", "only one", "two late votes", "ahead", "behind", "no vote", "long ago"],
)
def test_a_clock_is_off_only_when_every_vote_says_so(late: dict[int, float], ahead: float | None) -> None:
    seen = look_at_engine(Engine(late), OWN)
    assert seen is not None
    assert seen.clock_ahead == (None if ahead is None else pytest.approx(ahead, abs=1e-3))


@pytest.mark.parametrize("earliest", [8, 9], ids=["two kept", "one kept"])
def test_an_engine_that_began_with_a_snapshot_or_prunes_is_not_asked_for_what_it_lacks(earliest: int) -> None:
    seen = look_at_engine(Engine(dict.fromkeys(range(1, 10), 9.0), earliest), OWN)
    assert seen is not None, "it answers, and says so"
    assert seen.clock_ahead is None, "too few votes to tell"


def test_a_node_without_a_vote_has_no_clock_to_compare() -> None:
    seen = look_at_engine(Engine({9: 9.0, 8: 9.0, 7: 9.0}, earliest=10), "E" * 40)
    assert seen is not None
    assert seen.clock_ahead is None
