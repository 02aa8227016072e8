"""Founding a consortium: what genesis writes, who may write it, and that it ends for ever."""

from typing import Any

import pytest

from contracts import calls, slots
from contracts.acts import address_of
from contracts.addresses import CONSORTIUM, REGISTRY, SYSTEM_CALLER
from contracts.fingerprints import gateway_url_hash, identifier_hash, name_hash
from contracts.genesis import Genesis, bootstrap_calls
from contracts.ids import Address, NetworkId
from contracts.refusals import Refusal
from contracts.roles import Purpose, Role
from contracts.slots import FOREVER, KeyEntry, MemberEntry, MemberState, Service
from tests.contracts.vyper.harness import (
    BODY,
    CUSTOMS,
    DAY,
    JP_VN,
    NETWORK,
    NOW,
    RCEP,
    TRADER,
    Chain,
    genesis_document,
    secret,
)

KEY = address_of(secret("some key"))
MEMBER: dict[str, Any] = {
    "country": "JP",
    "roles": 1,
    "agreements": 1 << RCEP,
    "voter": True,
    "name_hash": bytes(32),
}
WINDOW: dict[str, Any] = {"member": CUSTOMS, "purposes": 1, "valid_from": 0, "valid_until": FOREVER}


@pytest.fixture
def founding() -> Chain:
    """A chain with one member, that is not sealed yet."""
    unsealed = Chain()
    unsealed.time = NOW
    assert not unsealed.send(CONSORTIUM, calls.bootstrap_member(CUSTOMS, **MEMBER), SYSTEM_CALLER).reverted
    return unsealed


def refused(chain: Chain, data: bytes, reason: Refusal, sender: Address = SYSTEM_CALLER) -> None:
    assert chain.send(CONSORTIUM, data, sender).refusal is reason


def test_a_member_stands_as_genesis_says(chain: Chain) -> None:
    view = calls.decode_member_of(chain.view(CONSORTIUM, calls.member_of(BODY)))
    assert view == calls.MemberView(
        True, False, "VN", (Role.ISSUING_BODY,), (JP_VN, RCEP), 0, None, name_hash("Member 2")
    )
    stored = slots.decode_member(chain.word(CONSORTIUM, slots.member_slot(BODY)))
    assert stored == MemberEntry(
        MemberState.ACTIVE, False, "VN", (Role.ISSUING_BODY,), 0, None, (JP_VN, RCEP)
    )
    assert chain.word(CONSORTIUM, slots.name_slot(BODY)) == int.from_bytes(name_hash("Member 2"), "big")


def test_a_key_stands_as_genesis_says(chain: Chain) -> None:
    key = address_of(secret("trader's next"))
    expected = KeyEntry(TRADER, Purpose.AUTHOR, NOW + DAY, FOREVER, FOREVER, NOW - DAY)
    assert calls.decode_key_of(chain.view(CONSORTIUM, calls.key_of(key))) == expected
    assert slots.decode_key(chain.word(CONSORTIUM, slots.key_slot(key))) == expected


def test_what_was_never_registered_reads_as_nothing(chain: Chain) -> None:
    assert calls.decode_member_of(chain.view(CONSORTIUM, calls.member_of(999))) is None
    assert calls.decode_key_of(chain.view(CONSORTIUM, calls.key_of(KEY))) is None
    assert calls.decode_identifier_owner(chain.view(CONSORTIUM, calls.identifier_owner(bytes(32)))) is None
    nobody = calls.ServiceView(bytes(32), 0, 0)
    gateway = calls.decode_gateway_of(chain.view(CONSORTIUM, calls.gateway_of(TRADER)))
    assert gateway == calls.GatewayView(bytes(32), nobody, nobody)


def test_an_identifier_names_its_member(chain: Chain) -> None:
    identifier = identifier_hash("JCN", "7000012050002")
    assert (
        calls.decode_identifier_owner(chain.view(CONSORTIUM, calls.identifier_owner(identifier))) == CUSTOMS
    )
    stored = slots.decode_identifier(chain.word(CONSORTIUM, slots.identifier_slot(identifier)))
    assert stored == slots.IdentifierEntry(CUSTOMS, NOW - DAY, FOREVER)


def test_an_identifier_names_nobody_past_its_end(chain: Chain) -> None:
    identifier = identifier_hash("JCN", "7000012050002")
    chain.set_word(CONSORTIUM, slots.identifier_slot(identifier), CUSTOMS | NOW << 56)
    ask = calls.identifier_owner(identifier)
    assert calls.decode_identifier_owner(chain.view(CONSORTIUM, ask)) is None
    chain.time = NOW - 1
    assert calls.decode_identifier_owner(chain.view(CONSORTIUM, ask)) == CUSTOMS


def test_a_gateway_is_reached_as_genesis_says(chain: Chain) -> None:
    gateway = calls.decode_gateway_of(chain.view(CONSORTIUM, calls.gateway_of(CUSTOMS)))
    url = gateway_url_hash("https://gateway.customs.example")
    signing = calls.ServiceView(b"\x61" * 32, 0, FOREVER)
    payload = calls.ServiceView(b"\x62" * 32, NOW, NOW + DAY)
    assert gateway == calls.GatewayView(url, signing, payload)
    assert chain.word(CONSORTIUM, slots.gateway_url_slot(CUSTOMS)) == int.from_bytes(url, "big")
    for service, view in ((Service.SIGNING, signing), (Service.PAYLOAD, payload)):
        slot = slots.service_key_slot(CUSTOMS, service, 0)
        assert chain.word(CONSORTIUM, slots.service_key_count_slot(CUSTOMS, service)) == 1
        assert chain.word(CONSORTIUM, slot) == int.from_bytes(view.key, "big")
        assert slots.decode_window(chain.word(CONSORTIUM, slot + 1)) == (view.valid_from, view.valid_until)


def test_members_and_keys_can_be_listed(chain: Chain) -> None:
    def listed(data: bytes) -> int:
        return int.from_bytes(chain.view(CONSORTIUM, data), "big")

    count = listed(calls.member_count())
    assert [listed(calls.member_at(index)) for index in range(count + 1)] == [1, 2, 3, 4, 5, 0]
    keys = [
        chain.view(CONSORTIUM, calls.key_at(CUSTOMS, i))[12:] for i in range(listed(calls.key_count(CUSTOMS)))
    ]
    assert keys == [address_of(secret("customs")), address_of(secret("relay"))]


def test_the_network_has_the_name_that_genesis_gives(chain: Chain) -> None:
    assert calls.decode_network_id(chain.view(CONSORTIUM, calls.network_id())) == NETWORK
    assert chain.word(CONSORTIUM, slots.network_id_slot()) == int.from_bytes(NETWORK, "big")
    assert calls.decode_network_id(Chain().view(CONSORTIUM, calls.network_id())) is None


def test_founding_tells_each_step() -> None:
    genesis = Genesis.model_validate(genesis_document())
    chain = Chain()
    chain.time = NOW
    told = [e for to, data in bootstrap_calls(genesis) for e in chain.send(to, data, SYSTEM_CALLER).events]
    assert told[0] == calls.MemberChanged(
        CUSTOMS, True, True, "JP", (Role.CUSTOMS,), (), name_hash("Member 1")
    )
    assert told[1] == calls.KeyChanged(
        address_of(secret("customs")), CUSTOMS, Purpose.AUTHOR | Purpose.GOVERN, 0, FOREVER, FOREVER
    )
    assert told[3:7] == [
        calls.IdentifierVerified(identifier_hash("JCN", "7000012050002"), CUSTOMS),
        calls.GatewayChanged(CUSTOMS, gateway_url_hash("https://gateway.customs.example")),
        calls.ServiceKeyChanged(CUSTOMS, Service.SIGNING, b"\x61" * 32, 0, FOREVER),
        calls.ServiceKeyChanged(CUSTOMS, Service.PAYLOAD, b"\x62" * 32, NOW, NOW + DAY),
    ]
    assert told[-1] == calls.Sealed(NETWORK)


FOUNDING_CALLS = {
    "member": calls.bootstrap_member(TRADER, **MEMBER),
    "key": calls.bootstrap_key(KEY, **WINDOW),
    "identifier": calls.bootstrap_identifier(bytes(32), CUSTOMS),
    "gateway": calls.bootstrap_gateway(CUSTOMS, bytes(32)),
    "service key": calls.bootstrap_service_key(CUSTOMS, Service.SIGNING, b"\x01" * 32, 0, FOREVER),
    "seal": calls.seal(NETWORK),
}
EACH_CALL = pytest.mark.parametrize("data", FOUNDING_CALLS.values(), ids=FOUNDING_CALLS.keys())


@EACH_CALL
def test_the_founder_alone_founds(founding: Chain, data: bytes) -> None:
    for sender in (address_of(secret("relay")), REGISTRY, CONSORTIUM, Address(bytes(20))):
        refused(founding, data, Refusal.CALLER_NOT_ALLOWED, sender)
    assert not founding.send(CONSORTIUM, data, SYSTEM_CALLER).reverted


@EACH_CALL
def test_a_sealed_consortium_has_no_founder(chain: Chain, data: bytes) -> None:
    refused(chain, data, Refusal.ALREADY_SEALED)


@pytest.mark.parametrize("name", ["key", "gateway", "service key"])
def test_only_members_have_keys_and_gateways(name: str) -> None:
    refused(Chain(), FOUNDING_CALLS[name], Refusal.MEMBER_UNKNOWN)


def test_only_members_have_identifiers() -> None:
    refused(Chain(), FOUNDING_CALLS["identifier"], Refusal.MEMBER_UNKNOWN)


def test_a_number_a_key_and_an_identifier_are_taken_once(founding: Chain) -> None:
    founding.send(CONSORTIUM, calls.bootstrap_member(TRADER, **MEMBER), SYSTEM_CALLER)
    refused(founding, FOUNDING_CALLS["member"], Refusal.ALREADY_REGISTERED)
    founding.send(CONSORTIUM, FOUNDING_CALLS["key"], SYSTEM_CALLER)
    for member in (CUSTOMS, TRADER):
        refused(
            founding, calls.bootstrap_key(KEY, **{**WINDOW, "member": member}), Refusal.ALREADY_REGISTERED
        )
    founding.send(CONSORTIUM, FOUNDING_CALLS["identifier"], SYSTEM_CALLER)
    refused(founding, FOUNDING_CALLS["identifier"], Refusal.ALREADY_REGISTERED)


def test_a_network_without_a_name_is_not_sealed(founding: Chain) -> None:
    refused(founding, calls.seal(NetworkId(bytes(32))), Refusal.NETWORK_ID_MISSING)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0},
        {"roles": 0},
        {"roles": 1 << 12},
        {"roles": 2},
        {"agreements": 1},
        {"country": "jp"},
        {"country": "J"},
        {"country": "J1"},
        {"country": "jP"},
        {"country": "Jp"},
        {"country": "[P"},
        {"country": "J["},
        {"country": "[["},
    ],
    ids=str,
)
def test_a_member_out_of_range_is_refused(founding: Chain, change: dict[str, Any]) -> None:
    data = calls.bootstrap_member(**{"number": TRADER, **MEMBER, **change})
    refused(founding, data, Refusal.VALUE_OUT_OF_RANGE)


@pytest.mark.parametrize(
    "change",
    [
        {"key": Address(bytes(20))},
        {"purposes": 0},
        {"purposes": 16},
        {"valid_from": 5, "valid_until": 5},
        {"valid_from": 6, "valid_until": 5},
        {"valid_until": FOREVER + 1},
    ],
    ids=str,
)
def test_a_key_out_of_range_is_refused(founding: Chain, change: dict[str, Any]) -> None:
    refused(founding, calls.bootstrap_key(**{"key": KEY, **WINDOW, **change}), Refusal.VALUE_OUT_OF_RANGE)


@pytest.mark.parametrize(
    ("service", "key", "valid_from", "valid_until"),
    [
        (0, b"\x01" * 32, 0, FOREVER),
        (3, b"\x01" * 32, 0, FOREVER),
        (1, bytes(32), 0, FOREVER),
        (1, b"\x01" * 32, 9, 9),
        (2, b"\x01" * 32, 0, FOREVER + 1),
    ],
)
def test_a_service_key_out_of_range_is_refused(
    founding: Chain, service: Service, key: bytes, valid_from: int, valid_until: int
) -> None:
    data = calls.bootstrap_service_key(CUSTOMS, service, key, valid_from, valid_until)
    refused(founding, data, Refusal.VALUE_OUT_OF_RANGE)


def test_a_second_service_key_follows_the_first(founding: Chain) -> None:
    for key in (b"\x01" * 32, b"\x02" * 32):
        data = calls.bootstrap_service_key(CUSTOMS, Service.SIGNING, key, 0, FOREVER)
        assert not founding.send(CONSORTIUM, data, SYSTEM_CALLER).reverted
    gateway = calls.decode_gateway_of(founding.view(CONSORTIUM, calls.gateway_of(CUSTOMS)))
    assert gateway.signing.key == b"\x02" * 32
    first = slots.service_key_slot(CUSTOMS, Service.SIGNING, 0)
    assert founding.word(CONSORTIUM, first) == int.from_bytes(b"\x01" * 32, "big")
