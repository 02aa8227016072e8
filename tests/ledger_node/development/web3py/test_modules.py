"""web3.py's own module tests, as its wheel brings them, against a node in a process of its own.

`leaving_out.py` says which can't apply, and why.
"""

from web3._utils.module_testing import (
    EthModuleTest,
    GoEthereumTxPoolModuleTest,
    NetModuleTest,
    Web3ModuleTest,
)

from tests.ledger_node.development.web3py.leaving_out import LEFT_OUT, leave_out


class TestEth(EthModuleTest):
    """`web3.eth`."""


class TestNet(NetModuleTest):
    """`web3.net`."""


class TestTxPool(GoEthereumTxPoolModuleTest):
    """`web3.geth.txpool`."""


class TestWeb3(Web3ModuleTest):
    """`web3` itself."""

    def _check_web3_client_version(self, client_version: str) -> None:
        assert client_version.startswith("tegata/")


leave_out((TestEth, TestWeb3), LEFT_OUT)
