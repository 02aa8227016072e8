"""Ethereum's own conversations (execution-apis), over HTTP, with a node that imported their chain.

Compared as Ethereum's conformance runner compares: the JSON exactly, but for the wording of errors; a case
marked `speconly` only as far as its kind of answer and the specification's schema go.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from ledger_node import Served
from ledger_node.development import open_development_node, read_genesis
from ledger_node.development.importing import ImportRefused


@dataclass(frozen=True)
class Conversation:
    """One file: whether only the specification counts, and what is asked and answered in turn."""

    name: str
    specified_only: bool
    turns: list[tuple[Any, Any]]


def read_conversation(path: Path) -> Conversation:
    lines = path.read_text().splitlines()
    asked = [json.loads(line[2:]) for line in lines if line.startswith(">>")]
    answered = [json.loads(line[2:]) for line in lines if line.startswith("<<")]
    notes = [line for line in lines if line.startswith("//")]
    name = f"{path.parent.name}/{path.stem}"
    only = any("speconly:" in note for note in notes)
    return Conversation(name, only, list(zip(asked, answered, strict=True)))


@pytest.fixture(scope="module")
def conversations(execution_apis: Path) -> list[Conversation]:
    return [read_conversation(path) for path in sorted(execution_apis.glob("*/*.io"))]


@pytest.fixture(scope="module")
def imported(execution_apis: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    genesis = read_genesis((execution_apis / "genesis.json").read_text())
    blocks = (execution_apis / "chain.rlp").read_bytes()
    folder = tmp_path_factory.mktemp("imported")
    with open_development_node(folder, genesis, blocks=blocks, mining=False) as node:
        yield node.serve()


@pytest.fixture(scope="module")
def schemas(execution_apis: Path) -> dict[str, Draft202012Validator]:
    """What each method answers, by its name."""
    document = json.loads((execution_apis / "openrpc.json").read_text())
    return {
        method["name"]: Draft202012Validator(method["result"]["schema"]) for method in document["methods"]
    }


def difference(found: Any, expected: Any, specified_only: bool) -> str | None:
    """How an answer differs from the expected one; None if it doesn't."""
    if "error" in found and "error" in expected:
        for answer in (found, expected):
            answer["error"].pop("message", None)
    if specified_only and ("error" in found) == ("error" in expected):
        found = expected if "result" in found else found
    return None if found == expected else f"found {json.dumps(found)}\nexpected {json.dumps(expected)}"


def test_every_conversation_goes_as_written(imported: Served, conversations: list[Conversation]) -> None:
    differences = []
    with httpx.Client(base_url=imported.url) as client:
        for conversation in conversations:
            for asked, expected in conversation.turns:
                found = client.post("/", json=asked).json()
                if differs := difference(found, expected, conversation.specified_only):
                    differences.append(f"{conversation.name}: {differs}")
    assert len(conversations) >= 60
    assert not differences, "\n".join(differences)


def test_every_answer_has_the_shape_that_the_specification_gives_it(
    imported: Served, conversations: list[Conversation], schemas: dict[str, Draft202012Validator]
) -> None:
    """But where the expected answer lacks it too: transactions without the `blockTimestamp` asked for."""
    faults = []
    with httpx.Client(base_url=imported.url) as client:
        for conversation in conversations:
            for asked, expected in conversation.turns:
                schema = schemas[asked["method"]]
                answer = client.post("/", json=asked).json()
                if "result" in answer and schema.is_valid(expected.get("result")):
                    errors = schema.iter_errors(answer["result"])
                    faults += [
                        f"{conversation.name}: {error.json_path} {error.validator}" for error in errors
                    ]
    assert not faults, "\n".join(faults)


def test_a_chain_of_another_genesis_is_refused(execution_apis: Path, tmp_path: Path) -> None:
    document = json.loads((execution_apis / "genesis.json").read_text())
    document["alloc"]["00" * 20] = {"balance": "0x1"}
    blocks = (execution_apis / "chain.rlp").read_bytes()
    with pytest.raises(ImportRefused):
        open_development_node(tmp_path, read_genesis(json.dumps(document)), blocks=blocks, mining=False)
    reopened = read_genesis((execution_apis / "genesis.json").read_text())
    open_development_node(tmp_path / "other", reopened, blocks=blocks, mining=False).close()


def test_a_damaged_block_is_refused(execution_apis: Path, tmp_path: Path) -> None:
    genesis = read_genesis((execution_apis / "genesis.json").read_text())
    blocks = bytearray((execution_apis / "chain.rlp").read_bytes())
    blocks[-100] ^= 1
    with pytest.raises(ImportRefused):
        open_development_node(tmp_path, genesis, blocks=bytes(blocks), mining=False)
