"""Handing something to another member's gateway over HTTP."""

from collections.abc import Callable
from typing import Any

import httpx

from contracts.errors import brief
from gateway.errors import GatewayError

TIMEOUT = 30.0

Courier = Callable[[str, Any], Any]
"""Posts a JSON document to a URL, and returns the JSON that it answers. Raises PeerUnreachable."""


class PeerUnreachable(GatewayError):
    """Another member's gateway does not answer, or answers what it never should."""

    code = "peer.unreachable"
    status = 502
    default_remedy = "It is tried again; if it lasts, ask that gateway's operator."


def http_courier(url: str, document: Any) -> Any:
    """Over the network."""
    try:
        response = httpx.post(url, json=document, timeout=TIMEOUT)
        response.raise_for_status()
        return response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise PeerUnreachable(url, expected="a receipt", found=brief(str(error))) from error
