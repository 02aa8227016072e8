"""The keys that sign for this gateway, with the ledger's proof of them: what its receipts are checked by."""

from contracts import slots
from contracts.addresses import CONSORTIUM
from contracts.proofs import GatewayKeys, assemble_keys, key_slots
from contracts.slots import Service
from gateway.ledger.evidence import block_evidence, last_block
from gateway.network.trust import trust_of
from gateway.services import Services


def signing_keys(services: Services) -> GatewayKeys:
    """The evidence as of the node's last block. Raises LedgerUnavailable."""
    member, ledger = services.settings.member, services.ledger
    last = last_block(ledger)
    count = ledger.storage(CONSORTIUM, slots.service_key_count_slot(member, Service.SIGNING), last.height)
    evidence = block_evidence(ledger, last, [(CONSORTIUM, key_slots(member, count))])
    return assemble_keys(member, evidence, trust_of(services))
