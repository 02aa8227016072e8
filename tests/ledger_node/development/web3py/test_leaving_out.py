"""What is left out of web3.py's module tests is there to be left out."""

from web3._utils.module_testing import AsyncEthModuleTest, EthModuleTest, Web3ModuleTest

from tests.ledger_node.development.web3py.leaving_out import LEFT_OUT_ASYNC


def test_every_test_left_out_is_one_of_web3_pys() -> None:
    classes = (EthModuleTest, AsyncEthModuleTest, Web3ModuleTest)
    assert [name for name in LEFT_OUT_ASYNC if not any(hasattr(each, name) for each in classes)] == []
