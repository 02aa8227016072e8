import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import merkle
from contracts.errors import ProofInvalid
from contracts.proofs import PROFILES, Bundle, Shown, Topic, disclose, disclose_profile, verify
from contracts.proofs.disclosure import DisclosureInvalid, matches
from contracts.proofs.multiproof import narrow, root_from_shown
from tests.contracts.proofs.world import NOW, TRUST

GOLDEN = Path(__file__).parents[2] / "golden" / "records"
VECTORS = [json.loads(path.read_text("utf-8")) for path in GOLDEN.glob("*.json")]


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("number", "number", True),
        ("number", "numbers", False),
        ("lines/*/quantity", "lines/12/quantity", True),
        ("lines/*/quantity", "lines/12/gross_mass", False),
        ("lines/**", "lines/0/classification/code", True),
        ("lines/**", "line/0", False),
        ("**", "anything/at/all", True),
        ("*", "a/b", False),
        ("lines/*/classification/**", "lines/0/classification", True),
    ],
)
def test_patterns(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_hiding_any_fields_keeps_the_proof_valid(bundle: Bundle, data: st.DataObject) -> None:
    paths = [field.path for field in bundle.records[0].fields if field.path not in ("", "#")]
    for _ in range(2):  # what is left is narrowed once more
        paths = data.draw(st.lists(st.sampled_from(paths), unique=True, min_size=1), label="kept")
        bundle = disclose(bundle, paths)
        verdict = verify(json.dumps(bundle.to_json()), TRUST, NOW)
        assert verdict.valid, verdict.to_json()
        assert {field.path for field in verdict.fields} == {"", "#", *paths}


def test_hidden_fields_are_listed_by_group(bundle: Bundle) -> None:
    verdict = verify(disclose(bundle, ["number", "lines/**"]), TRUST, NOW)
    completeness = verdict.claim(Topic.COMPLETENESS)
    assert completeness.shown is Shown.PROVED
    assert completeness.details["hidden"]["exporter"] == 3
    assert "lines" not in completeness.details["hidden"]
    assert verdict.claim(Topic.FIELDS).details["hidden"] == sum(completeness.details["hidden"].values())


def test_without_the_path_list_completeness_is_not_shown_and_cannot_come_back(bundle: Bundle) -> None:
    secret = disclose(bundle, ["number", "agreement"], tell_hidden_paths=False)
    verdict = verify(secret, TRUST, NOW)
    assert verdict.valid
    assert verdict.claim(Topic.COMPLETENESS).shown is Shown.NOT_SHOWN
    assert disclose(secret, ["number"]).records[0].hidden_paths is None


def test_no_hidden_value_stays_in_the_bundle(bundle: Bundle) -> None:
    text = json.dumps(disclose_profile(bundle, "public").to_json())
    assert "Tan Long" not in text
    assert "VN-RCEP-2" in text


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_profile_gives_a_valid_bundle(bundle: Bundle, profile: str) -> None:
    assert verify(disclose_profile(bundle, profile), TRUST, NOW).valid


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_pattern_of_a_profile_names_fields_that_some_record_has(profile: str) -> None:
    paths = {field["path"] for vector in VECTORS for field in vector["fields"]}
    assert [p for p in PROFILES[profile] if not any(matches(p, path) for path in paths)] == []


def test_a_path_that_is_not_shown_is_refused(bundle: Bundle) -> None:
    with pytest.raises(DisclosureInvalid, match="nonsense"):
        disclose(bundle, ["number", "nonsense"])
    with pytest.raises(DisclosureInvalid, match="public"):
        disclose_profile(bundle, "everyone")


@given(st.integers(1, 70), st.data())
def test_a_narrowed_tree_has_the_same_root(count: int, data: st.DataObject) -> None:
    leaves = [sha256(bytes([n])).digest() for n in range(count)]
    positions = st.sets(st.integers(0, count - 1))
    shown, keep = data.draw(positions), data.draw(positions)
    first = narrow(count, dict(enumerate(leaves)), [], shown)
    second = narrow(count, {n: leaves[n] for n in shown}, first.hidden, keep & shown)
    assert first.root == second.root == merkle.root(leaves)
    assert root_from_shown(count, {n: leaves[n] for n in keep & shown}, second.hidden) == first.root


@pytest.mark.parametrize("change", [lambda hidden: hidden[:-1], lambda hidden: [*hidden, b"\0" * 32]])
def test_too_few_or_too_many_hidden_hashes_are_refused(change) -> None:
    leaves = dict(enumerate(sha256(bytes([n])).digest() for n in range(9)))
    hidden = narrow(9, leaves, [], {3}).hidden
    with pytest.raises(ProofInvalid, match="hidden"):
        root_from_shown(9, {3: leaves[3]}, change(hidden))


def test_a_fully_shown_record_takes_no_hidden_hash(bundle: Bundle) -> None:
    record = replace(bundle.records[0], hidden=(b"\0" * 32,))
    assert verify(replace(bundle, records=(record,)), TRUST, NOW).fault == "record.hidden"
