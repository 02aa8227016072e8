"""Whom certificates name: the verifier in TypeScript judges chains as the one in Python does."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.proofs import Topic, verify
from contracts.proofs.identity import IdentityStatement
from tests.clients.typescript.conftest import Ask
from tests.contracts.conftest import _CERTIFICATE
from tests.contracts.proofs.authority import Held, certified, chain, ec_key, root, rsa_key, usage
from tests.contracts.proofs.stated import CHAIN, LEAF, MIDDLE, ROOT, Ledger, stated
from tests.contracts.proofs.test_identity import BROKEN
from tests.contracts.proofs.world import NAME, NOW, TRUST, World, signed_batch

Digest = SHA256 | SHA384 | SHA512
SIGNED = signed_batch([deepcopy(_CERTIFICATE)])


def bundled(statement: IdentityStatement) -> bytes:
    world = World().crowd(4).admit().anchor(SIGNED.batch)
    return json.dumps(Ledger(world, SIGNED, record=0).bundle(statement).to_json()).encode()


def judged(bundle: bytes) -> tuple[str, str | None]:
    """What is shown, and the statement's fault, by the verifier in Python."""
    claim = verify(bundle, TRUST, NOW).claim(Topic.IDENTITY)
    return claim.shown.value, claim.details["statement"].get("fault")


def answered(ask: Ask, bundle: bytes) -> tuple[str, str | None]:
    answer = ask(bundle)
    return answer["reasons"][0]["identity"][0], answer["identities"][0]


def signed_again(
    held: Held,
    issuer: Held,
    digest: Digest,
    *more: tuple[x509.ExtensionType, bool],
) -> Held:
    """`held` with more extensions, or another hash, signed by `issuer`."""
    old = held.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(issuer.certificate.subject)
        .public_key(old.public_key())
        .serial_number(old.serial_number)
        .not_valid_before(old.not_valid_before_utc)
        .not_valid_after(old.not_valid_after_utc)
    )
    for extension in old.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    for extension_type, critical in more:
        builder = builder.add_extension(extension_type, critical)
    return Held(builder.sign(issuer.private, digest), held.private)


def _rsa() -> IdentityStatement:
    top = certified("RSA Root", rsa_key(), ca=True)
    leaf = certified(NAME, rsa_key(), top)
    return stated(leaf, chain(leaf, top))


def _under_middle(curve: type[ec.EllipticCurve] = ec.SECP256R1, **options: Any) -> IdentityStatement:
    leaf = certified(NAME, ec_key(3, curve), MIDDLE, **options)
    return stated(leaf, chain(leaf, MIDDLE, ROOT))


def _leaf(digest: Digest, *more: tuple[x509.ExtensionType, bool]) -> IdentityStatement:
    leaf = signed_again(LEAF, MIDDLE, digest, *more)
    return stated(leaf, chain(leaf, MIDDLE, ROOT))


UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")

CHAINS: dict[str, Callable[[], IdentityStatement]] = {
    "named": stated,
    "RSA": _rsa,
    "P-384": lambda: _under_middle(ec.SECP384R1),
    "P-521": lambda: _under_middle(ec.SECP521R1),
    "an issuer who signs with SHA-384": lambda: _leaf(SHA384()),
    "an issuer who signs with SHA-512": lambda: _leaf(SHA512()),
    "an extension nobody knows": lambda: _leaf(SHA256(), (UNKNOWN, False)),
    "a critical extension nobody knows": lambda: _leaf(SHA256(), (UNKNOWN, True)),
    "no authority's own": lambda: stated(LEAF, chain(LEAF, MIDDLE, root("Trade Root", 9))),
    "a certificate too many": lambda: stated(LEAF, chain(LEAF, MIDDLE, MIDDLE, ROOT)),
    "only a common name": lambda: _under_middle(organisation=False),
    "a key for commitment": lambda: _under_middle(key_usage=usage(content_commitment=True)),
    **{name: (lambda made=made: stated(*made())) for name, made in BROKEN.items()},  # type: ignore[misc]  # bound early
}


@pytest.mark.parametrize("made", CHAINS.values(), ids=CHAINS)
def test_chains_are_judged_alike(ask: Ask, made: Callable[[], IdentityStatement]) -> None:
    bundle = bundled(made())
    assert answered(ask, bundle) == judged(bundle)


def test_what_it_does_not_judge_is_neither_proved_nor_refuted_by_it(ask: Ask) -> None:
    limits = x509.NameConstraints([x509.DNSName("example.org")], None)
    middle = signed_again(MIDDLE, ROOT, SHA256(), (limits, True))
    leaf = certified(NAME, ec_key(3), middle)
    answer = ask(bundled(stated(leaf, chain(leaf, middle, ROOT))))
    shown, reason = answer["reasons"][0]["identity"]
    assert shown == "proved" and "admitted" in reason
    assert "Identity statement not checked" in reason and "name constraints" in reason
    assert answer["identities"] == [None]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_changed_certificate_names_anybody(ask: Ask, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, 2))
    changed = bytearray(CHAIN[place])
    at = data.draw(st.integers(0, len(changed) - 1))
    changed[at] ^= data.draw(st.integers(1, 255))
    certificates = (*CHAIN[:place], bytes(changed), *CHAIN[place + 1 :])
    bundle = bundled(replace(stated(), chain=certificates))
    answer, expected = ask(bundle), judged(bundle)
    shown, reason = answer["reasons"][0]["identity"]
    if "Identity statement not checked" in reason:  # a curve that it does not know
        assert (shown, answer["identities"]) == ("proved", [None])
        return
    assert shown == expected[0]
    assert (answer["identities"][0] is None) == (expected[1] is None)
