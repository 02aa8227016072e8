"""A folder of keystore files: made, listed, opened; never overwritten, never readable by others."""

import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.errors import TegataError, brief
from contracts.ids import Address, hex0x, unhex

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
SCRYPT_N = 1 << 18
"""The work that one guess of a password costs (geth's standard): about a second, 256 MB."""
_KEY_SIZE = 32
_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


class KeystoreError(TegataError):
    """A key can't be made, found or opened."""

    code = "keystore.error"


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """A key as its file tells without the password."""

    name: str
    address: Address
    path: Path

    def to_json(self) -> dict[str, str]:
        """The key as JSON."""
        return {"name": self.name, "address": hex0x(self.address), "path": str(self.path)}


class Keystore:
    """The keys in `folder`, which is made at the first key. `work` is scrypt's N, SCRYPT_N unless given."""

    def __init__(self, folder: Path, *, work: int | None = None) -> None:
        self._folder = folder
        self._work = work or SCRYPT_N

    def add(self, name: str, secret: bytes, password: str) -> KeyInfo:
        """Keep `secret` (32 bytes) as `name`, encrypted with `password`.

        Raises KeystoreError for a name that is taken or no file name, a secret that is no key, an empty
        password.
        """
        path = self._path(name)
        _check_secret(secret)
        if not password:
            raise KeystoreError("password", expected="a password", found="an empty one")
        from eth_account import Account

        document = Account.encrypt(secret, password, kdf="scrypt", iterations=self._work)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path, json.dumps(document) + "\n")
        return self.info(name)

    def list(self) -> tuple[KeyInfo, ...]:
        """Every key, by name."""
        return tuple(self.info(path.stem) for path in sorted(self._folder.glob("*.json")))

    def info(self, name: str) -> KeyInfo:
        """What the file of key `name` tells; KeystoreError where there is none or it is no keystore."""
        path, document = self._read(name)
        address = document.get("address")
        digits = address.lower().removeprefix("0x") if isinstance(address, str) else ""
        return KeyInfo(name, Address(unhex(f"0x{digits}", 20, f"{path}, address")), path)

    def open(self, name: str, password: str) -> bytes:
        """The secret of key `name`, 32 bytes.

        Raises KeystoreError for a wrong password, and for a file that others than its owner may read.
        """
        path, document = self._read(name)
        _check_permissions(path)
        from eth_account import Account

        try:
            return bytes(Account.decrypt(document, password))
        except (ValueError, TypeError, KeyError) as error:
            raise KeystoreError(
                str(path),
                expected="the password of this key",
                found=brief(str(error)),
                remedy="Try again; a forgotten password can't be recovered, but the key can be rotated.",
            ) from None

    def find(self, name_or_address: str) -> KeyInfo:
        """The key of that name or address; without a name to go by, `list` shows them."""
        for key in self.list():
            if name_or_address.lower() in (key.name, hex0x(key.address)):
                return key
        known = ", ".join(key.name for key in self.list()) or "none"
        raise KeystoreError(
            f"key {brief(name_or_address)}",
            expected=f"one of the keys in {self._folder}: {known}",
            found="no such key",
            remedy="See `tegata keys list`, or make one with `tegata keys new NAME`.",
        )

    def _path(self, name: str) -> Path:
        if not _NAME.match(name):
            raise KeystoreError(
                "name", expected="1 to 64 of a-z, 0-9, dot, dash, underscore", found=brief(name)
            )
        return self._folder / f"{name}.json"

    def _read(self, name: str) -> tuple[Path, dict[str, Any]]:
        path = self._path(name)
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise KeystoreError(str(path), expected="a keystore file", found="no file") from None
        except (OSError, ValueError) as error:
            raise KeystoreError(str(path), expected="a keystore file", found=brief(str(error))) from None
        if not isinstance(document, dict) or document.get("version") != 3:
            raise KeystoreError(str(path), expected="a keystore of version 3", found="another file")
        return path, document


def parse_secret(text: str) -> bytes:
    """The secret that hex spells, with or without 0x; KeystoreError for anything else."""
    try:
        secret = bytes.fromhex(text.strip().removeprefix("0x"))
    except ValueError:
        secret = b""
    _check_secret(secret)
    return secret


def _check_secret(secret: bytes) -> None:
    if len(secret) != _KEY_SIZE or not 0 < int.from_bytes(secret, "big") < _ORDER:
        raise KeystoreError(
            "secret", expected="a secp256k1 secret of 32 bytes", found=f"{len(secret)} bytes that are none"
        )


def _write_new(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeystoreError(
            str(path),
            expected="a name that is not taken",
            found="a key of that name",
            remedy="Choose another name; a key is never overwritten.",
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _check_permissions(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise KeystoreError(
            str(path),
            expected="a file that only its owner may read (0600)",
            found=f"{mode:#o}",
            remedy=f"Run `chmod 600 {path}`, and rotate the key if others may have read it.",
        )
