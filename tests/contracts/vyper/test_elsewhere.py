"""The same source on another chain: deployed by creation code, founded by its deployer."""

from typing import Any

import pytest
from boa.util.abi import Address as BoaAddress
from eth_utils import keccak as reference_keccak
from rlp import encode as rlp_encode

from contracts import calls
from contracts.acts import Domain, address_of
from contracts.artifacts import PREDEPLOYED, artifact
from contracts.ids import Address, hex0x
from contracts.refusals import Refusal
from contracts.slots import FOREVER
from tests.contracts.vyper.harness import DOMAIN, NETWORK, NOW, TRADER, batch_of, new_env, secret, signed

DEPLOYER = address_of(secret("deployer"))


class Deployment:
    """The contracts at the addresses that their deployer's nonces give them."""

    def __init__(self) -> None:
        self.env = new_env()
        self.env.evm.patch.timestamp = NOW
        self.consortium, self.registry, self.status, *others = (_created(nonce) for nonce in range(5))
        siblings = {
            "founder": DEPLOYER,
            "consortium": self.consortium,
            "registry": self.registry,
            "status": self.status,
            "utilisation": others[0],
            "verification": others[1],
        }
        self.code = {
            name: self.deploy(name, siblings[name.lower()], [siblings[a] for a in artifact(name).constructor])
            for name in PREDEPLOYED
        }

    def deploy(self, name: str, expected: Address, arguments: list[Address]) -> bytes:
        """Deploys by a transaction without recipient; returns the code that stands there."""
        creation = artifact(name).creation + b"".join(a.rjust(32, b"\0") for a in arguments)
        address, code = self.env.deploy_code(sender=BoaAddress(hex0x(DEPLOYER)), bytecode=creation)
        assert address.canonical_address == expected
        return bytes(code)

    def call(self, to: Address, data: bytes, sender: Address = DEPLOYER) -> Any:
        """The computation of a call."""
        return self.env.execute_code(BoaAddress(hex0x(to)), sender=BoaAddress(hex0x(sender)), data=data)


def _created(nonce: int) -> Address:
    return Address(reference_keccak(rlp_encode([DEPLOYER, nonce]))[12:])


@pytest.fixture
def deployment() -> Deployment:
    founded = Deployment()
    for data in (
        calls.bootstrap_member(
            TRADER, country="VN", roles=1 << 4, agreements=0, voter=False, name_hash=bytes(32)
        ),
        calls.bootstrap_key(
            address_of(secret("trader")), member=TRADER, purposes=1, valid_from=0, valid_until=FOREVER
        ),
        calls.seal(NETWORK),
    ):
        assert not founded.call(founded.consortium, data).is_error
    return founded


@pytest.mark.parametrize("name", PREDEPLOYED)
def test_only_the_immutables_differ(deployment: Deployment, name: str) -> None:
    size = 32 * len(artifact(name).constructor)
    assert deployment.code[name][:-size] == artifact(name).runtime[:-size]
    assert deployment.code[name] != artifact(name).runtime


def test_its_deployer_has_no_power_once_it_is_sealed(deployment: Deployment) -> None:
    again = deployment.call(deployment.consortium, calls.seal(NETWORK))
    assert calls.decode_refusal(bytes(again.output)) is Refusal.ALREADY_SEALED


def test_a_signature_for_this_deployment_anchors(deployment: Deployment) -> None:
    chain_id = deployment.env.evm.patch.chain_id
    domain = Domain(chain_id, deployment.registry, NETWORK)
    item = signed(batch_of(b"a"), domain=domain)
    assert not deployment.call(deployment.registry, calls.anchor(item)).is_error
    revoked = deployment.call(deployment.registry, calls.batch_of(TRADER, item.batch.root))
    assert calls.decode_batch_of(bytes(revoked.output)) is not None


def test_a_signature_for_the_consortiums_own_chain_is_none_here(deployment: Deployment) -> None:
    refused = deployment.call(deployment.registry, calls.anchor(signed(batch_of(b"a"), domain=DOMAIN)))
    assert calls.decode_refusal(bytes(refused.output)) is Refusal.KEY_UNKNOWN
