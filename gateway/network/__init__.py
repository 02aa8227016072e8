"""The network as this gateway sees it: head, members, how far its stages are.

Owns the answer to "is it working?". Changes nothing.
"""

from gateway.network.state import NetworkState, network_state

__all__ = ["NetworkState", "network_state"]
