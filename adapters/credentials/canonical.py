"""JSON-LD to canonical RDF (RDFC-1.0) with the contexts that come with this package, and no others."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

_CONTEXTS = {
    "https://www.w3.org/2018/credentials/v1": "credentials-v1.json",
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://w3id.org/security/data-integrity/v1": "data-integrity-v1.json",
    "https://w3id.org/security/data-integrity/v2": "data-integrity-v2.json",
}


class _Missing(Exception):
    """A context that does not come with this package."""


def canonical_rdf(document: dict[str, Any]) -> bytes | None:
    """N-Quads of `document` in canonical order; None where a context is not bundled or the JSON-LD wrong."""
    from pyld import jsonld

    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _bundled,
        "safe": True,
    }
    try:
        return str(jsonld.normalize(document, options)).encode()
    except (jsonld.JsonLdError, _Missing, ValueError, TypeError, KeyError, RecursionError):
        return None


def _bundled(url: str, _options: object = None) -> dict[str, Any]:
    name = _CONTEXTS.get(url)
    if name is None:
        raise _Missing(url)
    return {
        "contextUrl": None,
        "documentUrl": url,
        "contentType": "application/ld+json",
        "document": _context(name),
    }


@cache
def _context(name: str) -> Any:
    return json.loads((files("adapters.credentials") / "contexts" / name).read_text("utf-8"))
