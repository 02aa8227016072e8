from tests.gateway.conftest import client, world

__all__ = ["client", "world"]
