"""What CometBFT's own light client says of headers and commits, beside what ours says."""

import json
import os
import random
import shutil
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from contracts.ids import UnixTime
from contracts.proofs import EvidenceRefused, Fault
from contracts.proofs.consensus import (
    LightBlock,
    Timestamp,
    Trusted,
    Validator,
    ValidatorSet,
    check_commit,
    read_signed_header,
    verify_step,
)
from contracts.proofs.consensus.messages import (
    BlockId,
    Commit,
    CommitSig,
    ConsensusHeader,
    decode_commit,
    decode_header,
)

VECTORS = Path(__file__).resolve().parents[2] / "golden" / "consensus.jsonl"
PROGRAM = Path(__file__).parent / "lightclient"

Case = dict[str, Any]


def cases() -> list[Case]:
    return [json.loads(line) for line in VECTORS.read_text("utf-8").splitlines()]


def fault_of(case: Case) -> Fault | None:
    """Why we refuse the case; None where it holds."""
    try:
        _judge(case)
    except EvidenceRefused as error:
        return error.fault
    return None


def _judge(case: Case) -> None:
    block = light_block(case["next"])
    if case["trusted"] is None:
        signed = read_signed_header(block.header, block.commit, case["chain_id"])
        if signed.header.validators_hash != block.validators.hash:
            raise EvidenceRefused(Fault.LIGHT_VALIDATORS, "case", expected="the header's", found="others")
        check_commit(signed, block.validators)
        return
    trusted = light_block(case["trusted"])
    header = decode_header(trusted.header)
    stand = Trusted(header.height, header.time, trusted.validators, header.next_validators_hash)
    verify_step(stand, block, case["chain_id"], case["period"], UnixTime(case["now"]))


def light_block(document: Any) -> LightBlock:
    validators = (Validator(b64decode(each["key"]), each["power"]) for each in document["validators"])
    return LightBlock(
        b64decode(document["header"]), b64decode(document["commit"]), ValidatorSet(tuple(validators))
    )


def witness(folder: Path) -> Callable[..., list[Case]]:
    """The witness, built: give it `make`, or `judge` and cases. Skips without Go; in CI that is a failure."""
    go = shutil.which("go") or shutil.which("/usr/local/go/bin/go")
    if go is None:
        assert not os.environ.get("CI"), "Go was not found"
        pytest.skip("Go was not found: CometBFT's own light client can't be asked")
    built = folder / "lightclient"
    flags = {**os.environ, "GOFLAGS": "-trimpath -mod=readonly"}
    subprocess.run([go, "build", "-o", built, "."], cwd=PROGRAM, env=flags, check=True)

    def ask(word: str, given: Iterable[Case] = ()) -> list[Case]:
        done = subprocess.run(
            [built, word], input=json.dumps(list(given)), capture_output=True, text=True, check=True
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    return ask


def mutated(case: Case, chance: random.Random) -> Case:
    """The case with one thing changed, in a spelling that is sound."""
    block = light_block(case["next"])
    header, commit = decode_header(block.header), decode_commit(block.commit)
    change = chance.choice((_other_header, _other_commit, _other_vote, _other_vote, _other_place))
    header, commit = change(header, commit, chance)
    changed = {"header": _text(header.encode()), "commit": _text(commit.encode())}
    return {**case, "next": {**case["next"], **changed}}


Changed = tuple[ConsensusHeader, Commit]


def _other_header(header: ConsensusHeader, commit: Commit, chance: random.Random) -> Changed:
    name = chance.choice(sorted(ConsensusHeader.__dataclass_fields__))
    return replace(header, **{name: _other(getattr(header, name), chance)}), commit


def _other_commit(header: ConsensusHeader, commit: Commit, chance: random.Random) -> Changed:
    name = chance.choice(("height", "round", "block"))
    return header, replace(commit, **{name: _other(getattr(commit, name), chance)})


def _other_vote(header: ConsensusHeader, commit: Commit, chance: random.Random) -> Changed:
    places = list(commit.signatures)
    place = chance.randrange(len(places))
    name = chance.choice(CommitSig._fields)
    places[place] = places[place]._replace(**{name: _other(getattr(places[place], name), chance)})
    return header, replace(commit, signatures=tuple(places))


def _other_place(header: ConsensusHeader, commit: Commit, chance: random.Random) -> Changed:
    places = list(commit.signatures)
    one, other = chance.randrange(len(places)), chance.randrange(len(places))
    change = chance.choice((partial(_exchange, places), partial(_double, places)))
    change(one, other)
    return header, replace(commit, signatures=tuple(places))


def _exchange(places: list[CommitSig], one: int, other: int) -> None:
    places[one], places[other] = places[other], places[one]


def _double(places: list[CommitSig], one: int, other: int) -> None:
    places[one] = places[other]


def _other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, Timestamp):
        return Timestamp(value.seconds + chance.choice((-1, 0, 1)), chance.randrange(10**9))
    if isinstance(value, BlockId):
        return value._replace(hash=_other(value.hash, chance))
    if isinstance(value, int):
        return max(0, value + chance.choice((-1, 1, 2)))
    if isinstance(value, str):
        return value + "x"
    flipped = bytearray(value or b"\0")
    flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _text(data: bytes) -> str:
    return b64encode(data).decode()
