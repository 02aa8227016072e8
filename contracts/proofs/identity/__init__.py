"""X.509 identity statements (formats §6): who, by a public certificate, holds a member's key.

Owns the format `tegata/identity/1`, its making with a certificate's private key, and its judging: signature,
name, use, chain, the time that counts. Never asks a network: whether a certificate was revoked is not seen.
"""

from contracts.proofs.identity.judging import judge, judge_under
from contracts.proofs.identity.making import PrivateKey, sign_statement
from contracts.proofs.identity.outcome import IdentityFault, IdentityRefused, Named
from contracts.proofs.identity.roots import Roots, read_certificates, read_roots
from contracts.proofs.identity.statement import (
    ROOT_SCHEME,
    IdentityStatement,
    read_statement,
    root_identifier,
    statement_from_json,
)

__all__ = [
    "IdentityFault",
    "IdentityRefused",
    "IdentityStatement",
    "Named",
    "PrivateKey",
    "ROOT_SCHEME",
    "Roots",
    "judge",
    "judge_under",
    "read_certificates",
    "read_roots",
    "read_statement",
    "root_identifier",
    "sign_statement",
    "statement_from_json",
]
