"""Proof bundles: made, narrowed, read and verified, without a network (formats §6).

Owns the format `tegata/proof/1`, the trust file, and every check between bytes and a verdict: RLP, tries,
headers, finality, disclosure. Pure: it asks no clock and opens no file. Never says more than was proved.
"""

from contracts.proofs.advancing import TrustUpdate, advance, update_from_json
from contracts.proofs.assembly import (
    BlockEvidence,
    RecordEvidence,
    SignedBatch,
    assemble,
    proof_requests,
    requests_for,
)
from contracts.proofs.bundle import (
    BoundStatement,
    Bundle,
    CheckpointFinality,
    CometBftFinality,
    DisclosedField,
    EmbeddedFinality,
    Finality,
    ProvedBatch,
    ProvedRecord,
)
from contracts.proofs.disclosure import PROFILES, disclose, disclose_profile
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.finality import sequencer_message
from contracts.proofs.founding import founding_trust
from contracts.proofs.gateway_keys import (
    GatewayKeys,
    ProvedKeys,
    SigningKey,
    assemble_keys,
    key_slots,
    keys_from_json,
    proved_keys,
)
from contracts.proofs.identity import IdentityFault, IdentityStatement, Roots
from contracts.proofs.reading import bundle_from_json, finality_from_json, read_bundle
from contracts.proofs.trust import Trust, embedded_trust, read_trust
from contracts.proofs.verdict import Claim, Outcome, Shown, Topic, Verdict
from contracts.proofs.verify import DEFAULT_MAX_AGE, verify, verify_all

__all__ = [
    "BlockEvidence",
    "RecordEvidence",
    "SignedBatch",
    "assemble",
    "proof_requests",
    "requests_for",
    "TrustUpdate",
    "advance",
    "update_from_json",
    "founding_trust",
    "finality_from_json",
    "BoundStatement",
    "Bundle",
    "CheckpointFinality",
    "CometBftFinality",
    "DisclosedField",
    "EmbeddedFinality",
    "Finality",
    "ProvedBatch",
    "ProvedRecord",
    "PROFILES",
    "disclose",
    "disclose_profile",
    "EvidenceRefused",
    "Fault",
    "sequencer_message",
    "GatewayKeys",
    "ProvedKeys",
    "SigningKey",
    "assemble_keys",
    "key_slots",
    "keys_from_json",
    "proved_keys",
    "bundle_from_json",
    "read_bundle",
    "IdentityFault",
    "IdentityStatement",
    "Roots",
    "Trust",
    "embedded_trust",
    "read_trust",
    "Claim",
    "Outcome",
    "Shown",
    "Topic",
    "Verdict",
    "DEFAULT_MAX_AGE",
    "verify",
    "verify_all",
]
