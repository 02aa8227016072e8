"""web3.py's own asynchronous module tests, over HTTP and over one WebSocket."""

from typing import Any

import pytest
from web3._utils.module_testing import (
    AsyncEthModuleTest,
    AsyncNetModuleTest,
    GoEthereumAsyncTxPoolModuleTest,
)
from web3._utils.module_testing.persistent_connection_provider import PersistentConnectionProviderTest
from web3._utils.module_testing.web3_module import AsyncWeb3ModuleTest

from tests.ledger_node.development.web3py.leaving_out import LEFT_OUT_ASYNC, leave_out

pytestmark = pytest.mark.anyio

OPTIONS = ("--heartbeat", "0.5")
"""Some tests wait for a block that nobody asks for."""


class TestEth(AsyncEthModuleTest):
    """`web3.eth`; two tests that wait for nothing are made to, since their client is asynchronous."""

    async def test_async_provider_default_account(self, async_w3: Any, keyfile_account_address: Any) -> None:
        super().test_async_provider_default_account(async_w3, keyfile_account_address)

    async def test_async_provider_default_block(self, async_w3: Any) -> None:
        super().test_async_provider_default_block(async_w3)


class TestNet(AsyncNetModuleTest):
    """`web3.net`."""


class TestTxPool(GoEthereumAsyncTxPoolModuleTest):
    """`web3.geth.txpool`."""


class TestWeb3(AsyncWeb3ModuleTest):
    """`web3` itself."""

    test_solidity_keccak = None  # the synchronous class has it
    test_solidity_keccak_ens = None
    test_solidity_keccak_same_number_of_types_and_values = None

    def _check_web3_client_version(self, client_version: str) -> None:
        assert client_version.startswith("tegata/")


class TestSubscriptions(PersistentConnectionProviderTest):
    """Subscriptions and many requests at once, over one WebSocket."""

    over_websocket = True


leave_out((TestEth, TestWeb3), LEFT_OUT_ASYNC)
