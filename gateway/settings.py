"""What an operator decides about a gateway: one frozen object, read once at start."""

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretBytes

from contracts.genesis import Genesis, GenesisMember
from contracts.ids import MemberId


class Limits(BaseModel):
    """What a request may hold (design §8), and how many a client may send."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    record_bytes: int = 256 * 1024
    document_bytes: int = 100 * 1024 * 1024
    body_bytes: int = 100 * 1024 * 1024
    chunk_bytes: int = 8 * 1024 * 1024
    requests_a_minute: int = 60_000
    sign_ins_a_minute: int = 30
    look_ups_a_minute: int = 60


class Settings(BaseModel):
    """A gateway's settings. Keys are raw 32-byte secrets; who reads them from a keystore is the caller."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str
    member: Annotated[MemberId, Field(ge=1, le=65_535)]
    """The member whose gateway this is."""
    public_url: str = "http://localhost:8700"
    """Its address as users type it: the domain that a sign-in is bound to."""
    relay_key: SecretBytes
    """secp256k1: signs and pays the transactions; never an author."""
    gateway_key: SecretBytes
    """Ed25519: signs receipts, notices and results."""
    debit_key: SecretBytes | None = None
    """secp256k1: an author key of customs, with which their gateway draws on proofs; none draws nothing."""
    debit_secret: SecretBytes | None = None
    """K, 32 bytes that all offices of the administration share: hides declaration lines on the ledger."""
    author_key: SecretBytes | None = None
    """secp256k1: an author key of the member, with which its persons end certificates by form."""
    payload_key: SecretBytes | None = None
    """X25519: opens what other members' gateways send; its public half stands on the ledger."""
    peers: dict[int, str] = {}
    """Member → where its gateway is, if elsewhere than the genesis file says."""
    reserve_seconds: Annotated[int, Field(ge=1)] = 90 * 24 * 3600
    """How long a preliminary declaration holds what it reserves of a proof."""
    genesis: Genesis
    """The network's genesis file: names and addresses of its members, which the ledger holds as hashes."""
    limits: Limits = Limits()
    verify_workers: Annotated[int, Field(ge=0, le=64)] = 0
    """Processes that verify batches; 0 verifies in the request's own thread."""
    verify_in_workers_from: int = 200
    """Batches of fewer records are verified in the request's own thread."""
    token_seconds: int = 15 * 60
    session_seconds: int = 8 * 3600
    nonce_seconds: int = 5 * 60
    anchor_within_seconds: int = 3600
    """How long after receipt the gateway takes at most to anchor, or to report a failure."""
    outbox_pack: Annotated[int, Field(ge=1, le=64)] = 64
    """The most batches in one transaction."""
    outbox_window: Annotated[int, Field(ge=1, le=256)] = 4
    """The most transactions on their way at once; the fewer, the more each of them packs under load."""
    resend_after_seconds: int = 5
    """How long a transaction may be on its way before it is handed to the node again."""
    uploads_kept_seconds: int = 24 * 3600
    templates_dir: Path | None = None

    @cached_property
    def directory(self) -> dict[int, GenesisMember]:
        """The founding members by number, as the genesis file names them."""
        return {member.number: member for member in self.genesis.members}
