"""Which of web3.py's module tests can't apply to this node, each with its reason."""

from collections.abc import Collection, Iterable

NO_KEYS = "the node holds no keys; the client signs"
NO_NAMES = "no names are registered on this chain (ENS)"
AT_ONCE = "every transaction is in a block at once, so nothing waits to be replaced or asked for too early"
CLIENT_SIGNS = "fees by strategy are for accounts of the node; the client that signs rejects them first"
SPLIT_WRITES = "its mock closes the connection before the body, which uvicorn sends apart from the head"

LEFT_OUT = {
    "test_eth_sign": NO_KEYS,
    "test_eth_sign_typed_data": NO_KEYS,
    "test_invalid_eth_sign_typed_data": NO_KEYS,
    "test_eth_sign_transaction": NO_KEYS,
    "test_eth_sign_transaction_legacy": NO_KEYS,
    "test_eth_sign_transaction_hex_fees": NO_KEYS,
    "test_async_eth_sign": NO_KEYS,
    "test_async_eth_sign_transaction": NO_KEYS,
    "test_async_eth_sign_transaction_legacy": NO_KEYS,
    "test_async_eth_sign_transaction_hex_fees": NO_KEYS,
    "test_eth_get_balance_with_ens_name": NO_NAMES,
    "test_eth_get_storage_at_ens_name": NO_NAMES,
    "test_eth_get_transaction_count_ens_name": NO_NAMES,
    "test_eth_get_code_ens_address": NO_NAMES,
    "test_eth_sign_ens_names": NO_NAMES,
    "test_eth_sign_transaction_ens_names": NO_NAMES,
    "test_async_eth_get_storage_at_ens_name": NO_NAMES,
    "test_async_eth_sign_ens_names": NO_NAMES,
    "test_async_eth_sign_transaction_ens_names": NO_NAMES,
    "test_solidity_keccak_ens": NO_NAMES,
    "test_eth_replace_transaction": AT_ONCE,
    "test_eth_replace_transaction_legacy": AT_ONCE,
    "test_eth_replace_transaction_underpriced": AT_ONCE,
    "test_eth_replace_transaction_gas_price_defaulting_minimum": AT_ONCE,
    "test_eth_replace_transaction_gas_price_defaulting_strategy_higher": AT_ONCE,
    "test_eth_replace_transaction_gas_price_defaulting_strategy_lower": AT_ONCE,
    "test_eth_modify_transaction": AT_ONCE,
    "test_eth_modify_transaction_legacy": AT_ONCE,
    "test_eth_get_transaction_receipt_unmined": AT_ONCE,
    "test_eth_wait_for_transaction_receipt_unmined": AT_ONCE,
    "test_async_eth_replace_transaction": AT_ONCE,
    "test_async_eth_replace_transaction_legacy": AT_ONCE,
    "test_async_eth_replace_transaction_underpriced": AT_ONCE,
    "test_async_eth_replace_transaction_gas_price_defaulting_minimum": AT_ONCE,
    "test_async_eth_replace_transaction_gas_price_defaulting_strategy_higher": AT_ONCE,
    "test_async_eth_replace_transaction_gas_price_defaulting_strategy_lower": AT_ONCE,
    "test_async_eth_get_transaction_receipt_unmined": AT_ONCE,
    "test_async_eth_wait_for_transaction_receipt_unmined": AT_ONCE,
    "test_gas_price_from_strategy_bypassed_for_dynamic_fee_txn": CLIENT_SIGNS,
}
"""By the test's name. What needs administration, mining or tracing by go-ethereum has classes of its own,
which are not run: GoEthereumAdminModuleTest, GoEthereumDebugModuleTest."""

LEFT_OUT_ASYNC = {
    **LEFT_OUT,
    "test_eth_call_offchain_lookup_tries_next_url_for_non_4xx_error_status_and_tests_POST": SPLIT_WRITES,
}


def leave_out(classes: Iterable[type], names: Collection[str]) -> None:
    """Let pytest pass over these tests of `classes`."""
    for each in classes:
        for name in names:
            if hasattr(each, name):
                setattr(each, name, None)
