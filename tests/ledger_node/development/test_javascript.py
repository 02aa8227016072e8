"""ethers v6, viem and a Hardhat project deploy a contract on a development node and use it."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest

from contracts.artifacts import artifact
from tests.ledger_node.development.chain import ALICE, CHAIN_ID, GENESIS
from tests.ledger_node.development.process import development_process
from tests.ledger_node.javascript.running import BIN, install, run_script

HARDHAT = [str(BIN / "hardhat"), "--config", "hardhat/hardhat.config.cjs"]


@pytest.fixture(scope="module")
def node_js() -> str:
    return install()


@pytest.fixture(scope="module")
def node_url(node_js: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with development_process(tmp_path_factory.mktemp("javascript"), GENESIS) as url:
        yield url


def task(url: str) -> dict[str, Any]:
    consortium = artifact("Consortium")
    return {
        "url": url,
        "key": "0x" + ALICE.key.hex().removeprefix("0x"),
        "chainId": CHAIN_ID,
        "abi": list(consortium.abi),
        "bytecode": "0x" + consortium.creation.hex(),
        "network": "0x" + sha256(b"a network").hexdigest(),
    }


@pytest.mark.parametrize("library", ["ethers", "viem"])
def test_a_library_deploys_sends_waits_subscribes_and_reads(
    node_js: str, node_url: str, library: str
) -> None:
    done = run_script([node_js, f"deploy-{library}.mjs"], task(node_url))
    assert len(done["address"]) == 42


def test_a_hardhat_project_deploys_sends_waits_subscribes_and_reads(node_js: str, node_url: str) -> None:
    done = run_script([*HARDHAT, "run", "--no-compile", "hardhat/deploy.cjs"], task(node_url))
    assert done["block"] > 1
