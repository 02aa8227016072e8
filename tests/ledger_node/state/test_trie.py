import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st
from trie import HexaryTrie

from contracts.keccak import keccak
from contracts.proofs.faults import Fault
from contracts.proofs.trie import NodeSet, lookup
from ledger_node.state.trie import EMPTY_ROOT, Trie, TrieDamaged, prove, root_of

KEYS = [keccak(bytes([number])) for number in range(24)]
KEYS += [KEYS[0][:31] + bytes([KEYS[0][31] ^ 1]), KEYS[0][:16] + bytes(16), KEYS[1][:1] + bytes(31)]
CHANGES = st.lists(
    st.tuples(st.sampled_from(KEYS), st.one_of(st.just(b""), st.binary(min_size=1, max_size=40))), max_size=40
)


@given(st.lists(CHANGES, max_size=4))
def test_blocks_of_changes_give_the_root_that_py_evms_trie_gives(
    blocks: list[list[tuple[bytes, bytes]]],
) -> None:
    judge, kept, root, model = HexaryTrie({}), {}, EMPTY_ROOT, {}
    for changes in blocks:
        trie = Trie(kept.get, root)
        for key, value in changes:
            if value:
                trie.set(key, value)
                model[key] = value
            else:
                trie.delete(key)
                model.pop(key, None)
            judge.set(key, value)
        new: dict[bytes, bytes] = {}
        root = trie.commit(new)
        assert all(keccak(node) == digest for digest, node in new.items())
        kept.update(new)
        assert root == judge.root_hash
    assert {key: Trie(kept.get, root).get(key) for key in KEYS} == {key: model.get(key) for key in KEYS}


@given(CHANGES, st.sampled_from(KEYS))
def test_a_proof_shows_what_stands_at_a_key_or_that_nothing_does(
    changes: list[tuple[bytes, bytes]], key: bytes
) -> None:
    trie, kept, model = Trie(lambda _digest: None, EMPTY_ROOT), {}, {}
    for changed, value in changes:
        if value:
            trie.set(changed, value)
            model[changed] = value
    root = trie.commit(kept)
    nodes = NodeSet(prove(kept.get, root, key))
    assert lookup(nodes, root, key, Fault.SLOT_UNPROVED, "test") == model.get(key)
    nodes.check_all_used()


def test_an_earlier_root_still_reads_as_it_was() -> None:
    kept: dict[bytes, bytes] = {}
    first = Trie(kept.get, EMPTY_ROOT)
    first.set(KEYS[0], b"old")
    before = first.commit(kept)
    second = Trie(kept.get, before)
    second.set(KEYS[0], b"new")
    after = second.commit(kept)
    assert Trie(kept.get, before).get(KEYS[0]) == b"old"
    assert Trie(kept.get, after).get(KEYS[0]) == b"new"


def test_a_missing_node_is_named_and_never_taken_for_an_empty_place() -> None:
    missing = keccak(b"no such node")
    with pytest.raises(TrieDamaged, match=missing.hex()):
        Trie(lambda _digest: None, missing).get(KEYS[0])
    with pytest.raises(TrieDamaged, match=missing.hex()):
        prove(lambda _digest: None, missing, KEYS[0])


@given(st.lists(st.binary(min_size=1, max_size=90), max_size=140))
def test_the_root_of_a_list_is_the_one_of_ethereums_blocks(items: list[bytes]) -> None:
    judge = HexaryTrie({})
    for index, item in enumerate(items):
        judge.set(rlp.encode(index), item)
    assert root_of(items) == judge.root_hash
