import pytest
import rlp
from hypothesis import given, settings
from hypothesis import strategies as st
from trie import HexaryTrie

from contracts.keccak import keccak
from contracts.proofs import EvidenceRefused, Fault
from contracts.proofs.trie import EMPTY_TRIE_ROOT, NodeSet, lookup

MISSING = Fault.SLOT_UNPROVED


def trie_of(entries: dict[bytes, bytes]) -> HexaryTrie:
    trie = HexaryTrie({})
    for key, value in entries.items():
        trie[keccak(key)] = value
    return trie


def proof(trie: HexaryTrie, key: bytes) -> list[bytes]:
    encoded = [rlp.encode(node) for node in trie.get_proof(keccak(key))]
    return [node for i, node in enumerate(encoded) if i == 0 or len(node) >= 32]


def find(nodes: list[bytes], root: bytes, key: bytes) -> bytes | None:
    return lookup(NodeSet(nodes), root, keccak(key), MISSING, "x")


tries = st.dictionaries(
    st.integers(0, 300).map(lambda n: n.to_bytes(2, "big")), st.binary(min_size=1, max_size=40), max_size=200
)


@settings(max_examples=60, deadline=None)
@given(tries, st.integers(0, 400))
def test_presence_and_absence_are_what_the_trie_says(entries: dict[bytes, bytes], asked: int) -> None:
    trie, key = trie_of(entries), asked.to_bytes(2, "big")
    nodes = [] if not entries else proof(trie, key)
    assert find(nodes, trie.root_hash, key) == entries.get(key)


@settings(max_examples=60, deadline=None)
@given(tries.filter(bool), st.data())
def test_a_changed_or_missing_node_proves_nothing(entries: dict[bytes, bytes], data: st.DataObject) -> None:
    trie, key = trie_of(entries), data.draw(st.sampled_from(sorted(entries)))
    nodes = proof(trie, key)
    which = data.draw(st.integers(0, len(nodes) - 1))
    at = data.draw(st.integers(0, len(nodes[which]) - 1))
    changed = bytearray(nodes[which])
    changed[at] ^= data.draw(st.integers(1, 255))
    for forged in (nodes[:which] + nodes[which + 1 :], [*nodes[:which], bytes(changed), *nodes[which + 1 :]]):
        with pytest.raises(EvidenceRefused) as refused:
            find(forged, trie.root_hash, key)
        assert refused.value.fault is MISSING


def test_an_empty_trie_holds_nothing_and_needs_no_node() -> None:
    assert find([], EMPTY_TRIE_ROOT, b"x") is None


def test_nodes_that_are_not_needed_are_noticed() -> None:
    trie = trie_of({bytes([n]): b"v" * 33 for n in range(40)})
    nodes = NodeSet([*proof(trie, b"\x01"), rlp.encode([b"\x20", b"stray"])])
    assert lookup(nodes, trie.root_hash, keccak(b"\x01"), MISSING, "x") == b"v" * 33
    with pytest.raises(EvidenceRefused) as refused:
        nodes.check_all_used()
    assert refused.value.fault is Fault.NODE_UNUSED


KEY = keccak(b"k")
LEAF = bytes([0x20]) + KEY
WIDE = [keccak(bytes([n])) for n in range(16)]


@pytest.mark.parametrize(
    "node",
    [
        [LEAF, b""],  # a leaf without a value
        [LEAF[:-1], b"v" * 40],  # a path too short for any key
        [b"\x21" + KEY, b"v" * 40],  # padding that is not zero
        [b"\x40" + KEY, b"v" * 40],  # a flag that does not exist
        [b"", b"v" * 40],
        [b"\x00", keccak(b"child")],  # an extension of nothing
        [b"\x00" + KEY, keccak(b"child")],  # an extension to the very end, and a branch beyond
        [LEAF, b"v" * 40, b"third"],
        [*WIDE, b"value"],  # a branch with a value
        [b""] * 16 + [b""],  # a branch of nothing
        [WIDE[0]] + [b""] * 16,  # a branch of one child
        [[]] * 16 + [b""],  # empty lists for absent children
        [b"\x01"] * 16 + [b""],  # children that are no hashes
        [[b"\x20" + bytes(31), b"v" * 9]] * 16 + [b""],  # embedded nodes that are too long
        [[LEAF], b"v" * 40],
        b"a string of more than thirty-two bytes in all",
    ],
)
def test_a_node_that_no_trie_has_is_refused(node: rlp.sedes.lists.List) -> None:
    encoded = rlp.encode(node)
    child = rlp.encode([*WIDE, b""])
    with pytest.raises(EvidenceRefused) as refused:
        lookup(NodeSet([encoded, child]), keccak(encoded), KEY, MISSING, "x")
    assert refused.value.fault in (Fault.NODE_INVALID, MISSING)


def test_an_extension_leads_to_a_branch_only() -> None:
    inner = rlp.encode([bytes([0x20]) + KEY[1:], b"v" * 40])
    outer = rlp.encode([b"\x00" + KEY[:1], keccak(inner)])
    with pytest.raises(EvidenceRefused) as refused:
        lookup(NodeSet([outer, inner]), keccak(outer), KEY, MISSING, "x")
    assert refused.value.fault is Fault.NODE_INVALID


def test_a_small_node_is_embedded_never_hashed() -> None:
    digits = KEY.hex()
    small = rlp.encode([bytes.fromhex("3" + digits[63:]), b"v"])
    assert len(small) < 32
    branches = small
    for at in range(62, -1, -1):
        children: list[bytes] = [keccak(b"other")] * 16
        children[int(digits[at], 16)] = keccak(branches)
        branches = rlp.encode([*children, b""])
        if at == 62:
            lowest = branches
            break
    root = rlp.encode([bytes.fromhex("00" + digits[:62]), keccak(lowest)])
    with pytest.raises(EvidenceRefused) as refused:
        lookup(NodeSet([root, lowest, small]), keccak(root), KEY, MISSING, "x")
    assert refused.value.fault is Fault.NODE_INVALID
