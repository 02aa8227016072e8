"""The golden vectors twice: reproduced by `contracts/`, and re-derived from the written format alone."""

import json
from hashlib import sha256, shake_256
from pathlib import Path
from typing import Any

import pytest

from scripts.make_golden import rendered, vectors

FOLDER = Path(__file__).parent
RECORDS = sorted((FOLDER / "records").glob("*.json"))


def load(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def raw(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def tree_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, as it is written there: split at the largest power of two below the count."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + tree_root(leaves[:split]) + tree_root(leaves[split:])).digest()


def audit_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 §2.1.1, as it is written there."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*audit_path(index, leaves[:split]), tree_root(leaves[split:])]
    return [*audit_path(index - split, leaves[split:]), tree_root(leaves[:split])]


@pytest.mark.parametrize(
    ("path", "value"), list(vectors()), ids=lambda v: v.stem if isinstance(v, Path) else ""
)
def test_the_code_reproduces_every_vector(path: Path, value: Any) -> None:
    assert path.read_text("utf-8") == rendered(value)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_records_id_follows_from_its_fields_and_seed(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    fields = vector["fields"]
    stream = shake_256(raw(vector["seed"]) + b"tegata/salts/1").digest(16 * len(fields))
    leaves = []
    for number, field in enumerate(fields):
        salt = stream[16 * number : 16 * number + 16]
        assert raw(field["salt"]) == salt
        path_hash = sha256(field["path"].encode()).digest()
        leaves.append(
            sha256(b"\0" + salt + path_hash + bytes([field["type"]]) + raw(field["value"])).digest()
        )
        assert raw(field["leaf"]) == leaves[-1]
    assert raw(vector["fields_root"]) == tree_root(leaves)
    head = b"\2" + bytes([vector["kind"]]) + vector["version"].to_bytes(2, "big")
    head += vector["scope"].to_bytes(2, "big") + len(fields).to_bytes(4, "big")
    assert raw(vector["id"]) == sha256(head + tree_root(leaves)).digest()


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_fields_are_sorted_and_name_schema_and_path_list(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    paths = [field["path"].encode() for field in vector["fields"]]
    assert paths == sorted(set(paths))
    by_path = {field["path"]: field["json"] for field in vector["fields"]}
    assert by_path[""] == vector["schema"]
    others = b"\n".join(path for path in paths if path != b"#")
    assert by_path["#"] == sha256(others).hexdigest()


def spelled(value: Any, path: str = "") -> dict[str, Any]:
    """The fields of a record's JSON: numbers as decimals, amounts and measures as one field."""
    if isinstance(value, dict):
        unit = value.get("unit") or value.get("currency")
        if set(value) in ({"value", "unit"}, {"value", "currency"}):
            return {path: {"value": value["value"], "unit": unit}}
        items = value.items()
    elif isinstance(value, list):
        items = ((str(index), item) for index, item in enumerate(value))
    else:
        return {path: str(value) if isinstance(value, int) and not isinstance(value, bool) else value}
    return {p: v for key, item in items for p, v in spelled(item, f"{path}/{key}" if path else key).items()}


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_every_stated_field_is_committed_to(path: Path) -> None:
    vector = json.loads(path.read_text("utf-8"))
    committed = {field["path"]: field["json"] for field in vector["fields"]}
    stated = spelled(vector["record"])
    assert {p: committed.get(p) for p in stated} == stated
    beyond = set(committed) - set(stated) - {"", "#"}
    assert all(committed[p] in (False, "ACT") for p in beyond), "only defaults may be added"


@pytest.mark.parametrize("vector", load("merkle.json"), ids=lambda vector: f"{len(vector['leaves'])} leaves")
def test_trees_follow_rfc_6962(vector: Any) -> None:
    leaves = [raw(leaf) for leaf in vector["leaves"]]
    assert raw(vector["root"]) == tree_root(leaves)
    assert [[raw(h) for h in path] for path in vector["paths"]] == [
        audit_path(index, leaves) for index in range(len(leaves))
    ]


@pytest.mark.parametrize("vector", load("batches.json"), ids=lambda vector: f"{len(vector['ids'])} records")
def test_a_batch_is_a_tree_over_hashed_ids(vector: Any) -> None:
    leaves = [sha256(b"\0" + raw(record_id)).digest() for record_id in vector["ids"]]
    assert raw(vector["root"]) == tree_root(leaves)
    assert [[raw(h) for h in path] for path in vector["paths"]] == [
        audit_path(index, leaves) for index in range(len(leaves))
    ]


@pytest.mark.parametrize("act", load("acts.json")["acts"], ids=lambda act: act["type"].split("(")[0])
def test_acts_are_the_typed_data_that_wallets_sign(act: Any) -> None:
    from eth_account import Account
    from eth_account.messages import encode_typed_data

    signing = load("acts.json")
    name, members = act["type"].rstrip(")").split("(")
    types = [dict(zip(("type", "name"), member.split(" "), strict=True)) for member in members.split(",")]
    values = dict(zip((t["name"] for t in types), act["message"].values(), strict=True))
    message = encode_typed_data(
        full_message={
            "types": {
                "EIP712Domain": [
                    {"name": "name", "type": "string"},
                    {"name": "version", "type": "string"},
                    {"name": "chainId", "type": "uint256"},
                    {"name": "verifyingContract", "type": "address"},
                    {"name": "salt", "type": "bytes32"},
                ],
                name: types,
            },
            "primaryType": name,
            "domain": {**signing["domain"], "salt": raw(signing["domain"]["salt"])},
            "message": {k: raw(v) if isinstance(v, str) else v for k, v in values.items()},
        }
    )
    signed = Account.sign_message(message, signing["private_key"])
    assert signed.message_hash == raw(act["digest"])
    assert signed.signature == raw(act["signature"])
    assert Account.recover_message(message, signature=raw(act["signature"])).lower() == signing["signer"]


@pytest.mark.parametrize(
    "vector", load("ledger.json")["slots"], ids=lambda v: f"{v['contract']} {v['position']}"
)
def test_slots_hash_position_and_keys_from_outside_in(vector: Any) -> None:
    from eth_utils import keccak

    slot = vector["position"].to_bytes(32, "big")
    for key in vector["keys"]:
        slot = keccak(slot + raw(key))
    assert raw(vector["slot"]) == slot


def test_calldata_is_what_the_published_interface_encodes() -> None:
    from web3 import Web3

    from contracts.artifacts import artifact

    vector, signing = load("ledger.json"), load("acts.json")
    registry = Web3().eth.contract(abi=artifact("Registry").abi)
    acts = {act["type"].split("(")[0]: act for act in signing["acts"]}
    message = {name: tuple(act["message"].values()) for name, act in acts.items()}
    signature = {
        name: (raw(act["signature"])[:32], raw(act["signature"])[32:64], raw(act["signature"])[64])
        for name, act in acts.items()
    }
    item = (message["Batch"], signature["Batch"])
    place, other = (tuple(vector["positions"][name].values()) for name in ("target", "successor"))
    batch = acts["Batch"]["message"]
    encoded = {
        "anchor": registry.encode_abi("anchor", [item]),
        "anchorMany": registry.encode_abi("anchorMany", [[item, item]]),
        "revoke": registry.encode_abi("revoke", [message["Revoke"], place, signature["Revoke"]]),
        "supersede": registry.encode_abi(
            "supersede", [message["Supersede"], place, other, signature["Supersede"]]
        ),
        "batchOf": registry.encode_abi("batchOf", [batch["member"], batch["root"]]),
    }
    assert {name: vector["calldata"][name] for name in encoded} == encoded


def test_words_are_packed_from_bit_0() -> None:
    words = {
        vector["of"]: (int(vector["word"], 16), vector["says"]) for vector in load("ledger.json")["words"]
    }
    layouts = {
        "batch": (("author", 160), ("time", 40), ("count", 16), ("kind", 8), ("scope", 16)),
        "end": (("state", 8), ("reason", 8), ("time", 40), ("key", 160)),
        "key": (
            ("member", 16),
            ("purposes", 8),
            ("", 8),
            ("valid_from", 40),
            ("valid_until", 40),
            ("compromised_since", 40),
            ("added_at", 40),
        ),
        "member": (
            ("state", 8),
            ("voter", 8),
            ("country", 16),
            ("roles", 32),
            ("suspended_until", 40),
            ("successor", 16),
            ("", 8),
            ("agreements", 128),
        ),
    }
    for of, layout in layouts.items():
        word, says = words[of]
        for name, bits in layout:
            part, word = word & ((1 << bits) - 1), word >> bits
            assert part == _packed(name, says.get(name, 0))
        assert word == 0


def _packed(name: str, value: Any) -> int:
    if isinstance(value, list):
        return sum(1 << number for number in value)
    if isinstance(value, str):
        return int(value, 16) if value.startswith("0x") else int.from_bytes(value.encode(), "big")
    return value - 1 if name == "count" else int(value)
