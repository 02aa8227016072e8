"""Who asks, and what they may see: sign-in, officers, tokens, sessions, authorisation, the audit log.

Owns principals and the one rule of who may read a record. Never grants by consignment: authorisation is per
record, and what is not allowed looks like what does not exist.
"""

from gateway.access.audit import Action, record_access
from gateway.access.dependencies import (
    CurrentPrincipal,
    Officer,
    SignedIn,
    current_principal,
    require_officer,
    require_signed_in,
)
from gateway.access.principal import ANONYMOUS, Principal
from gateway.access.reading import readable

__all__ = [
    "ANONYMOUS",
    "Action",
    "CurrentPrincipal",
    "Officer",
    "Principal",
    "SignedIn",
    "current_principal",
    "readable",
    "record_access",
    "require_officer",
    "require_signed_in",
]
