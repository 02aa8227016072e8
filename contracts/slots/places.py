"""Where the contracts keep what proofs show: the slot of each entry.

Vyper places a mapping's entry at keccak256(slot of the mapping ‖ key), nested mappings likewise from outside
in.
"""

from functools import lru_cache

from contracts.artifacts import PREDEPLOYED, artifact
from contracts.errors import ProofInvalid
from contracts.ids import Address, BatchRoot, MemberId, hex0x
from contracts.keccak import keccak
from contracts.slots.entries import Service

_NETWORK_ID = 0
_MEMBERS, _NAME_HASHES = 1, 2
_KEYS = 8
_IDENTITIES = 13
_IDENTIFIERS, _GATEWAY_URLS, _SERVICE_KEY_COUNTS, _SERVICE_KEYS = 14, 15, 16, 17
_VALIDATOR_COUNT, _VALIDATOR_AT, _VALIDATORS, _VALIDATORS_FROM = 21, 22, 23, 25
_PARAMETERS, _SCHEDULED, _SCHEDULED_HEIGHTS = 27, 28, 29
_LISTED_CONTRACTS = 30
_BATCHES = 0
_ENDS, _SUCCESSORS, _LINEAGES = 0, 1, 2
_LINES, _DEBITS = 0, 1
_CASES = 0


class CodeUnknown(ProofInvalid):
    """An account has other code than any that this version knows how to read."""

    code = "proof.code.unknown"
    default_remedy = "Update Tegata, or do not trust this account's storage."


def require_known(name: str, code_hash: bytes) -> None:
    """CodeUnknown unless `code_hash` is of a version of contract `name` that this module describes."""
    if name not in PREDEPLOYED or code_hash != artifact(name).code_hash:
        raise CodeUnknown(f"{name} code", expected="the hash of a known version", found=hex0x(code_hash))


def network_id_slot() -> int:
    """Consortium: the network's id; zero until the consortium is sealed."""
    return _NETWORK_ID


def member_slot(number: MemberId) -> int:
    """Consortium: the slot of a member; see `decode_member`."""
    return _entry(_MEMBERS, number)


def name_slot(number: MemberId) -> int:
    """Consortium: the slot of SHA-256 of a member's legal name (UTF-8, NFC)."""
    return _entry(_NAME_HASHES, number)


def key_slot(key: Address) -> int:
    """Consortium: the slot of a key; see `decode_key`."""
    return _entry(_KEYS, int.from_bytes(key, "big"))


def identity_slot(key: Address, index: int) -> int:
    """Consortium: the slot of SHA-256 of a key's `index`-th identity statement; the next holds when it was
    bound.
    """
    return _entry(_entry(_IDENTITIES, int.from_bytes(key, "big")), index)


def identifier_slot(identifier_hash: bytes) -> int:
    """Consortium: the slot of an identifier's hash; see `decode_identifier`."""
    return _entry(_IDENTIFIERS, int.from_bytes(identifier_hash, "big"))


def gateway_url_slot(number: MemberId) -> int:
    """Consortium: the slot of SHA-256 of the URL of a member's gateway."""
    return _entry(_GATEWAY_URLS, number)


def service_key_count_slot(number: MemberId, service: Service) -> int:
    """Consortium: the slot of how many keys a member's service has had."""
    return _entry(_entry(_SERVICE_KEY_COUNTS, number), service)


def service_key_slot(number: MemberId, service: Service, index: int) -> int:
    """Consortium: the slot of the `index`-th key of a member's service; the next slot holds its window."""
    return _entry(_entry(_entry(_SERVICE_KEYS, number), service), index)


def validator_count_slot() -> int:
    """Consortium: the slot of how many validators there are."""
    return _VALIDATOR_COUNT


def validator_at_slot(index: int) -> int:
    """Consortium: the slot of the `index`-th validator's Ed25519 key."""
    return _entry(_VALIDATOR_AT, index)


def validator_slot(key: bytes) -> int:
    """Consortium: the slot of a validator; see `decode_validator`."""
    return _entry(_VALIDATORS, int.from_bytes(key, "big"))


def validators_from_slot() -> int:
    """Consortium: the slot of the block from which validators may change again: the last change's and two."""
    return _VALIDATORS_FROM


def parameter_slots(name: bytes) -> tuple[int, int, int]:
    """Consortium: the slots of a parameter's value, of the one to come, and of the block it comes with."""
    key = int.from_bytes(name, "big")
    return _entry(_PARAMETERS, key), _entry(_SCHEDULED, key), _entry(_SCHEDULED_HEIGHTS, key)


def listed_contract_slot(address: Address) -> int:
    """Consortium: the slot that is not zero if governance lists `address` as open to transactions."""
    return _entry(_LISTED_CONTRACTS, int.from_bytes(address, "big"))


def batch_slot(member: MemberId, root: BatchRoot) -> int:
    """Registry: the slot of a batch; see `decode_batch`."""
    return _entry(_entry(_BATCHES, member), int.from_bytes(root, "big"))


def status_slot(member: MemberId, target: bytes) -> int:
    """Status: the slot of a record (by id) or a batch (by root), empty while it stands; `decode_status`."""
    return _entry(_entry(_ENDS, member), int.from_bytes(target, "big"))


def successor_slot(member: MemberId, target: bytes) -> int:
    """Status: the slot of the id or root that took the target's place."""
    return _entry(_entry(_SUCCESSORS, member), int.from_bytes(target, "big"))


def lineage_slot(member: MemberId, target: bytes) -> int:
    """Status: the slot of the first id of a successor's chain; empty for what superseded nothing."""
    return _entry(_entry(_LINEAGES, member), int.from_bytes(target, "big"))


def line_slot(lineage: bytes, line: int) -> int:
    """Utilisation: the slot of a line's balance (`decode_line`); the next three hold the record disclosed
    last, its batch, and the debit written last.
    """
    return _entry(_entry(_LINES, int.from_bytes(lineage, "big")), line)


def debit_slot(lineage: bytes, line: int, d: bytes) -> int:
    """Utilisation: the slot of what a declaration line uses of a line; see `decode_debit`."""
    of_line = _entry(_entry(_DEBITS, int.from_bytes(lineage, "big")), line)
    return _entry(of_line, int.from_bytes(d, "big"))


def case_slot(case: bytes) -> int:
    """Verification: the slot of a case (`decode_case`); the next one holds the chain of its steps."""
    return _entry(_CASES, int.from_bytes(case, "big"))


@lru_cache(maxsize=512)
def _entry(slot: int, key: int) -> int:
    return int.from_bytes(keccak(slot.to_bytes(32, "big") + key.to_bytes(32, "big")), "big")
