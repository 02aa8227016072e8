import stat
from pathlib import Path

import pytest

from clients.keystore import Keystore, KeystoreError
from clients.keystore.files import parse_secret
from contracts.acts import address_of

SECRET = b"\x11" * 32


@pytest.fixture
def keystore(tmp_path: Path) -> Keystore:
    return Keystore(tmp_path / "keys", work=2)


def test_a_key_is_read_back_with_its_password(keystore: Keystore) -> None:
    made = keystore.add("issuer", SECRET, "correct horse")
    assert made.address == address_of(SECRET)
    assert keystore.open("issuer", "correct horse") == SECRET
    assert keystore.list() == (made,)


def test_a_wrong_password_opens_nothing(keystore: Keystore) -> None:
    keystore.add("issuer", SECRET, "correct horse")
    with pytest.raises(KeystoreError, match="password of this key"):
        keystore.open("issuer", "battery staple")


def test_the_file_is_its_owners_and_holds_no_secret(keystore: Keystore) -> None:
    path = keystore.add("issuer", SECRET, "correct horse").path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert SECRET.hex() not in path.read_text()


def test_a_file_that_others_may_read_is_not_opened(keystore: Keystore) -> None:
    path = keystore.add("issuer", SECRET, "correct horse").path
    path.chmod(0o640)
    with pytest.raises(KeystoreError, match="0600"):
        keystore.open("issuer", "correct horse")


def test_a_key_is_never_overwritten(keystore: Keystore) -> None:
    keystore.add("issuer", SECRET, "correct horse")
    with pytest.raises(KeystoreError, match="never overwritten"):
        keystore.add("issuer", b"\x22" * 32, "correct horse")
    assert keystore.open("issuer", "correct horse") == SECRET


@pytest.mark.parametrize("name", ["", "../escape", "a/b", "Capital", "x" * 65, ".hidden"])
def test_a_name_is_a_plain_file_name(keystore: Keystore, name: str) -> None:
    with pytest.raises(KeystoreError, match="name"):
        keystore.add(name, SECRET, "p")


@pytest.mark.parametrize("secret", [bytes(32), b"\xff" * 32, b"\x11" * 31, b""])
def test_what_is_no_key_is_not_kept(keystore: Keystore, secret: bytes) -> None:
    with pytest.raises(KeystoreError, match="secp256k1"):
        keystore.add("issuer", secret, "p")
    assert keystore.list() == ()


def test_an_empty_password_is_refused(keystore: Keystore) -> None:
    with pytest.raises(KeystoreError, match="password"):
        keystore.add("issuer", SECRET, "")


def test_a_key_is_found_by_name_or_address(keystore: Keystore) -> None:
    made = keystore.add("issuer", SECRET, "p")
    assert keystore.find("issuer") == keystore.find("0x" + made.address.hex()) == made
    with pytest.raises(KeystoreError, match="issuer"):
        keystore.find("somebody")


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 1}', "\x00"])
def test_a_file_that_is_no_keystore_is_named(keystore: Keystore, tmp_path: Path, text: str) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "broken.json").write_text(text)
    with pytest.raises(KeystoreError, match=r"broken\.json"):
        keystore.info("broken")


def test_a_secret_is_read_from_hex() -> None:
    assert parse_secret("0x" + SECRET.hex() + "\n") == SECRET
    with pytest.raises(KeystoreError):
        parse_secret("not hex")
