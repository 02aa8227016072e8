"""What is committed is what the sources say: bytecode, layout, interface, reasons, roles."""

import re
from pathlib import Path

import pytest

import contracts
from contracts import calls, refusals, slots
from contracts.artifacts import PREDEPLOYED, artifact
from contracts.calls import registry as registry_calls
from contracts.calls import utilisation as utilisation_calls
from contracts.calls import verification as verification_calls
from contracts.calls.logs import _EVENTS
from contracts.calls.words import selector
from contracts.ids import CaseId, RecordId, hex0x
from contracts.keccak import keccak
from contracts.refusals import Refusal
from contracts.slots import places
from scripts.compile_contracts import ARTIFACTS, compile_contract, main, render

SOURCES = Path(contracts.__file__).parent / "vyper"


@pytest.mark.parametrize("name", PREDEPLOYED)
def test_recompiling_gives_the_committed_artefact_byte_for_byte(name: str) -> None:
    assert (ARTIFACTS / f"{name}.json").read_text(encoding="utf-8") == render(compile_contract(name))


def test_checking_names_an_artefact_that_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in PREDEPLOYED:
        text = (ARTIFACTS / f"{name}.json").read_text(encoding="utf-8")
        (tmp_path / f"{name}.json").write_text(
            text.replace('"gas"', '"codesize"') if name == "Status" else text
        )
    monkeypatch.setattr("scripts.compile_contracts.ARTIFACTS", tmp_path)
    assert main(["--check"]) == 1
    assert capsys.readouterr().err.startswith("Status.json:")


@pytest.mark.parametrize("name", PREDEPLOYED)
def test_the_code_hash_is_the_codes(name: str) -> None:
    compiled = artifact(name)
    assert keccak(compiled.runtime) == compiled.code_hash
    slots.require_known(name, compiled.code_hash)


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(slots.CodeUnknown):
        slots.require_known("Registry", bytes(32))
    with pytest.raises(slots.CodeUnknown):
        slots.require_known("Registry", artifact("Status").code_hash)
    with pytest.raises(slots.CodeUnknown):
        slots.require_known("Escrow", artifact("Status").code_hash)


def test_an_unknown_contract_has_no_artefact() -> None:
    with pytest.raises(KeyError):
        artifact("../Registry")


def test_variables_stand_where_slots_says() -> None:
    consortium, registry, status, utilisation, verification = (artifact(name).storage for name in PREDEPLOYED)
    assert slots.network_id_slot() == consortium["network._id"]
    named = {
        "members._entries": places._MEMBERS,
        "keys._entries": places._KEYS,
        "members._name_hashes": places._NAME_HASHES,
        "reach._identifiers": places._IDENTIFIERS,
        "reach._gateway_urls": places._GATEWAY_URLS,
        "reach._service_keys": places._SERVICE_KEYS,
        "reach._service_key_counts": places._SERVICE_KEY_COUNTS,
        "validators._count": places._VALIDATOR_COUNT,
        "validators._at": places._VALIDATOR_AT,
        "validators._entries": places._VALIDATORS,
        "validators._change_height": places._VALIDATORS_FROM,
        "parameters._values": places._PARAMETERS,
        "parameters._scheduled": places._SCHEDULED,
        "parameters._heights": places._SCHEDULED_HEIGHTS,
        "listing._entries": places._LISTED_CONTRACTS,
    }
    assert {name: consortium[name] for name in named} == named
    assert registry == {"batches._entries": places._BATCHES}
    assert status == {
        "_ends": places._ENDS,
        "_successors": places._SUCCESSORS,
        "_lineages": places._LINEAGES,
    }
    assert utilisation == {"balances._lines": places._LINES, "balances._debits": places._DEBITS}
    assert verification == {"_cases": places._CASES}


def _selectors(name: str) -> set[str]:
    return {hex0x(selector(_signature(entry))) for entry in artifact(name).abi if entry["type"] == "function"}


def _signature(entry: dict[str, object]) -> str:
    def spelled(argument: dict[str, object]) -> str:
        kind = str(argument["type"])
        if not kind.startswith("tuple"):
            return kind
        parts = argument["components"]
        assert isinstance(parts, list)
        return f"({','.join(map(spelled, parts))}){kind.removeprefix('tuple')}"

    inputs = entry["inputs"]
    assert isinstance(inputs, list)
    return f"{entry['name']}({','.join(map(spelled, inputs))})"


def test_every_selector_is_one_of_the_interface() -> None:
    used = {
        "Registry": [
            registry_calls.ANCHOR,
            registry_calls.ANCHOR_MANY,
            registry_calls.REVOKE,
            registry_calls.WITHDRAW,
            registry_calls.SUPERSEDE,
        ],
        "Status": [calls.end_of(1, bytes(32))[:4]],
        "Utilisation": [
            utilisation_calls.DEBIT,
            utilisation_calls.OPEN_AND_DEBIT,
            utilisation_calls.DEBIT_WHOLE,
            utilisation_calls.EXPIRE,
            calls.line_of(RecordId(bytes(32)), 0)[:4],
            calls.debit_of(RecordId(bytes(32)), 0, bytes(32))[:4],
        ],
        "Verification": [
            verification_calls.REQUEST,
            verification_calls.STEP,
            calls.case_of(CaseId(bytes(32)))[:4],
        ],
    }
    for name, chosen in used.items():
        assert {hex0x(four) for four in chosen} <= _selectors(name)


def test_every_event_is_one_of_the_interface() -> None:
    emitted = {
        _signature(entry) for name in PREDEPLOYED for entry in artifact(name).abi if entry["type"] == "event"
    }
    assert emitted == {signature for _, signature, *_ in _EVENTS}


def test_the_interface_names_the_custom_error() -> None:
    for name in PREDEPLOYED:
        assert [_signature(e) for e in artifact(name).abi if e["type"] == "error"] == ["Refused(uint8)"]


def test_reasons_are_the_same_in_vyper_and_python() -> None:
    source = (SOURCES / "modules" / "refusals.vy").read_text(encoding="utf-8")
    numbered = {
        name: int(n) for name, n in re.findall(r"^([A-Z_]+): constant\(uint8\) = (\d+)", source, re.M)
    }
    assert numbered.pop("ACCEPTED") == 0
    assert numbered == {refusal.name: refusal.value for refusal in Refusal}
    assert set(refusals.EXPLANATIONS) == set(Refusal)


def test_no_packaged_source_names_a_path_of_the_machine_that_compiled_it() -> None:
    for name in PREDEPLOYED:
        assert "/" not in (ARTIFACTS / f"{name}.json").read_text(encoding="utf-8")
