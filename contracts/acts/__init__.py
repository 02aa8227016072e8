"""What members sign: every act its own EIP-712 type, bound to network, chain and contract (formats §3).

Owns the types, their hashes and signatures. Never decides whether a signer has the right: the contracts do.
"""

from contracts.acts.eip712 import Act, ActInvalid, Domain, digest
from contracts.acts.governance import Choice, Proposal, Validator, Vote
from contracts.acts.membership import MembershipAct
from contracts.acts.registry import Batch, Reason, Revoke, State, StatusAct, Supersede, Withdraw
from contracts.acts.signing import address_of, recover, recover_digest, sign, sign_digest
from contracts.acts.utilisation import CONFIRMED, Debit, DebitAct, WholeDebit
from contracts.acts.verification import Addressee, CaseAct, CaseRequest, CaseStep, StepKind

__all__ = [
    "Act",
    "ActInvalid",
    "Addressee",
    "Batch",
    "CaseAct",
    "Choice",
    "CONFIRMED",
    "Debit",
    "DebitAct",
    "Domain",
    "MembershipAct",
    "Proposal",
    "Reason",
    "CaseRequest",
    "Revoke",
    "State",
    "StatusAct",
    "CaseStep",
    "StepKind",
    "Supersede",
    "Validator",
    "Vote",
    "WholeDebit",
    "Withdraw",
    "address_of",
    "digest",
    "recover",
    "recover_digest",
    "sign",
    "sign_digest",
]
