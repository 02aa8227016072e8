"""Whom X.509 names in a bundle: each statement that holds, and each that does not with its own verdict."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from contracts.ids import MemberId, NetworkId
from contracts.proofs import Bundle, Claim, Fault, Outcome, Roots, Shown, Topic, disclose, read_bundle, verify
from contracts.proofs.bundle import BoundStatement
from contracts.proofs.faults import EvidenceRefused
from contracts.proofs.identity import (
    IdentityFault,
    read_certificates,
    read_statement,
    sign_statement,
)
from contracts.proofs.identity.making import CertificateMismatch
from contracts.proofs.identity.roots import CertificatesInvalid
from tests.contracts.proofs.authority import (
    BOUND_AT,
    YEAR,
    Held,
    certified,
    chain,
    ec_key,
    root,
    rsa_key,
    usage,
)
from tests.contracts.proofs.stated import CHAIN, LEAF, MIDDLE, ROOT, Ledger, stated
from tests.contracts.proofs.world import AUTHOR, MEMBER, NAME, NETWORK, NOW, TRUST, Signed, World

Document = dict[str, Any]
_BOUND = datetime.fromtimestamp(BOUND_AT, UTC)


@pytest.fixture
def ledger(world: World, signed: Signed) -> Ledger:
    return Ledger(world, signed)


def claimed(bundle: Bundle, roots: Roots | None = None) -> Claim:
    verdict = verify(json.dumps(bundle.to_json()), TRUST, NOW, roots=roots)
    assert verdict.outcome is Outcome.VALID, verdict.error
    return verdict.claim(Topic.IDENTITY)


def fault(claim: Claim) -> str | None:
    found: str = claim.details["statement"]["fault"]
    adds_nothing = found == IdentityFault.ROOT
    assert claim.shown is (Shown.PROVED if adds_nothing else Shown.REFUTED), "the admitted name stays proved"
    return found


def test_a_key_is_named_under_a_root_that_the_members_chose(ledger: Ledger) -> None:
    claim = claimed(ledger.bundle(stated()))
    assert claim.shown is Shown.PROVED
    assert claim.details["name"] == NAME
    assert claim.details["statement"] == {
        "bound_at": BOUND_AT,
        "root_chosen_by_consortium": True,
        "name": NAME,
        "root": "Trade Root CA",
        "root_fingerprint": next(iter(Roots.of([ROOT.der]).fingerprints)).hex(),
    }
    assert "Trade Root CA" in claim.reason and "valid when it was bound on 2026-02-" in claim.reason


def test_a_checker_chooses_roots_of_its_own(ledger: Ledger) -> None:
    bundle = ledger.bundle(stated(), chosen=False)
    claim = claimed(bundle, Roots.of([ROOT.der]))
    assert claim.shown is Shown.PROVED
    assert claim.details["statement"]["root_chosen_by_consortium"] is False
    assert "the checker chose, not the consortium" in claim.reason
    other = root("Another Root", 9)
    assert fault(claimed(bundle, Roots.of([other.der]))) == IdentityFault.ROOT


def test_a_root_that_nobody_chose_names_nobody(ledger: Ledger) -> None:
    assert fault(claimed(ledger.bundle(stated(), chosen=False))) == IdentityFault.ROOT


def test_a_root_given_up_names_whoever_was_bound_before_and_nobody_after(ledger: Ledger) -> None:
    assert claimed(ledger.bundle(stated(), until=BOUND_AT + 1)).shown is Shown.PROVED
    assert fault(claimed(ledger.bundle(stated(), until=BOUND_AT))) == IdentityFault.ROOT


def test_a_certificate_that_expired_after_the_binding_still_names(ledger: Ledger) -> None:
    short = certified(NAME, ec_key(3), MIDDLE, window=(_BOUND - YEAR, _BOUND + timedelta(days=1)))
    assert claimed(ledger.bundle(stated(short, chain(short, MIDDLE, ROOT)))).shown is Shown.PROVED


@pytest.mark.parametrize("place", range(3), ids=["leaf", "intermediate", "root"])
@pytest.mark.parametrize(
    "window",
    [(_BOUND - YEAR, _BOUND - timedelta(days=1)), (_BOUND + timedelta(days=1), _BOUND + YEAR)],
    ids=["expired", "not yet valid"],
)
def test_a_chain_that_was_not_valid_at_the_binding_names_nobody(
    ledger: Ledger, place: int, window: tuple[datetime, datetime]
) -> None:
    windows: list[dict[str, Any]] = [{}, {}, {}]
    windows[place] = {"window": window}
    top = root(**windows[2])
    middle = certified("Trade Services", ec_key(2), top, ca=True, **windows[1])
    leaf = certified(NAME, ec_key(3), middle, **windows[0])
    assert fault(claimed(ledger.bundle(stated(leaf, chain(leaf, middle, top))))) == IdentityFault.EXPIRED


def _under(middle: Held, **options: Any) -> tuple[Held, tuple[bytes, ...]]:
    leaf = certified(NAME, ec_key(3), middle, **options)
    return leaf, chain(leaf, middle, ROOT)


def _too_deep() -> tuple[Held, tuple[bytes, ...]]:
    lower = certified("Lower Services", ec_key(5), MIDDLE, ca=True)
    leaf = certified(NAME, ec_key(3), lower)
    return leaf, chain(leaf, lower, MIDDLE, ROOT)


def _by_another() -> tuple[Held, tuple[bytes, ...]]:
    forged = certified("Trade Services", ec_key(8), root("Trade Root", 9), ca=True)
    return _under(forged)


BROKEN: dict[str, Callable[[], tuple[Held, tuple[bytes, ...]]]] = {
    "an intermediate that is no authority": lambda: _under(certified("Trade Services", ec_key(2), ROOT)),
    "an intermediate whose key signs no certificates": lambda: _under(
        certified("Trade Services", ec_key(2), ROOT, ca=True, key_usage=usage(digital_signature=True))
    ),
    "a path longer than its authority allows": _too_deep,
    "an authority's own certificate": lambda: _under(MIDDLE, ca=True),
    "a key for encryption only": lambda: _under(MIDDLE, key_usage=usage(key_encipherment=True)),
    "an intermediate signed by a root of the same name": _by_another,
    "no intermediate": lambda: (LEAF, chain(LEAF, ROOT)),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_chain_names_nobody(
    ledger: Ledger, broken: Callable[[], tuple[Held, tuple[bytes, ...]]]
) -> None:
    held, certificates = broken()
    assert fault(claimed(ledger.bundle(stated(held, certificates)))) == IdentityFault.CHAIN


@pytest.mark.parametrize(
    "leaf",
    [
        pytest.param(lambda: certified(NAME, rsa_key(), MIDDLE), id="RSA"),
        pytest.param(lambda: certified(NAME, ec_key(3, ec.SECP384R1), MIDDLE), id="P-384"),
        pytest.param(lambda: certified(NAME, ec_key(3, ec.SECP521R1), MIDDLE), id="P-521"),
        pytest.param(
            lambda: certified(NAME, ec_key(3), MIDDLE, key_usage=usage(content_commitment=True)),
            id="commitment",
        ),
        pytest.param(lambda: certified(NAME, ec_key(3), MIDDLE, organisation=False), id="a person"),
    ],
)
def test_certificates_of_each_kind_name(ledger: Ledger, leaf: Callable[[], Held]) -> None:
    held = leaf()
    assert claimed(ledger.bundle(stated(held, chain(held, MIDDLE, ROOT)))).shown is Shown.PROVED


def test_what_the_certificates_key_did_not_sign_names_nobody(ledger: Ledger) -> None:
    other = certified(NAME, ec_key(4), MIDDLE)
    stolen = replace(stated(other, chain(other, MIDDLE, ROOT)), chain=CHAIN)
    assert fault(claimed(ledger.bundle(stolen))) == IdentityFault.SIGNATURE
    renamed = replace(stated(), name="Ministry of Industry")
    assert fault(claimed(ledger.bundle(renamed))) == IdentityFault.SIGNATURE


def test_a_signed_name_that_is_not_the_certificates_names_nobody(ledger: Ledger) -> None:
    other = certified("Someone Else", ec_key(3), MIDDLE)
    claim = claimed(ledger.bundle(replace(stated(), chain=chain(other, MIDDLE, ROOT))))
    assert fault(claim) == IdentityFault.NAME


def test_bytes_that_are_no_certificate_name_nobody(ledger: Ledger) -> None:
    assert (
        fault(claimed(ledger.bundle(replace(stated(), chain=(b"\x30\x00", ROOT.der)))))
        == "identity.certificate"
    )


def _refusal(document: Document) -> Fault | None:
    return verify(json.dumps(document), TRUST, NOW).fault


@pytest.mark.parametrize("place", ["name", "chain", "signature", "key", "member", "network"])
def test_a_statement_other_than_the_one_that_was_bound_is_refused(ledger: Ledger, place: str) -> None:
    document = ledger.bundle(stated()).to_json()
    statement = document["identities"][0]["statement"]
    changes: Document = {
        "name": "Ministry of Industry",
        "chain": statement["chain"][:2],
        "signature": "AAAA",
        "key": "0x" + "42" * 20,
        "member": 4,
        "network": "0x" + "42" * 32,
    }
    statement[place] = changes[place]
    expected = {"key": Fault.SLOT_UNPROVED, "network": Fault.NETWORK, "chain": Fault.IDENTITY_UNBOUND}
    assert _refusal(document) in (expected.get(place, Fault.IDENTITY_UNBOUND), Fault.IDENTITY_UNBOUND)


def test_a_statement_that_is_not_bound_is_refused_when_shown_and_when_assembled(ledger: Ledger) -> None:
    bundle = ledger.bundle(stated())
    document = bundle.to_json()
    document["identities"][0]["index"] = 1
    assert _refusal(document) in (Fault.IDENTITY_UNBOUND, Fault.SLOT_UNPROVED)
    with pytest.raises(EvidenceRefused) as caught:
        bound = BoundStatement(7, stated())
        ledger.world.sealed().bundle([replace(ledger.signed.evidence(2), identity=bound)])
    assert caught.value.fault is Fault.IDENTITY_UNBOUND


def test_a_statement_about_another_key_or_member_is_refused(ledger: Ledger) -> None:
    about_other = sign_statement(NETWORK, MemberId(4), AUTHOR, CHAIN, LEAF.private)
    assert _refusal(ledger.bundle(about_other).to_json()) is Fault.IDENTITY_KEY
    elsewhere = sign_statement(NetworkId(b"\7" * 32), MEMBER, AUTHOR, CHAIN, LEAF.private)
    assert _refusal(ledger.bundle(elsewhere).to_json()) is Fault.NETWORK


def test_a_statement_survives_disclosure_and_its_file(ledger: Ledger) -> None:
    bundle = ledger.bundle(stated(), index=3)
    narrowed = disclose(bundle, ["number"])
    assert read_bundle(json.dumps(narrowed.to_json())) == narrowed
    assert claimed(narrowed).shown is Shown.PROVED
    assert read_statement(json.dumps(stated().to_json())).digest != b""


def test_a_bundle_without_statements_is_what_it_was(bundle: Bundle) -> None:
    document = bundle.to_json()
    assert "identities" not in document and "identity" not in document["batches"][0]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: d.update(identities=[]), id="an empty list"),
        pytest.param(lambda d: d["identities"].append(d["identities"][0]), id="one of no batch"),
        pytest.param(lambda d: d["batches"][0].update(identity=1), id="one that is not there"),
        pytest.param(lambda d: d["batches"][0].pop("identity"), id="one that no batch names"),
        pytest.param(lambda d: d["identities"][0]["statement"].update(extra=1), id="a member too many"),
        pytest.param(lambda d: d["identities"][0]["statement"].update(chain=["AAAA"]), id="no root"),
    ],
)
def test_statements_in_another_shape_are_refused(
    ledger: Ledger, change: Callable[[Document], object]
) -> None:
    document = ledger.bundle(stated()).to_json()
    change(document)
    assert _refusal(document) is Fault.MEMBER


def test_only_the_certificates_own_key_makes_a_statement() -> None:
    with pytest.raises(CertificateMismatch):
        sign_statement(NETWORK, MEMBER, AUTHOR, CHAIN, ec_key(4))
    with pytest.raises(CertificateMismatch):
        sign_statement(NETWORK, MEMBER, AUTHOR, CHAIN, object())


def test_a_root_must_be_an_authoritys() -> None:
    with pytest.raises(CertificatesInvalid):
        Roots.of([LEAF.der])
    with pytest.raises(CertificatesInvalid):
        read_certificates(b"no certificate", "roots.pem")


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_no_text_but_a_statement_is_read_as_one(data: bytes | str) -> None:
    with pytest.raises(EvidenceRefused):
        read_statement(data)
