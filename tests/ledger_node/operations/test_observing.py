"""What the engine says, made into an observation."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ledger_node.fronts.cometbft import EngineClient
from ledger_node.operations.observing import look_at_engine, read_round

OWN, OTHERS = "A" * 40, ("B" * 40, "C" * 40, "D" * 40)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC).timestamp()
HEIGHT = 9


class Engine(EngineClient):
    """Answers as CometBFT does; `late` says by how many seconds the own vote of each height is late."""

    def __init__(self, late: dict[int, float]) -> None:
        self.late = late

    def call(self, method: str, **params: object) -> dict[str, Any]:
        if method == "commit":
            return {"signed_header": {"commit": {"signatures": self._signatures(int(str(params["height"])))}}}
        return ANSWERS[method]

    def _signatures(self, height: int) -> list[dict[str, str]]:
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
