"""Credentials of other networks: opened, proofs checked as far as can be offline, claims mapped."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from adapters import DocumentRefused, read
from adapters.credentials import integrity
from contracts.records import Kind

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
KEY = Ed25519PrivateKey.from_private_bytes(b"7" * 32)


def base58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _ALPHABET[rest] + text
    return "z" + text


DID = "did:key:" + base58(b"\xed\x01" + KEY.public_key().public_bytes_raw())


def signed(credential: dict[str, Any], suite: str = "eddsa-jcs-2022") -> dict[str, Any]:
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2026-03-01T00:00:00Z",
        "proofPurpose": "assertionMethod",
        "verificationMethod": f"{DID}#{DID.removeprefix('did:key:')}",
    }
    key = {"crv": "Ed25519"}
    hashed = integrity._hashed(credential, proof, suite, key)
    assert hashed is not None
    return {**credential, "proof": {**proof, "proofValue": base58(KEY.sign(hashed))}}


def refused(document: Any, **more: Any) -> DocumentRefused:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(DocumentRefused) as error:
        read(data, **more)
    return error.value


@pytest.fixture
def invoice(documents: dict[str, bytes]) -> dict[str, Any]:
    return json.loads(documents["vc-invoice.json"])


def test_an_invoice_credential_becomes_an_invoice(documents: dict[str, bytes]) -> None:
    draft = read(documents["vc-invoice.json"])[0]
    assert draft.missing == ()
    assert draft.data["total"] == {"value": "1500.5", "currency": "USD"}
    line = draft.data["lines"][0]
    assert (line["origin_country"], line["classification"]) == ("TH", {"code": "870830"})
    assert "pieces" in draft.defaults["lines/0/quantity/unit"]


def test_a_certificate_says_what_its_record_still_needs_and_is_completed_by_the_caller(
    documents: dict[str, bytes],
) -> None:
    draft = read(documents["vc-certificate.json"])[0]
    assert draft.kind is Kind.ORIGIN_CERTIFICATE
    assert set(draft.missing) == {"agreement", "usage"}
    more = {"agreement": "RCEP", "usage": {"type": "single_importation"}, "number": "never taken"}
    record = draft.record(author=3, grade="captured", completing=more)
    assert (record.number, record.agreement) == ("CO-1", "RCEP")  # type: ignore[attr-defined]


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022"])
def test_a_proof_by_a_key_that_names_itself_is_checked(invoice: dict[str, Any], suite: str) -> None:
    document = signed(invoice, suite)
    (check,) = read(json.dumps(document).encode()).proofs
    assert (check.outcome, check.suite) == ("verified", suite)
    document["credentialSubject"]["invoiceNumber"] = "INV-FORGED"
    error = refused(document)
    assert (error.code, error.where) == ("document.proof", "/proof")


def test_a_proof_over_rdf_is_checked_where_its_contexts_are_at_hand(invoice: dict[str, Any]) -> None:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2", {"@vocab": "https://example.org/#"}],
        **{name: value for name, value in invoice.items() if name not in ("@context", "id")},
        "id": "urn:uuid:326c74c8-f4d7-4c1b-b158-2683deb8768e",
    }
    document = signed(document, "eddsa-rdfc-2022")
    (check,) = read(json.dumps(document).encode()).proofs
    assert check.outcome == "verified"
    document["credentialSubject"]["invoiceNumber"] = "INV-FORGED"
    assert refused(document).code == "document.proof"
    document["@context"] = invoice["@context"]
    (check,) = read(json.dumps(document).encode()).proofs
    assert check.outcome == "unverified"
    assert "context" in check.message


@pytest.mark.parametrize(
    "change",
    [
        {"cryptosuite": "bbs-2023"},
        {"type": "Ed25519Signature2018"},
        {"verificationMethod": "did:web:example.org#key-1"},
    ],
)
def test_a_proof_that_cannot_be_checked_is_said_to_be_unverified(
    invoice: dict[str, Any], change: dict[str, str]
) -> None:
    document = signed(invoice)
    document["proof"] |= change
    (check,) = read(json.dumps(document).encode()).proofs
    assert check.outcome == "unverified"


def test_a_credential_is_refused_outside_its_validity(invoice: dict[str, Any]) -> None:
    data = json.dumps(invoice).encode()
    assert len(read(data, at=datetime(2026, 6, 1, tzinfo=UTC))) == 1
    assert refused(invoice, at=datetime(2027, 3, 1, tzinfo=UTC)).code == "document.expired"
    assert refused(invoice, at=datetime(2026, 2, 1, tzinfo=UTC)).where == "/validFrom"


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_token_is_opened_and_its_signature_checked(invoice: dict[str, Any], wrapped: bool) -> None:
    key = JWK.generate(kty="EC", crv="P-256")
    public = json.loads(key.export_public())
    from jwcrypto.common import base64url_encode, json_encode

    payload = {"iss": "x", "vc": invoice} if wrapped else invoice
    token = JWS(json.dumps(payload))
    kid = "did:jwk:" + base64url_encode(json_encode(public))
    token.add_signature(key, None, json_encode({"alg": "ES256", "kid": kid}), None)
    compact = token.serialize(compact=True)
    drafts = read(compact.encode())
    assert (drafts.proofs[0].outcome, drafts[0].data["number"]) == ("verified", "INV-2026-0711")
    enveloped = {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+jwt,{compact}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert read(json.dumps(enveloped).encode())[0].data["number"] == "INV-2026-0711"
    head, body, signature = compact.split(".")
    forged = base64url_encode(json.dumps(payload | {"x": 1}))
    assert refused(f"{head}.{forged}.{signature}".encode()).code == "document.proof"
    assert (
        read(f"{base64url_encode(json_encode({'alg': 'none'}))}.{body}.".encode()).proofs[0].outcome
        == "unverified"
    )


@pytest.mark.parametrize(
    "type_", ["DigitalProductPassport", "DigitalConformityCredential", "DigitalFacilityRecord"]
)
def test_a_credential_that_no_record_has_a_place_for_is_refused_by_name(
    invoice: dict[str, Any], type_: str
) -> None:
    error = refused(invoice | {"type": ["VerifiableCredential", type_]})
    assert error.code == "document.unknown_format"
    assert "UNTP" in error.found
