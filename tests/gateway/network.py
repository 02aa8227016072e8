"""The network of the gateway's tests: members with keys, records of theirs, and batches signed as a client
does."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from contracts.acts import Batch, Domain, Revoke, StatusAct, address_of, sign
from contracts.addresses import REGISTRY
from contracts.batches import BatchTree
from contracts.commitment import commit
from contracts.genesis import (
    EmbeddedFront,
    Genesis,
    GenesisGateway,
    GenesisKey,
    GenesisMember,
    GenesisServiceKey,
)
from contracts.ids import MemberId, NetworkId, RecordId, Signature, UnixTime, hex0x
from contracts.records import parse_record, scope_of_record
from gateway.settings import Settings

CHAIN_ID = 743_001
CUSTOMS, EXPORTER, ISSUER, CARRIER, IMPORTER, OTHER = (MemberId(number) for number in range(1, 7))


def secret(name: str) -> bytes:
    """A key's secret, made from what it is for."""
    return sha256(name.encode()).digest()


def public_key(name: str) -> bytes:
    """The Ed25519 public key of the secret of that name."""
    key = Ed25519PrivateKey.from_private_bytes(secret(name))
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


NETWORK_ID = NetworkId(secret("network"))
DOMAIN = Domain(CHAIN_ID, REGISTRY, NETWORK_ID)


def author_key(member: MemberId) -> bytes:
    return secret(f"author {member}")


def access_key(member: MemberId) -> bytes:
    return secret(f"access {member}")


def _member(number: MemberId, name: str, country: str, *roles: str, **more: Any) -> GenesisMember:
    keys = [
        GenesisKey(address=address_of(author_key(number)), purposes=("author",)),
        GenesisKey(address=address_of(access_key(number)), purposes=("access",)),
    ]
    if number == CUSTOMS:
        keys.append(GenesisKey(address=address_of(secret("relay")), purposes=("relay",)))
    return GenesisMember(number=number, name=name, country=country, roles=roles, keys=tuple(keys), **more)


def make_genesis(at: int | None = None) -> Genesis:
    signing = GenesisServiceKey(public_key=public_key("gateway"))
    return Genesis(
        network_id=NETWORK_ID,
        chain_id=CHAIN_ID,
        time=at or int(time.time()) - 60,
        front=EmbeddedFront(sequencer=public_key("sequencer")),
        members=(
            _member(
                CUSTOMS,
                "Japan Customs",
                "JP",
                "customs",
                gateway=GenesisGateway(url="http://testserver", signing_key=signing),
            ),
            _member(
                EXPORTER,
                "Tan Long Garment JSC",
                "VN",
                "exporter",
                identifiers=({"scheme": "TAX", "value": "0301234567"},),
            ),
            _member(ISSUER, "Vietnam Chamber", "VN", "issuing_body", agreements=("RCEP",)),
            _member(CARRIER, "Blue Ocean Line", "SG", "carrier"),
            _member(
                IMPORTER,
                "Tokyo Apparel KK",
                "JP",
                "importer",
                identifiers=({"scheme": "JCN", "value": "7010401022916"},),
            ),
            _member(OTHER, "Other Trading", "TH", "exporter"),
        ),
    )


def invoice(number: str, author: MemberId = EXPORTER, **more: Any) -> dict[str, Any]:
    """An invoice of the exporter to the importer, as JSON spells it."""
    return {
        "issuer": {"name": "Tan Long Garment JSC"},
        "author": author,
        "grade": "issuer_signed",
        "number": number,
        "issue_date": "2026-03-01",
        "seller": {"name": "Tan Long Garment JSC", "identifiers": [{"scheme": "TAX", "value": "0301234567"}]},
        "buyer": {
            "name": "Tokyo Apparel KK",
            "identifiers": [{"scheme": "JCN", "value": "7010401022916"}],
            "address": {"city": "Tokyo", "country": "JP"},
        },
        "currency": "USD",
        "total": {"value": "1200.5", "currency": "USD"},
        "references": [{"type": "BL", "number": "BOLN4711"}],
        "lines": [
            {
                "sequence": 1,
                "description": "Cotton shirts, woven",
                "classification": {"code": "620520", "edition": "HS2022"},
                "origin_country": "VN",
                "quantity": {"value": "10", "unit": "C62"},
                "amount": {"value": "1200.5", "currency": "USD"},
            }
        ],
        **more,
    }


def certificate(number: str, **more: Any) -> dict[str, Any]:
    """An RCEP certificate of the issuing body, as JSON spells it."""
    return {
        "issuer": {"name": "Vietnam Chamber"},
        "author": ISSUER,
        "grade": "issuer_signed",
        "number": number,
        "agreement": "RCEP",
        "issue_date": "2026-03-01",
        "issuing_country": "VN",
        "exporter": {"name": "Tan Long Garment JSC"},
        "importing_country": "JP",
        "usage": {"type": "single_shipment"},
        "lines": [
            {
                "sequence": 1,
                "description": "Cotton shirts, woven",
                "classification": {"code": "620520", "edition": "HS2022"},
                "criterion": "CTC",
                "origin_country": "VN",
                "quantity": {"value": "10", "unit": "C62"},
            }
        ],
        **more,
    }


@dataclass(frozen=True)
class Prepared:
    """A signed batch with its records, as a client sends it."""

    batch: Batch
    signature: Signature
    ids: tuple[RecordId, ...]
    records: list[dict[str, Any]]

    @property
    def head(self) -> dict[str, Any]:
        batch = self.batch
        return {
            "batch": {
                "root": hex0x(batch.root),
                "count": batch.count,
                "kind": batch.kind,
                "scope": batch.scope,
                "member": batch.member,
                "valid_until": batch.valid_until,
            },
            "signature": hex0x(self.signature),
        }

    @property
    def document(self) -> dict[str, Any]:
        return {**self.head, "records": self.records}

    @property
    def state_path(self) -> str:
        return f"/v1/submissions/{hex0x(self.batch.root)}?member={self.batch.member}"


def prepare(
    records: Sequence[dict[str, Any]],
    kind: int = 3,
    *,
    key: bytes | None = None,
    domain: Domain = DOMAIN,
    valid_for: int = 3_600,
    **changed: Any,
) -> Prepared:
    """Commits to `records`, batches and signs them as their author; `changed` replaces fields of the
    batch."""
    sealed, ids, scope = [], [], 0
    for data in records:
        record = parse_record(kind, data)
        seed = secret(f"seed {data.get('number')}")
        sealed.append({"record": data, "seed": hex0x(seed)})
        ids.append(commit(record, seed).id)
        scope = scope_of_record(record)
    member = MemberId(records[0]["author"])
    fields = {
        "root": BatchTree(ids).root,
        "count": len(ids),
        "kind": kind,
        "scope": scope,
        "member": member,
        "valid_until": UnixTime(int(time.time()) + valid_for),
    }
    batch = Batch(**{**fields, **changed})
    return Prepared(batch, sign(batch, domain, key or author_key(member)), tuple(ids), sealed)


def act_document(act: StatusAct, signature: Signature) -> dict[str, Any]:
    """A signed act on status as a client sends it."""
    fields = {
        name: hex0x(value) if isinstance(value, bytes) else value for name, value in act.__dict__.items()
    }
    return {"type": type(act).__name__.lower(), "act": fields, "signature": hex0x(signature)}


def revocation(prepared: Prepared, target: bytes, *, key: bytes | None = None) -> dict[str, Any]:
    """A signed revocation of a record of `prepared`, or of all of it."""
    act = Revoke(prepared.batch.member, prepared.batch.root, target, 1, UnixTime(int(time.time()) + 3_600))
    return act_document(act, sign(act, DOMAIN, key or author_key(prepared.batch.member)))


def make_settings(folder: Path, genesis: Genesis, **changed: Any) -> Settings:
    """The settings of the customs administration's gateway, with its database in `folder`."""
    return Settings(
        **{
            "database_url": f"sqlite:///{folder / 'gateway.db'}",
            "member": CUSTOMS,
            "public_url": "http://testserver",
            "relay_key": secret("relay"),
            "gateway_key": secret("gateway"),
            "genesis": genesis,
            **changed,
        }
    )
