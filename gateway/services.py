"""What every part of a gateway is given: its settings, store, ledger, signing key, clock and randomness."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from gateway.clock import Clock, Randomness, system_clock, system_randomness
from gateway.courier import Courier, http_courier
from gateway.ledger import Ledger
from gateway.settings import Settings
from gateway.signing import GatewaySigner
from gateway.store import Store


@dataclass(frozen=True)
class Services:
    """The gateway's means. One for a running gateway; a test makes its own with another clock."""

    settings: Settings
    store: Store
    ledger: Ledger
    signer: GatewaySigner
    now: Clock = system_clock
    random: Randomness = system_randomness
    courier: Courier = http_courier


async def services_of(request: Request) -> Services:
    """The services of the application that serves `request`."""
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(services_of)]
"""A route's parameter of this type is given the services."""
