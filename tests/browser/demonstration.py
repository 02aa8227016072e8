"""The demonstration, served: its network, gateway and consignments, once for all browser tests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clients.demo.catalogue import consignments
from clients.demo.run import Demonstration
from clients.demo.world import OFFICER, World, running_world


@dataclass(frozen=True)
class Site:
    """A served portal with an officer's account."""

    address: str
    account: str
    password: str
    world: World


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """The portal with every consignment of the demonstration worked off."""
    with running_world(folder, "127.0.0.1", 0) as world:
        demonstration = Demonstration(world, print)
        for consignment in consignments():
            demonstration.submit(consignment)
            demonstration.act(consignment, "before_declarations")
            demonstration.declare(consignment)
            demonstration.act(consignment, "after_declarations")
        demonstration.settle()
        yield Site(world.url, OFFICER, world.secrets.password, world)


def required() -> bool:
    """True where a browser must be there: in continuous integration."""
    return os.environ.get("CI", "").lower() == "true"
