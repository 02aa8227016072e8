"""The inclusion check in Vyper against the one in Python, on any tree, place and mistake."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from eth_abi.abi import encode as abi_encode
from hypothesis import given, settings
from hypothesis import strategies as st
from vyper.compiler import compile_from_file_input
from vyper.compiler.input_bundle import FilesystemInputBundle

from contracts import merkle
from contracts.batches import BatchTree, id_leaf
from contracts.calls import Position
from contracts.calls.words import selector
from contracts.errors import ProofInvalid
from contracts.ids import RecordId
from scripts.compile_contracts import SOURCES
from tests.contracts.vyper.harness import ids, new_env

INCLUDED = selector("included(bytes32,(uint32,bytes32[]),uint256,bytes32)")
Check = Callable[[bytes, Position, int, bytes], bool]


@pytest.fixture(scope="module")
def included() -> Check:
    """The Vyper check, deployed by itself."""
    bundle = FilesystemInputBundle([SOURCES, Path(__file__).parent / "probes"])
    compiled = compile_from_file_input(bundle.load_file("InclusionProbe.vy"), input_bundle=bundle)
    env = new_env()
    address, _ = env.deploy_code(bytecode=bytes.fromhex(compiled["bytecode"][2:]))

    def check(record_id: bytes, position: Position, count: int, root: bytes) -> bool:
        types = ["bytes32", "(uint32,bytes32[])", "uint256", "bytes32"]
        values = [record_id, (position.index, list(position.path)), count, root]
        answer = env.execute_code(address, data=INCLUDED + abi_encode(types, values), is_modifying=False)
        assert not answer.is_error
        return bool(int.from_bytes(answer.output, "big"))

    return check


def by_python(record_id: bytes, position: Position, count: int, root: bytes) -> bool:
    try:
        found = merkle.root_from_proof(id_leaf(RecordId(record_id)), position.index, count, position.path)
    except ProofInvalid:
        return False
    return found == root


@given(st.integers(1, 200), st.data())
@settings(max_examples=60, deadline=None)
def test_every_record_is_found_at_its_place(included: Check, count: int, data: st.DataObject) -> None:
    tree = BatchTree(ids("record", count))
    index = data.draw(st.integers(0, count - 1))
    assert included(tree.ids[index], Position(index, tree.proof(index)), count, tree.root)


@given(st.integers(1, 40), st.data())
@settings(max_examples=150, deadline=None)
def test_both_checks_agree_on_every_mistake(included: Check, count: int, data: st.DataObject) -> None:
    tree = BatchTree(ids("record", count))
    right = data.draw(st.integers(0, count - 1))
    path = list(tree.proof(right))
    for _ in range(data.draw(st.integers(0, 2))):
        change = data.draw(st.sampled_from(["drop", "add", "swap", "flip"]))
        if change == "drop" and path:
            path.pop(data.draw(st.integers(0, len(path) - 1)))
        elif change == "add" and len(path) < 16:
            path.insert(data.draw(st.integers(0, len(path))), sha256(b"another").digest())
        elif change == "swap" and path:
            path.reverse()
        elif change == "flip" and path:
            place = data.draw(st.integers(0, len(path) - 1))
            path[place] = bytes((path[place][0] ^ 1,)) + path[place][1:]
    position = Position(data.draw(st.sampled_from([right, right, right + 1, 2**32 - 1, 0])), tuple(path))
    claimed = data.draw(st.sampled_from([count, count, count + 1, max(1, count - 1), 65_536]))
    record_id = data.draw(st.sampled_from([tree.ids[right], tree.ids[right], tree.ids[0], tree.root]))
    agreed = by_python(record_id, position, claimed, tree.root)
    assert included(record_id, position, claimed, tree.root) == agreed


def test_the_largest_tree_is_16_deep(included: Check) -> None:
    tree = BatchTree(ids("parcel", 65_536))
    for index in (0, 1, 32_767, 32_768, 65_535):
        assert included(tree.ids[index], Position(index, tree.proof(index)), 65_536, tree.root)
        assert not included(tree.ids[index], Position(index ^ 1, tree.proof(index)), 65_536, tree.root)
