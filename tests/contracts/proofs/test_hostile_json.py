"""Whatever stands in a bundle or a trust file, the answer is a verdict or a refusal, never a crash."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.proofs import Bundle, EvidenceRefused, Outcome, disclose, read_trust, verify
from tests.contracts.proofs.world import NOW, TRUST

hostile = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | st.sampled_from(
        ["0x", "0x" + "ff" * 32, "AAAA", "====", "tegata/proof/1", "embedded", "text", "\ud800"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside `value`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for key, inner in items for place in places(inner, (*way, key)))]


def put(document: Any, way: tuple[Any, ...], value: Any) -> Any:
    if not way:
        return value
    changed = deepcopy(document)
    inner = changed
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = value
    return changed


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_anywhere_in_a_bundle_gives_a_verdict(bundle: Bundle, data: st.DataObject) -> None:
    document = disclose(bundle, ["number", "lines/**"]).to_json()
    way = data.draw(st.sampled_from(places(document)))
    changed = put(document, way, data.draw(hostile))
    verdict = verify(json.dumps(changed), TRUST, NOW)
    assert verdict.outcome is Outcome.REFUSED or json.dumps(changed) == json.dumps(document)
    json.dumps(verdict.to_json())


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_value_anywhere_in_a_trust_file_is_read_or_refused(data: st.DataObject) -> None:
    document = TRUST.to_json()
    way = data.draw(st.sampled_from(places(document)))
    try:
        read_trust(json.dumps(put(document, way, data.draw(hostile))))
    except EvidenceRefused as refused:
        assert refused.fault == "trust.invalid"
