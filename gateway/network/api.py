"""The API of the network's state, and the two questions an operator's probe asks."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from gateway.network.signing_keys import signing_keys
from gateway.network.state import network_state
from gateway.network.trust import trust_update
from gateway.services import ServicesDep

router = APIRouter(tags=["network"])

MOST_LAG = 50
"""Blocks; a gateway further behind is not ready."""


@router.get("/v1/network")
def get_network(services: ServicesDep) -> dict[str, Any]:
    """Head, members, the indexer's lag, what waits for the ledger."""
    return network_state(services).to_json()


@router.get("/v1/network/signing-keys")
def get_signing_keys(services: ServicesDep) -> dict[str, Any]:
    """The keys under this gateway's receipts and notices (`tegata/gateway-keys/1`), proved from the ledger.

    Verify it against a trust file that you got another way.
    """
    return signing_keys(services).to_json()


@router.get("/v1/network/trust-update")
def get_trust_update(services: ServicesDep, height: Annotated[int, Query(ge=0)] = 0) -> dict[str, Any]:
    """What brings a trust file up to date (`tegata/trust-update/1`) that has seen a height of consensus.

    Each step is signed by those whom the one before trusts: verify it, and believe no gateway.
    """
    return trust_update(services, height).to_json()


@router.get("/livez")
def get_livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
def get_readyz(services: ServicesDep, response: Response) -> dict[str, Any]:
    """The node answers and the tables keep up with it; 503 otherwise, with the reason."""
    state = network_state(services)
    ready = state.lag is not None and state.lag <= MOST_LAG
    if not ready:
        response.status_code = 503
    return {"ready": ready, "lag": state.lag, "trouble": state.trouble}
