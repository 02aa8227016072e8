"""The genesis file: what is accepted, and for everything else a place and a reason."""

import json
from copy import deepcopy
from typing import Any

import pytest

from contracts import calls
from contracts.addresses import CONSORTIUM
from contracts.fingerprints import gateway_url_hash, identifier_hash, name_hash
from contracts.genesis import Genesis, GenesisInvalid, bootstrap_calls, parse, render
from contracts.ids import Address, MemberId, NetworkId
from contracts.slots import FOREVER, Service
from contracts.strict_json import JsonInvalid

_IDENTIFIER = {"scheme": "TAX", "value": "0100100012"}
_DOCUMENT: dict[str, Any] = {
    "format": "tegata/genesis/1",
    "network_id": "0x" + "42" * 32,
    "chain_id": 743001,
    "time": 1_790_000_000,
    "front": {"kind": "embedded", "sequencer": "0x" + "11" * 32},
    "members": [
        {
            "number": 1,
            "name": "Japan Customs",
            "name_local": "税関",
            "country": "JP",
            "roles": ["customs"],
            "voter": True,
            "keys": [{"address": "0x" + "a1" * 20, "purposes": ["author", "relay"]}],
        },
        {
            "number": 2,
            "name": "Ministry of Industry and Trade",
            "country": "VN",
            "roles": ["issuing_body"],
            "agreements": ["JP-VN", "RCEP"],
            "keys": [
                {
                    "address": "0x" + "a2" * 20,
                    "purposes": ["author"],
                    "valid_from": 5,
                    "valid_until": 1_900_000_000,
                }
            ],
            "identifiers": [_IDENTIFIER],
            "gateway": {
                "url": "https://gateway.moit.example",
                "signing_key": {"public_key": "0x" + "01" * 32},
                "payload_key": {"public_key": "0x" + "02" * 32, "valid_until": 1_900_000_000},
            },
        },
    ],
}


@pytest.fixture
def document() -> dict[str, Any]:
    return deepcopy(_DOCUMENT)


def test_the_calls_write_the_file_and_then_seal(document: dict[str, Any]) -> None:
    member, key = MemberId(2), Address(b"\xa2" * 20)
    written = bootstrap_calls(Genesis.model_validate(document))
    assert {to for to, _ in written} == {CONSORTIUM}
    assert [data for _, data in written] == [
        calls.bootstrap_member(
            MemberId(1),
            country="JP",
            roles=1 << 9,
            agreements=0,
            voter=True,
            name_hash=name_hash("Japan Customs"),
        ),
        calls.bootstrap_key(
            Address(b"\xa1" * 20), member=MemberId(1), purposes=3, valid_from=0, valid_until=FOREVER
        ),
        calls.bootstrap_member(
            member,
            country="VN",
            roles=1,
            agreements=1 << 11 | 1 << 20,
            voter=False,
            name_hash=name_hash("Ministry of Industry and Trade"),
        ),
        calls.bootstrap_key(key, member=member, purposes=1, valid_from=5, valid_until=1_900_000_000),
        calls.bootstrap_identifier(identifier_hash("TAX", "0100100012"), member),
        calls.bootstrap_gateway(member, gateway_url_hash("https://gateway.moit.example/")),
        calls.bootstrap_service_key(member, Service.SIGNING, b"\x01" * 32, 0, FOREVER),
        calls.bootstrap_service_key(member, Service.PAYLOAD, b"\x02" * 32, 0, 1_900_000_000),
        calls.seal(NetworkId(b"\x42" * 32)),
    ]


def test_the_canonical_form_reads_back(document: dict[str, Any]) -> None:
    genesis = parse(json.dumps(document, indent=4))
    assert parse(render(genesis)) == genesis
    assert render(parse(render(genesis))) == render(genesis)


def test_the_digest_is_one_for_all_spacings_and_orders(document: dict[str, Any]) -> None:
    one = parse(json.dumps(document))
    other = parse(json.dumps(dict(reversed(document.items())), indent=2, ensure_ascii=False))
    assert one.digest() == other.digest()
    assert one.digest().hex() == "33c449e131345ee658246344b222038bf68e21293c1eb8e0260913a5d755ed48"


@pytest.mark.parametrize(
    ("path", "value", "where", "expected"),
    [
        (("format",), "tegata/genesis/2", "genesis/format", "'tegata/genesis/1'"),
        (("network_id",), "0x" + "00" * 32, "genesis/network_id", "32 bytes that are not all zero"),
        (("network_id",), "0x" + "AB" * 32, "genesis/network_id", "lower-case"),
        (("network_id",), "0x42", "genesis/network_id", "64 lower-case hex digits"),
        (("network_id",), 42, "genesis/network_id", "64 lower-case hex digits"),
        (("chain_id",), 0, "genesis/chain_id", "greater"),
        (("chain_id",), "743001", "genesis/chain_id", "integer"),
        (("chain_id",), True, "genesis/chain_id", "integer"),
        (("time",), 2**40, "genesis/time", "less"),
        (("time",), 1.5, "genesis/time", "integer"),
        (("front", "kind"), "solo", "genesis/front/kind", "'embedded'"),
        (("front", "sequencer"), "11" * 32, "genesis/front/sequencer", "0x and 64"),
        (("limits",), {"gas_limit": 9, "block_gas": 5}, "genesis/limits", "twice block_gas"),
        (("limits",), {"transaction_gas": 13_000_000}, "genesis/limits", "at most block_gas"),
        (("members",), [], "genesis/members", "at least 1"),
        (("members", 0, "number"), 0, "genesis/members/0/number", "greater"),
        (("members", 0, "number"), 65_536, "genesis/members/0/number", "less"),
        (("members", 0, "number"), 2, "genesis", "each member number once"),
        (("members", 0, "name"), "", "genesis/members/0/name", "at least 1"),
        (("members", 0, "country"), "XX", "genesis/members/0/country", "ISO 3166-1"),
        (("members", 0, "roles"), [], "genesis/members/0/roles", "at least 1"),
        (("members", 0, "roles"), ["king"], "genesis/members/0/roles/0", "'issuing_body'"),
        (("members", 0, "agreements"), ["RCEP"], "genesis/members/0", "no agreements"),
        (("members", 1, "agreements"), ["NAFTA"], "genesis/members/1/agreements/0", "JP-VN"),
        (("members", 0, "voter"), "yes", "genesis/members/0/voter", "boolean"),
        (("members", 0, "keys", 0, "address"), "0x" + "a2" * 20, "genesis", "each key once"),
        (("members", 0, "keys", 0, "address"), "0x" + "00" * 20, "genesis/members/0/keys/0/address", "zero"),
        (("members", 0, "keys", 0, "purposes"), [], "genesis/members/0/keys/0/purposes", "at least 1"),
        (("members", 0, "keys", 0, "purposes"), ["author"], "genesis", "a relay key"),
        (("members", 1, "keys", 0, "valid_until"), 5, "genesis/members/1/keys/0", "valid_until after"),
        (("members", 1, "keys", 0, "valid_from"), -1, "genesis/members/1/keys/0/valid_from", "greater"),
        (
            ("members", 0, "identifiers"),
            [{"scheme": "TAX", "value": "0100100012"}],
            "genesis",
            "each identifier",
        ),
        (("members", 1, "gateway"), {"url": "x"}, "genesis/members/1/gateway/signing_key", "this field"),
        (("members", 0, "balance"), 5, "genesis/members/0/balance", "no such field"),
    ],
)
def test_a_wrong_file_is_refused_where_it_is_wrong(
    document: dict[str, Any], path: tuple[str | int, ...], value: object, where: str, expected: str
) -> None:
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(GenesisInvalid) as caught:
        parse(json.dumps(document))
    assert caught.value.where == where
    assert expected in caught.value.expected


@pytest.mark.parametrize("missing", ["network_id", "chain_id", "time", "front", "members"])
def test_nothing_that_all_must_agree_on_has_a_default(document: dict[str, Any], missing: str) -> None:
    del document[missing]
    with pytest.raises(GenesisInvalid) as caught:
        parse(json.dumps(document))
    assert (caught.value.where, caught.value.found) == (f"genesis/{missing}", "nothing")


@pytest.mark.parametrize("text", ["", "{", "[]garbage", '{"time": 1, "time": 2}'])
def test_what_is_no_json_or_has_two_readings_is_refused(text: str) -> None:
    with pytest.raises(JsonInvalid):
        parse(text)


@pytest.mark.parametrize("text", ["[]", "null", "1"])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(GenesisInvalid):
        parse(text)


def test_names_hash_alike_in_every_normal_form() -> None:
    assert name_hash("Café") == name_hash("Cafe\u0301")
    assert name_hash("Café") != name_hash("Cafe")


def test_two_identifiers_never_share_a_hash_by_moving_the_boundary() -> None:
    assert identifier_hash("AB", "C") != identifier_hash("A", "BC")


def test_a_final_slash_does_not_make_another_gateway() -> None:
    assert gateway_url_hash("https://a.example/") == gateway_url_hash("https://a.example")
