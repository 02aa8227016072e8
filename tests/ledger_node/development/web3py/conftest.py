"""What web3.py's module tests ask for: their contracts on a real node, a funded key, both kinds of client.

The node holds no keys, so the client does: its middleware signs, and answers for `eth_accounts`.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from eth_account import Account
from web3 import AsyncHTTPProvider, AsyncWeb3, HTTPProvider, Web3, WebSocketProvider
from web3._utils.contract_sources.contract_data.emitter_contract import EMITTER_CONTRACT_DATA
from web3._utils.contract_sources.contract_data.math_contract import MATH_CONTRACT_DATA
from web3._utils.contract_sources.contract_data.offchain_lookup import OFFCHAIN_LOOKUP_DATA
from web3._utils.contract_sources.contract_data.panic_errors_contract import PANIC_ERRORS_CONTRACT_DATA
from web3._utils.contract_sources.contract_data.revert_contract import REVERT_CONTRACT_DATA
from web3._utils.contract_sources.contract_data.storage_contract import STORAGE_CONTRACT_DATA
from web3._utils.module_testing.utils import RequestMocker
from web3.middleware import SignAndSendRawMiddlewareBuilder, Web3Middleware

from tests.ledger_node.development.chain import CONFIG, ETHER
from tests.ledger_node.development.process import development_process

KEY = "0x58d23b55bc9cdce1f18c2500f40ff4ab7245df9a89505e9b1fa4851f623d241d"
"""The key of web3.py's own fixtures; some of its tests carry what it signed."""

CHAIN_ID = 131_277_322_940_537
"""That of web3.py's own fixtures."""

HOLDER = Account.from_key(KEY)

GENESIS = json.dumps(
    {
        "config": {**CONFIG, "chainId": CHAIN_ID},
        "gasLimit": "0x2faf080",
        "timestamp": "0x6a000000",
        "alloc": {HOLDER.address: {"balance": hex(1_000_000 * ETHER)}},
    }
)

DEPLOYED = {
    "math": MATH_CONTRACT_DATA,
    "emitter": EMITTER_CONTRACT_DATA,
    "revert": REVERT_CONTRACT_DATA,
    "storage": STORAGE_CONTRACT_DATA,
    "panic_errors": PANIC_ERRORS_CONTRACT_DATA,
    "offchain_lookup": OFFCHAIN_LOOKUP_DATA,
}

LOG_DOUBLE_WITH_INDEX = 9


class _Accounts(Web3Middleware):
    """Names the account whose key the client holds."""

    def response_processor(self, method: str, response: Any) -> Any:
        return {**response, "result": [HOLDER.address]} if method == "eth_accounts" else response

    async def async_response_processor(self, method: str, response: Any) -> Any:
        return self.response_processor(method, response)


def _with_key(client: Any) -> Any:
    client.middleware_onion.inject(SignAndSendRawMiddlewareBuilder.build(HOLDER), layer=0, name="signs")
    client.middleware_onion.inject(_Accounts, layer=0, name="accounts")
    client.eth.default_account = HOLDER.address
    return client


@pytest.fixture(scope="module")
def node_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A node for the tests of a module, with the options that it names."""
    options = getattr(request.module, "OPTIONS", ())
    with development_process(tmp_path_factory.mktemp("web3py"), GENESIS, *options) as url:
        yield url


@pytest.fixture(scope="module")
def deployed(node_url: str) -> Any:
    """The contracts, by name, and the transactions and blocks that the tests read."""
    w3 = _with_key(Web3(HTTPProvider(node_url)))
    found: dict[str, Any] = {}
    for name, data in DEPLOYED.items():
        sent = w3.eth.contract(abi=data["abi"], bytecode=data["bytecode"]).constructor().transact()
        receipt = w3.eth.wait_for_transaction_receipt(sent, poll_latency=0.005)
        found[name] = SimpleNamespace(address=receipt.contractAddress, abi=data["abi"], sent=sent)
    emitter = w3.eth.contract(found["emitter"].address, abi=found["emitter"].abi)
    math = w3.eth.contract(found["math"].address, abi=found["math"].abi)
    for name, call in (
        ("logging", emitter.functions.logDouble(LOG_DOUBLE_WITH_INDEX, 12345, 54321)),
        ("counting", math.functions.incrementCounter()),
    ):
        found[name] = w3.eth.wait_for_transaction_receipt(call.transact(), poll_latency=0.005)
    return SimpleNamespace(**found)


@pytest.fixture
def w3(node_url: str, deployed: Any) -> Any:
    return _with_key(Web3(HTTPProvider(node_url)))


@pytest.fixture(autouse=True)
def last_block_without_logs(request: pytest.FixtureRequest) -> None:
    """What web3.py's tests of filters expect, whichever test ran before them."""
    if "filter" in request.node.name:
        w3 = request.getfixturevalue("w3")
        sent = w3.eth.send_transaction({"to": HOLDER.address, "value": 1})
        w3.eth.wait_for_transaction_receipt(sent, poll_latency=0.005)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def async_w3(request: pytest.FixtureRequest, node_url: str, deployed: Any) -> AsyncIterator[Any]:
    if getattr(request.cls, "over_websocket", False):
        async with AsyncWeb3(WebSocketProvider(node_url.replace("http", "ws"))) as client:
            yield _with_key(client)
    else:
        provider = AsyncHTTPProvider(node_url)
        yield _with_key(AsyncWeb3(provider))
        await provider.disconnect()


@pytest.fixture
def keyfile_account_pkey() -> str:
    return KEY


@pytest.fixture
def keyfile_account_address() -> Any:
    return HOLDER.address


@pytest.fixture
def request_mocker() -> Any:
    return RequestMocker


@pytest.fixture
def skip_if_testrpc() -> Callable[[Any], None]:
    return lambda _client: None


def _contract(name: str, client: str) -> Any:
    @pytest.fixture
    def contract(request: pytest.FixtureRequest, deployed: Any) -> Any:
        found = getattr(deployed, name)
        return request.getfixturevalue(client).eth.contract(found.address, abi=found.abi)

    return contract


math_contract, async_math_contract = _contract("math", "w3"), _contract("math", "async_w3")
emitter_contract, async_emitter_contract = _contract("emitter", "w3"), _contract("emitter", "async_w3")
revert_contract, async_revert_contract = _contract("revert", "w3"), _contract("revert", "async_w3")
storage_contract, async_storage_contract = _contract("storage", "w3"), _contract("storage", "async_w3")
panic_errors_contract = _contract("panic_errors", "w3")
async_panic_errors_contract = _contract("panic_errors", "async_w3")
offchain_lookup_contract = _contract("offchain_lookup", "w3")
async_offchain_lookup_contract = _contract("offchain_lookup", "async_w3")


def _of_deployment(read: Callable[[Any], Any]) -> Any:
    @pytest.fixture
    def found(deployed: Any) -> Any:
        return read(deployed)

    return found


def _block(number: Callable[[Any], int]) -> Any:
    @pytest.fixture
    def block(node_url: str, deployed: Any) -> Any:
        return Web3(HTTPProvider(node_url)).eth.get_block(number(deployed))

    return block


math_contract_address = async_math_contract_address = _of_deployment(lambda found: found.math.address)
emitter_contract_address = async_emitter_contract_address = _of_deployment(
    lambda found: found.emitter.address
)
math_contract_deploy_txn_hash = _of_deployment(lambda found: found.math.sent)
mined_txn_hash = _of_deployment(lambda found: found.counting.transactionHash)
txn_hash_with_log = _of_deployment(lambda found: found.logging.transactionHash)
block_with_txn = async_block_with_txn = _block(lambda found: found.counting.blockNumber)
empty_block = async_empty_block = _block(lambda _found: 0)
block_with_txn_with_log = async_block_with_txn_with_log = _block(lambda found: found.logging.blockNumber)
keyfile_account_address_dual_type = _of_deployment(lambda _found: HOLDER.address)
async_keyfile_account_address_dual_type = keyfile_account_address_dual_type
async_keyfile_account_address = keyfile_account_address_dual_type
async_skip_if_testrpc = skip_if_testrpc
