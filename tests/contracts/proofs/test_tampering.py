"""Each kind of tampering has its own verdict, and no changed byte leaves another text standing."""

import json
from base64 import b64decode
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import slots
from contracts.acts import sign
from contracts.ids import hex0x
from contracts.keccak import keccak
from contracts.proofs import Bundle, Fault, Outcome, disclose, read_bundle, read_trust, verify
from contracts.proofs.shape import render_base64
from tests.contracts.proofs.world import (
    AUTHOR_KEY,
    CHAIN_ID,
    MEMBER,
    NOW,
    TRUST,
    Signed,
    World,
    header_of,
    public_bytes,
    sequencer_key,
    signed_finality,
)

Document = dict[str, Any]


@pytest.fixture
def document(bundle: Bundle) -> Document:
    """A bundle with shown and hidden fields, as JSON."""
    return disclose(bundle, ["number", "lines/**", "exporter/name"]).to_json()


def fault_of(document: Document, trust: Any = TRUST) -> Fault | None:
    return verify(json.dumps(document), trust, NOW).fault


def flip(text: str, at: int = 12) -> str:
    """`text` in hex or base64 with one digit changed to another valid one."""
    return text[:at] + ("1" if text[at] != "1" else "2") + text[at + 1 :]


def edit(path: str, change: Callable[[Any], Any]) -> Callable[[Document], None]:
    def apply(document: Document) -> None:
        *way, last = [int(step) if step.lstrip("-").isdigit() else step for step in path.split(".")]
        place: Any = document
        for step in way:
            place = place[step]
        place[last] = change(place[last])

    return apply


def drop_units(document: Document) -> None:
    for row in document["records"][0]["fields"]:
        if row[2] == "measure":
            row[3] = row[3].split(" ")[0]


def drop_first_hidden(text: str) -> str:
    return render_base64(b64decode(text)[32:])


TAMPERINGS: dict[str, tuple[Callable[[Document], None], Fault]] = {
    "another network": (edit("network", flip), Fault.NETWORK),
    "another format": (edit("format", lambda _: "tegata/proof/2"), Fault.FORMAT),
    "field's value": (edit("records.0.fields.3.3", lambda v: v + "0"), Fault.COMMITMENT),
    "field's type": (edit("records.0.fields.5.2", lambda _: "decimal"), Fault.FIELDS),
    "field's path": (edit("records.0.fields.2.1", lambda _: "aaa"), Fault.PATHS),
    "field's position": (edit("records.0.fields.3.0", lambda n: n + 1), Fault.FIELDS),
    "salt": (edit("records.0.salts", lambda s: flip(s, 30)), Fault.COMMITMENT),
    "hidden leaf": (edit("records.0.hidden", flip), Fault.COMMITMENT),
    "a hidden leaf too few": (edit("records.0.hidden", drop_first_hidden), Fault.HIDDEN),
    "path list": (edit("records.0.hidden_paths.2", lambda p: p + "x"), Fault.PATHS),
    "a path left out": (edit("records.0.hidden_paths", lambda paths: paths[1:]), Fault.PATHS),
    "schema": (edit("records.0.fields.0.3", lambda _: "tegata/invoice/1"), Fault.SCHEMA),
    "version": (edit("records.0.version", lambda v: v + 1), Fault.SCHEMA),
    "id": (edit("records.0.id", flip), Fault.INCLUSION),
    "inclusion path": (edit("records.0.path", flip), Fault.INCLUSION),
    "index": (edit("records.0.index", lambda n: n + 1), Fault.INCLUSION),
    "index out of the batch": (edit("records.0.index", lambda _: 4_000), Fault.INCLUSION),
    "count of the batch": (edit("batches.0.count", lambda n: n + 1), Fault.BATCH_TERMS),
    "kind": (edit("batches.0.kind", lambda _: 2), Fault.BATCH_TERMS),
    "scope": (edit("batches.0.scope", lambda _: 7), Fault.BATCH_TERMS),
    "valid until": (edit("batches.0.valid_until", lambda n: n + 1), Fault.BATCH_AUTHOR),
    "signature": (edit("batches.0.signature", lambda s: flip(s, 100)), Fault.BATCH_AUTHOR),
    "signature's v": (edit("batches.0.signature", lambda s: s[:-2] + "01"), Fault.BATCH_SIGNATURE),
    "root": (edit("batches.0.root", flip), Fault.SLOT_UNPROVED),
    "member": (edit("batches.0.member", lambda _: 4), Fault.SLOT_UNPROVED),
    "member's name": (edit("batches.0.name", lambda name: name + " Ltd"), Fault.NAME),
    "state node of an account": (edit("state.nodes.0", flip), Fault.ACCOUNT_UNPROVED),
    "state node of a slot": (edit("state.nodes.-1", flip), Fault.SLOT_UNPROVED),
    "a node left out": (edit("state.nodes", lambda nodes: nodes[:-1]), Fault.SLOT_UNPROVED),
    "a node too many": (edit("state.nodes", lambda nodes: [*nodes, "wIA="]), Fault.NODE_UNUSED),
    "a node twice": (edit("state.nodes", lambda nodes: [*nodes, nodes[0]]), Fault.NODE_UNUSED),
    "header": (edit("state.header", lambda h: flip(h, 130)), Fault.FINALITY_SIGNATURE),
    "header cut": (edit("state.header", lambda _: "wIA="), Fault.RLP),
    "header of fewer fields": (edit("state.header", lambda _: "wYA="), Fault.HEADER),
    "finality signature": (edit("finality.signature", flip), Fault.FINALITY_SIGNATURE),
    "finality time": (edit("finality.time", lambda t: t + 1), Fault.FINALITY_SIGNATURE),
    "finality of another kind": (edit("finality.kind", lambda _: "oracle"), Fault.FINALITY_KIND),
    "a number as a float": (edit("batches.0.count", float), Fault.MEMBER),
    "a number as text": (edit("batches.0.count", str), Fault.MEMBER),
    "a flag for a number": (edit("records.0.batch", lambda _: False), Fault.MEMBER),
    "a batch that is not there": (edit("records.0.batch", lambda _: 1), Fault.MEMBER),
    "hex in capitals": (edit("records.0.id", str.upper), Fault.MEMBER),
    "base64 without padding": (edit("state.header", lambda h: h.rstrip("=") + "A"), Fault.MEMBER),
    "an unknown member": (lambda d: d["records"][0].update(note="x"), Fault.MEMBER),
    "a missing member": (lambda d: d["batches"][0].pop("kind"), Fault.MEMBER),
    "a name in a second spelling": (edit("batches.0.name", lambda name: name + "e\u0301"), Fault.MEMBER),
    "null for a name": (edit("batches.0.name", lambda _: None), Fault.MEMBER),
    "no record": (edit("records", lambda _: []), Fault.MEMBER),
    "a batch of no record": (edit("batches", lambda b: [*b, b[0]]), Fault.MEMBER),
    "a salt too few": (edit("records.0.salts", lambda _: ""), Fault.MEMBER),
    "a measure without its unit": (drop_units, Fault.FIELDS),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_each_tampering_has_its_verdict(document: Document, name: str) -> None:
    tamper, fault = TAMPERINGS[name]
    tamper(document)
    verdict = verify(json.dumps(document), TRUST, NOW)
    assert verdict.outcome is Outcome.REFUSED
    assert verdict.fault is fault, verdict.error


def test_the_untampered_document_is_valid(document: Document) -> None:
    assert verify(json.dumps(document), TRUST, NOW).valid


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]x", '{"format": 1, "format": 2}', "[" * 100_000, "9" * 5_000, '{"a": NaN}', "\ufeff{}"],
)
def test_what_is_not_json_in_one_reading_is_refused(text: str) -> None:
    assert verify(text, TRUST, NOW).fault is Fault.SYNTAX


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\x00", b'{"\xc3\x28": 1}'])
def test_bytes_that_are_not_utf8_json_are_refused(data: bytes) -> None:
    assert verify(data, TRUST, NOW).fault is Fault.SYNTAX


@pytest.mark.parametrize("value", [None, 3, [], "x", {"format": ["tegata/proof/1"]}])
def test_json_that_is_no_bundle_is_refused(value: object) -> None:
    assert verify(json.dumps(value), TRUST, NOW).fault is Fault.FORMAT


def test_a_bundle_too_large_is_refused_unread() -> None:
    assert verify(b" " * (16 * 1024 * 1024 + 1), TRUST, NOW).fault is Fault.SIZE


def test_a_batch_that_was_never_anchored_is_refused(signed: Signed, bundle: Bundle) -> None:
    """An exclusion proof of the batch slot: valid by itself, and passed as inclusion."""
    sealed = World().crowd(60).admit().sealed()
    slot = slots.batch_slot(MEMBER, signed.batch.root)
    proof = sealed.get_proof(TRUST.contracts["Registry"].address, [slot])
    nodes = {bytes.fromhex(n[2:]) for n in [*proof["accountProof"], *proof["storageProof"][0]["proof"]]}
    forged = replace(
        bundle, header=sealed.header, finality=signed_finality(sealed.header), nodes=tuple(nodes)
    )
    assert verify(forged, TRUST, NOW).fault is Fault.BATCH_ABSENT


def test_proofs_of_another_block_are_refused(world: World, signed: Signed, bundle: Bundle) -> None:
    later = world.end(signed.commitments[2].id, 1).sealed()
    moved = replace(bundle, header=later.header, finality=signed_finality(later.header))
    assert verify(moved, TRUST, NOW).fault is Fault.ACCOUNT_UNPROVED


def test_a_revoked_records_bundle_cannot_borrow_the_nodes_of_an_earlier_state(
    world: World, signed: Signed, bundle: Bundle
) -> None:
    revoked = world.end(signed.commitments[2].id, 1).sealed().bundle([signed.evidence(2)])
    mixed = replace(revoked, nodes=bundle.nodes)
    assert verify(mixed, TRUST, NOW).outcome is Outcome.REFUSED


def test_the_status_of_another_record_does_not_speak_for_this_one(
    world: World, signed: Signed, bundle: Bundle
) -> None:
    """Nodes that prove another slot of the same contract leave this one unproved."""
    revoked = world.end(signed.commitments[2].id, 1).sealed()
    target = slots.status_slot(MEMBER, signed.commitments[2].id)
    honest = revoked.bundle([signed.evidence(2)])
    address = TRUST.contracts["Status"].address
    own = {bytes.fromhex(n[2:]) for n in revoked.get_proof(address, [target])["storageProof"][0]["proof"]}
    other_slot = slots.status_slot(MEMBER, signed.commitments[1].id)
    other = {
        bytes.fromhex(n[2:]) for n in revoked.get_proof(address, [other_slot])["storageProof"][0]["proof"]
    }
    nodes = tuple(dict.fromkeys([n for n in honest.nodes if n not in own - other] + sorted(other)))
    forged = replace(honest, nodes=nodes)
    assert verify(forged, TRUST, NOW).fault is Fault.SLOT_UNPROVED


def test_a_contract_that_is_not_there_is_refused(world: World, bundle: Bundle) -> None:
    world.absent = frozenset({"Registry"})
    sealed = world.sealed()
    address = TRUST.contracts["Registry"].address
    nodes = tuple(bytes.fromhex(n[2:]) for n in sealed.get_proof(address, [])["accountProof"])
    forged = replace(bundle, header=sealed.header, finality=signed_finality(sealed.header), nodes=nodes)
    assert verify(forged, TRUST, NOW).fault is Fault.ACCOUNT_ABSENT


@pytest.mark.parametrize("name", ["Consortium", "Registry", "Status"])
def test_other_code_at_a_contracts_address_is_refused(world: World, signed: Signed, name: str) -> None:
    honest = world.sealed()
    world.codes[name] = b"\x13" * 32
    changed = world.sealed()
    nodes = {
        bytes.fromhex(node[2:])
        for source in (honest, changed)
        for contract in TRUST.contracts.values()
        for node in source.get_proof(contract.address, [])["accountProof"]
    }
    bundle = honest.bundle([signed.evidence(2)])
    forged = replace(
        bundle,
        header=changed.header,
        finality=signed_finality(changed.header),
        nodes=tuple(nodes.union(bundle.nodes)),
    )
    assert verify(forged, TRUST, NOW).fault is Fault.CODE_UNTRUSTED
    believing = {
        **TRUST.contracts,
        name: replace(TRUST.contracts[name], code_hashes=frozenset({b"\x13" * 32})),
    }
    assert verify(forged, replace(TRUST, contracts=believing), NOW).fault is Fault.CODE_UNKNOWN


def test_a_signature_for_another_chain_or_contract_is_no_signature(bundle: Bundle, signed: Signed) -> None:
    for domain in (
        replace(TRUST.domain, chain_id=CHAIN_ID + 1),
        replace(TRUST.domain, network_id=keccak(b"another")),
        replace(TRUST.domain, verifying_contract=b"\x01" * 20),
    ):
        foreign = replace(bundle.batches[0], signature=sign(signed.batch, domain, AUTHOR_KEY))
        assert verify(replace(bundle, batches=(foreign,)), TRUST, NOW).fault is Fault.BATCH_AUTHOR


def test_a_header_signed_by_someone_else_is_refused(bundle: Bundle) -> None:
    foreign = replace(bundle, finality=signed_finality(bundle.header, key=9))
    assert verify(foreign, TRUST, NOW).fault is Fault.FINALITY_SIGNATURE


def test_a_statement_about_another_number_is_refused(bundle: Bundle) -> None:
    other = replace(bundle, finality=signed_finality(bundle.header, number=413))
    assert verify(other, TRUST, NOW).fault is Fault.FINALITY_SIGNATURE


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(header_of(bytes(32), number=2**64), id="a number of nine bytes"),
        pytest.param(header_of(bytes(32), time=2**64), id="a time of nine bytes"),
        pytest.param(header_of(bytes(31)), id="a short hash"),
        pytest.param(
            header_of(bytes(32)).replace(b"\x84\x01\xc9\xc3\x80", b"\x84\x00\xc9\xc3\x80"), id="a zero first"
        ),
    ],
)
def test_a_header_that_no_block_has_is_refused(bundle: Bundle, header: bytes) -> None:
    assert verify(replace(bundle, header=header), TRUST, NOW).fault is Fault.HEADER


def test_a_header_with_another_state_root_is_another_block(bundle: Bundle) -> None:
    forged = replace(bundle, header=header_of(b"\x01" * 32))
    assert verify(forged, TRUST, NOW).fault is Fault.FINALITY_SIGNATURE


class TestTrustFile:
    """The trust file is untrusted input too, until it is read."""

    def test_it_is_read_back_as_it_was(self) -> None:
        assert read_trust(json.dumps(TRUST.to_json())) == TRUST

    @pytest.mark.parametrize(
        "tamper",
        [
            edit("format", lambda _: "tegata/trust/9"),
            edit("network", str.upper),
            edit("chain_id", lambda _: 0),
            edit("contracts.Registry.code_hashes", lambda _: []),
            edit("epochs", lambda _: []),
            edit("epochs", lambda epochs: epochs * 2),
            edit("epochs.0.kind", lambda _: "oracle"),
            edit("epochs.0.public_key", lambda key: key[:-2]),
            lambda document: document.update(extra=1),
            lambda document: document["contracts"].pop("Status"),
        ],
    )
    def test_it_is_refused_when_it_is_wrong(self, tamper: Callable[[Document], None]) -> None:
        document = deepcopy(TRUST.to_json())
        tamper(document)
        with pytest.raises(Exception, match="trust file") as refused:
            read_trust(json.dumps(document))
        assert refused.value.fault is Fault.TRUST

    @pytest.mark.parametrize("key", [public_bytes(sequencer_key(1)), b"\xff" * 32, bytes(32)])
    def test_another_key_or_none_refuses_bundles(self, bundle: Bundle, key: bytes) -> None:
        trust = replace(TRUST, epochs=(replace(TRUST.epochs[0], public_key=key),))
        assert verify(bundle, trust, NOW).fault is Fault.FINALITY_SIGNATURE


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_changed_byte_leaves_another_text_standing(bundle: Bundle, data: st.DataObject) -> None:
    original = json.dumps(disclose(bundle, ["number", "lines/**"]).to_json()).encode()
    at = data.draw(st.integers(0, len(original) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != original[at]))
    changed = original[:at] + bytes([byte]) + original[at + 1 :]
    verdict = verify(changed, TRUST, NOW)
    if verdict.outcome is not Outcome.REFUSED:
        assert read_bundle(changed) == read_bundle(original)
        assert verdict.to_json() == verify(original, TRUST, NOW).to_json()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_cut_or_inserted_byte_leaves_another_text_standing(bundle: Bundle, data: st.DataObject) -> None:
    original = json.dumps(bundle.to_json()).encode()
    at = data.draw(st.integers(0, len(original) - 1))
    insert = data.draw(st.binary(max_size=3))
    cut = data.draw(st.integers(0 if insert else 1, 3))
    changed = original[:at] + insert + original[at + cut :]
    if verify(changed, TRUST, NOW).outcome is not Outcome.REFUSED:
        assert read_bundle(changed) == read_bundle(original)


def test_the_id_in_a_verdict_is_the_records(document: Document) -> None:
    verdict = verify(json.dumps(document), TRUST, NOW)
    assert verdict.record is not None
    assert document["records"][0]["id"] == hex0x(verdict.record.id) == verdict.to_json()["id"]
