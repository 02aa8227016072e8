"""The manifest of an archive: every file with its hash, signed by the gateway that made it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts import strict_json
from contracts.errors import TegataError, brief
from contracts.ids import BlockHeight, MemberId, NetworkId, Signature, UnixTime, hex0x, unhex
from gateway.reconciliation.result import canonical_json

FORMAT = "tegata/export/1"
TAG = b"tegata/export/1"
NAME = "manifest.json"


class ArchiveInvalid(TegataError):
    """A folder is not an archive, or one of its files is not of the archive's form."""

    code = "archive.invalid"
    default_remedy = "Export again; what is in this folder can't be read as an archive."


@dataclass(frozen=True)
class FileEntry:
    """A file as the manifest states it; `sha256` in hex."""

    path: str
    size: int
    sha256: str

    @classmethod
    def of(cls, path: str, data: bytes) -> "FileEntry":
        """The entry of a file of these bytes."""
        return cls(path, len(data), hashlib.sha256(data).hexdigest())


@dataclass(frozen=True)
class Manifest:
    """What an archive holds: of which network, made by whose gateway, for whom, as of which block, when.

    `whole` says that it is the administration's own, with its findings, results and decisions; `reconciled`
    that nothing waited for reconciliation when it was made.
    """

    network_id: NetworkId
    gateway: MemberId
    member: MemberId
    whole: bool
    reconciled: bool
    block: BlockHeight
    block_hash: bytes
    made_at: UnixTime
    files: tuple[FileEntry, ...]

    @property
    def content(self) -> dict[str, Any]:
        """What is signed."""
        return {
            "format": FORMAT,
            "network": hex0x(self.network_id),
            "gateway": self.gateway,
            "member": self.member,
            "whole": self.whole,
            "reconciled": self.reconciled,
            "block": self.block,
            "block_hash": hex0x(self.block_hash),
            "made_at": self.made_at,
            "files": [vars(entry) for entry in self.files],
        }

    @property
    def message(self) -> bytes:
        """What the gateway's key signs: TAG ‖ SHA-256 of the content as canonical JSON."""
        return TAG + hashlib.sha256(canonical_json(self.content)).digest()


def read_manifest(data: bytes) -> tuple[Manifest, Signature]:
    """The manifest that JSON spells, with its signature; ArchiveInvalid for anything else."""
    try:
        document = strict_json.loads(data, NAME)
    except TegataError as error:
        raise ArchiveInvalid(error.where, expected=error.expected, found=error.found) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        found = document.get("format") if isinstance(document, dict) else document
        raise ArchiveInvalid(f"{NAME}/format", expected=FORMAT, found=brief(found))
    try:
        return _manifest(document), Signature(unhex(document["signature"], 64, f"{NAME}/signature"))
    except TegataError as error:
        raise ArchiveInvalid(error.where, expected=error.expected, found=error.found) from None
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveInvalid(NAME, expected="the members of a manifest", found=brief(error)) from None


def _manifest(document: Mapping[str, Any]) -> Manifest:
    return Manifest(
        network_id=NetworkId(unhex(document["network"], 32, f"{NAME}/network")),
        gateway=MemberId(int(document["gateway"])),
        member=MemberId(int(document["member"])),
        whole=bool(document["whole"]),
        reconciled=bool(document["reconciled"]),
        block=BlockHeight(int(document["block"])),
        block_hash=unhex(document["block_hash"], 32, f"{NAME}/block_hash"),
        made_at=UnixTime(int(document["made_at"])),
        files=tuple(FileEntry(**entry) for entry in document["files"]),
    )
