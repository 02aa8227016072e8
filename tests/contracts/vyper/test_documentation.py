"""docs/contracts.md says what the contracts are: its tables are compared with sources and measurements."""

import re
from pathlib import Path

import pytest

import contracts
from contracts.artifacts import PREDEPLOYED, artifact
from contracts.ids import hex0x
from contracts.refusals import Refusal
from scripts.contract_gas import Cost, measure, table

PAGE = (Path(contracts.__file__).parent.parent / "docs" / "contracts.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def costs() -> list[Cost]:
    return list(measure())


def section(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_gas_table_is_what_is_measured(costs: list[Cost]) -> None:
    assert section("gas") == table(iter(costs))


def test_an_anchoring_costs_at_most_75000_gas(costs: list[Cost]) -> None:
    anchorings = [cost for cost in costs if "anchor" in cost.what]
    assert len(anchorings) == 5
    assert all(cost.gas / cost.acts <= 75_000 for cost in anchorings)


def test_a_debit_of_an_open_line_costs_at_most_90000_gas(costs: list[Cost]) -> None:
    debits = [cost for cost in costs if cost.what.startswith("`debit`")]
    assert len(debits) == 3
    assert all(cost.gas <= 90_000 for cost in debits)


def test_every_refusal_is_listed_once_in_order() -> None:
    listed = re.findall(r"^\| (\d+) \| `([A-Z_]+)` \|", section("refusals"), re.MULTILINE)
    assert [(int(number), name) for number, name in listed] == [(r.value, r.name) for r in Refusal]


def test_every_slot_is_listed() -> None:
    rows = re.findall(r"^\| (\w+) \| (\d+) \| `([\w.]+)` \|", section("storage"), re.MULTILINE)
    for name in PREDEPLOYED:
        listed = {variable: int(slot) for contract, slot, variable in rows if contract == name}
        assert listed == artifact(name).storage


@pytest.mark.parametrize("name", PREDEPLOYED)
def test_every_function_and_event_is_listed(name: str) -> None:
    for entry in artifact(name).abi:
        if entry["type"] in {"function", "event"}:
            assert f"`{entry['name']}(" in PAGE, entry["name"]


@pytest.mark.parametrize("name", PREDEPLOYED)
def test_events_are_spelled_as_the_interface_has_them(name: str) -> None:
    for entry in artifact(name).abi:
        if entry["type"] == "event":
            arguments = (
                f"{a['type']} {a['name']}{' indexed' if a['indexed'] else ''}" for a in entry["inputs"]
            )
            assert f"`{entry['name']}({', '.join(arguments)})` | {name} |" in PAGE


@pytest.mark.parametrize("name", PREDEPLOYED)
def test_addresses_are_the_fixed_ones(name: str) -> None:
    assert f"| {name} | `{hex0x(artifact(name).address)}` |" in PAGE
