"""The trust file of this network, and what brings an older one up to date."""

from contracts.genesis import CometBftFront
from contracts.ids import NetworkId
from contracts.proofs import Trust, TrustUpdate, advance, founding_trust
from contracts.proofs.advancing import Handover
from gateway.ledger.evidence import light_steps
from gateway.services import Services


def trust_of(services: Services) -> Trust:
    """The trust file as the network was founded, by this gateway's genesis file: enough to make bundles."""
    return founding_trust(services.settings.genesis, services.ledger.first_hash)


def current_trust(services: Services) -> Trust:
    """The trust file as of the newest header of consensus, by this gateway's own node.

    The node is believed about when its headers were made. Raises EvidenceRefused where they are wrong,
    LedgerUnavailable.
    """
    return advance(trust_of(services), trust_update(services, 0), None)


def trust_update(services: Services, height: int) -> TrustUpdate:
    """What leads a trust file whose keeper has seen a height of consensus to the newest header."""
    genesis = services.settings.genesis
    steps = light_steps(services.ledger, height)
    return TrustUpdate(NetworkId(genesis.network_id), _handover(services), steps)


def _handover(services: Services) -> Handover | None:
    front = services.settings.genesis.front
    if not isinstance(front, CometBftFront) or front.handover is None:
        return None
    validators = tuple((each.member, each.public_key, each.power) for each in front.validators)
    header = services.ledger.raw_header(front.handover.number)
    return Handover(validators, front.handover.signature, header)
