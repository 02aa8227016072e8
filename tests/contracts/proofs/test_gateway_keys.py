"""The keys under a gateway's receipts are what the ledger's state says, or nothing."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.errors import SignatureInvalid
from contracts.proofs import EvidenceRefused, Fault, keys_from_json, proved_keys
from contracts.receipts import check
from tests.contracts.proofs.promises import CURRENT, OLD, RECEIVED, ROTATED, evidence, keyed, notice, receipt
from tests.contracts.proofs.world import BLOCK_TIME, MEMBER, NOW, TRUST, World, public_bytes, sequencer_key


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return evidence(keyed(World().crowd(40).admit())).to_json()


def test_every_key_is_proved_with_its_window(document: dict[str, Any]) -> None:
    proved = proved_keys(keys_from_json(document), TRUST, NOW)
    assert (proved.member, proved.as_of) == (MEMBER, BLOCK_TIME)
    assert [key.key for key in proved.keys] == [public_bytes(OLD), public_bytes(CURRENT)]
    assert [key.valid_at(RECEIVED) for key in proved.keys] == [False, True]
    assert [key.valid_at(ROTATED - 1) for key in proved.keys] == [True, False]


def test_a_gateway_without_keys_is_proved_to_have_none() -> None:
    found = evidence(World().crowd(40).admit(), count=0)
    assert proved_keys(keys_from_json(found.to_json()), TRUST, NOW).keys == ()


def test_answers_that_lack_a_key_make_no_evidence() -> None:
    with pytest.raises(EvidenceRefused) as refused:
        evidence(keyed(World().crowd(40).admit()), count=0)
    assert refused.value.fault is Fault.SLOT_UNPROVED


@pytest.mark.parametrize("promise", [receipt(), notice()])
def test_a_promise_holds_under_its_key_and_no_other(promise: Any) -> None:
    signature = CURRENT.sign(promise.message())
    check(promise, signature, public_bytes(CURRENT))
    for key in (OLD, sequencer_key(9)):
        with pytest.raises(SignatureInvalid):
            check(promise, signature, public_bytes(key))


@pytest.mark.parametrize(
    ("member", "value", "fault"),
    [
        ("format", "tegata/proof/1", Fault.FORMAT),
        ("network", "0x" + "11" * 32, Fault.NETWORK),
        ("member", 0, Fault.MEMBER),
        ("member", int(MEMBER) + 1, Fault.NODE_UNUSED),
        ("finality", {"kind": "oracle"}, Fault.FINALITY_KIND),
        ("shoe_size", 44, Fault.MEMBER),
    ],
)
def test_evidence_of_another_shape_is_refused(
    document: dict[str, Any], member: str, value: Any, fault: Fault
) -> None:
    with pytest.raises(EvidenceRefused) as refused:
        proved_keys(keys_from_json(document | {member: value}), TRUST, NOW)
    assert refused.value.fault is fault


def test_a_node_too_many_is_refused(document: dict[str, Any]) -> None:
    state = document["state"]
    more = document | {"state": {**state, "nodes": [*state["nodes"], "wIDAgICAgICAgICAgICAgICAgA=="]}}
    with pytest.raises(EvidenceRefused):
        proved_keys(keys_from_json(more), TRUST, NOW)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(data=st.data())
def test_no_changed_character_proves_another_key(document: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(document)
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.characters(min_codepoint=32, max_codepoint=126)) + text[at + 1 :]
    truth = proved_keys(keys_from_json(document), TRUST, NOW)
    try:
        read = json.loads(changed)
        assert proved_keys(keys_from_json(read), TRUST, NOW) == truth
    except (EvidenceRefused, ValueError):
        pass
