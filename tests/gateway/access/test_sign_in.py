"""Signing in: by ledger key (EIP-4361), by an officer's account, and every way in which it must not work."""

from typing import Any

import pytest
from coincurve import PrivateKey
from fastapi.testclient import TestClient

from contracts.acts import address_of, sign_digest
from contracts.ids import MemberId, UnixTime, hex0x
from contracts.keccak import keccak
from gateway.access.eip4361 import SignInMessage, checksummed, parse
from gateway.access.officers import create_officer
from gateway.errors import NotSignedIn
from tests.gateway.network import EXPORTER, OTHER, access_key, author_key, secret
from tests.gateway.world import World, sign_in

PASSWORD = "a long enough password"


def personal(text: str, key: bytes) -> str:
    data = text.encode()
    return hex0x(sign_digest(keccak(b"\x19Ethereum Signed Message:\n%d" % len(data) + data), PrivateKey(key)))


def challenge(client: TestClient, key: bytes) -> str:
    asked = client.post("/v1/sign-in/challenge", json={"address": hex0x(address_of(key))})
    return str(asked.json()["message"])


def answer(client: TestClient, message: str, key: bytes) -> Any:
    return client.post("/v1/sign-in", json={"message": message, "signature": personal(message, key)})


def test_a_member_signs_in_with_its_access_key(client: TestClient) -> None:
    headers = sign_in(client, EXPORTER)
    me = client.get("/v1/me", headers=headers).json()
    assert (me["member"], me["officer"]) == (EXPORTER, False)
    client.post("/v1/sign-out", headers=headers)
    assert client.get("/v1/me", headers=headers).status_code == 401


def test_the_message_is_what_wallets_know(client: TestClient) -> None:
    from eth_account import Account
    from eth_account.messages import encode_defunct

    message = challenge(client, access_key(EXPORTER))
    assert message.splitlines()[0] == "testserver wants you to sign in with your Ethereum account:"
    signed = Account.sign_message(encode_defunct(text=message), access_key(EXPORTER))
    given = {"message": message, "signature": "0x" + signed.signature.hex().removeprefix("0x")}
    assert client.post("/v1/sign-in", json=given).status_code == 200


def test_a_challenge_counts_once(client: TestClient) -> None:
    message = challenge(client, access_key(EXPORTER))
    assert answer(client, message, access_key(EXPORTER)).status_code == 200
    again = answer(client, message, access_key(EXPORTER))
    assert (again.status_code, again.json()["where"]) == (401, "message/nonce")


def test_another_key_does_not_answer_for_the_one_named(client: TestClient) -> None:
    message = challenge(client, access_key(EXPORTER))
    assert answer(client, message, access_key(OTHER)).status_code == 401


@pytest.mark.parametrize("key", [author_key(EXPORTER), secret("stranger")])
def test_only_access_keys_sign_in(client: TestClient, key: bytes) -> None:
    assert answer(client, challenge(client, key), key).json()["where"] == "address"


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("testserver wants", "elsewhere.example wants", "message/domain"),
        ("URI: http://testserver", "URI: http://elsewhere.example", "message/domain"),
        ("Chain ID: 743001", "Chain ID: 1", "message/chain_id"),
        ("Version: 1", "Version: 2", "message"),
        ("moves nothing", "moves everything", "message"),
        ("Issued At: 2", "Issued At: 1", "message/nonce"),
    ],
)
def test_a_message_for_another_place_or_purpose_is_refused(
    client: TestClient, old: str, new: str, where: str
) -> None:
    message = challenge(client, access_key(EXPORTER)).replace(old, new)
    if where == "message/nonce":
        answer(client, challenge(client, access_key(EXPORTER)), access_key(EXPORTER))
        message = message.replace("Nonce: ", "Nonce: f")
    refused = answer(client, message, access_key(EXPORTER))
    assert refused.status_code == 401


def test_an_expired_challenge_and_an_expired_token_do_not_count(world: World) -> None:
    time = [UnixTime(int(world.genesis.time) + 60)]
    services = world.services(now=lambda: time[0])
    with world.serve(services, with_stages=False) as client:
        message = challenge(client, access_key(EXPORTER))
        headers = sign_in(client, EXPORTER)
        time[0] = UnixTime(time[0] + services.settings.nonce_seconds)
        assert answer(client, message, access_key(EXPORTER)).json()["where"] == "message/expiration_time"
        assert client.get("/v1/me", headers=headers).status_code == 200
        time[0] = UnixTime(time[0] + services.settings.token_seconds)
        assert client.get("/v1/me", headers=headers).status_code == 401


def test_a_high_s_signature_does_not_sign_in(client: TestClient) -> None:
    message = challenge(client, access_key(EXPORTER))
    signature = bytearray(bytes.fromhex(personal(message, access_key(EXPORTER))[2:]))
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    signature[32:64] = (order - int.from_bytes(signature[32:64], "big")).to_bytes(32, "big")
    signature[64] = 55 - signature[64]
    given = {"message": message, "signature": hex0x(bytes(signature))}
    assert client.post("/v1/sign-in", json=given).json()["code"] == "signature.invalid"


def test_an_officer_signs_in_with_an_account(world: World) -> None:
    services = world.services()
    create_officer(services.store, "kato", "加藤 Kato", PASSWORD)
    with world.serve(services, with_stages=False) as client:
        given = {"account": "kato", "password": PASSWORD}
        token = client.post("/v1/officers/sign-in", json=given).json()
        me = client.get("/v1/me", headers={"Authorization": f"Bearer {token['token']}"}).json()
        assert (me["officer"], me["who"]) == (True, "officer:kato")
        for wrong in ({**given, "password": "another password"}, {**given, "account": "sato"}):
            refused = client.post("/v1/officers/sign-in", json=wrong)
            assert (refused.status_code, refused.json()["found"]) == (401, "another pair")


def test_a_session_is_a_cookie_that_scripts_can_not_read(world: World) -> None:
    services = world.services()
    create_officer(services.store, "kato", "Kato", PASSWORD)
    with world.serve(services, with_stages=False) as client:
        given = {"account": "kato", "password": PASSWORD, "session": True}
        opened = client.post("/v1/officers/sign-in", json=given)
        assert opened.json()["token"] is None
        assert opened.json()["csrf"]
        cookie = opened.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert client.get("/v1/me").json()["officer"]


def test_guessing_passwords_runs_into_the_limit(world: World) -> None:
    with world.gateway(with_stages=False, limits={"sign_ins_a_minute": 3}) as client:
        given = {"account": "kato", "password": "guess"}
        answers = [client.post("/v1/officers/sign-in", json=given) for _ in range(4)]
    assert [a.status_code for a in answers] == [401, 401, 401, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_a_rendered_message_reads_back_and_no_other_spelling_does() -> None:
    address = address_of(access_key(MemberId(2)))
    message = SignInMessage(
        "gateway.example",
        address,
        "https://gateway.example",
        743_001,
        "a" * 16,
        UnixTime(1_790_000_000),
        UnixTime(1_790_000_300),
    )
    assert parse(message.render()) == message
    lowered = message.render().replace(checksummed(address), hex0x(address))
    with pytest.raises(NotSignedIn):
        parse(lowered)
