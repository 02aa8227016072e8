"""What a crash costs while a declaration draws: killed before and after the debit is in the outbox, it draws
once."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from contracts.ids import hex0x
from tests.gateway.network import CUSTOMS, certificate, prepare
from tests.gateway.test_crashes import Killed, Process, gateway, wait_until_anchored
from tests.gateway.utilisation.test_flow import declaration_of
from tests.gateway.world import World, eventually, token_of


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[World, str]]:
    world = World(tmp_path)
    yield world, world.start_node().serve().url
    world.close()


def utilisation(process: Process, proof: str) -> Any:
    headers = {"Authorization": f"Bearer {token_of(process.request, CUSTOMS)}"}
    return process.request("GET", f"/v1/records/{proof}/utilisation", headers=headers)


@pytest.mark.crash
@pytest.mark.parametrize("point", ["utilisation.before_commit", "utilisation.after_commit"])
def test_a_gateway_killed_while_it_draws_draws_once(point: str, served: tuple[World, str]) -> None:
    world, url = served
    prepared = prepare([certificate("VN-1")], 1)
    proof = hex0x(prepared.ids[0])
    with gateway(world, url, f"{point}:1") as process:
        process.request("POST", "/v1/submissions", json=prepared.document)
        wait_until_anchored(process, prepared)
        headers = {"Authorization": f"Bearer {token_of(process.request, CUSTOMS)}"}
        with suppress(Killed):
            declared = declaration_of("26000000001", "6")
            process.request("POST", "/v1/declarations", json=declared, headers=headers)
        eventually(process.died, 120)
    with gateway(world, url) as process:

        def written() -> bool:
            states = [draw["state"] for draw in utilisation(process, proof)["draws"]]
            return states == ["written"]

        eventually(written, 120)
        (debit,) = eventually(lambda: debits_in(process, proof), 120)
    assert (debit["quantity"], debit["revision"]) == ("6", 1)


def debits_in(process: Process, proof: str) -> list[Any]:
    return [debit for line in utilisation(process, proof)["lines"] for debit in line["debits"]]
