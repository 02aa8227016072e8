"""After a submission: telling the gateway where in the documents the records' fields stood."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from clients.cli.documents import Origin

if TYPE_CHECKING:
    from clients.sdk import Client, RecordSource, Submitted


def tell_places(
    client: "Client", origins: Sequence[Origin], submitted: "Submitted", access_key: bytes
) -> dict[str, Any]:
    """How many records' places the gateway learnt of, and why not, if it refused them.

    The records stand without it, so a refusal here is told and fails nothing.
    """
    from clients.sdk import GatewayRefused

    sources = list(_sources(origins, submitted))
    if not sources:
        return {"told": 0}
    try:
        client.sign_in(access_key)
        return {"told": client.tell_sources(sources)}
    except GatewayRefused as refused:
        return {"told": 0, "refused": refused.to_dict()}


def _sources(origins: Sequence[Origin], submitted: "Submitted") -> Iterator["RecordSource"]:
    from clients.sdk import RecordSource, source_of

    for batch in submitted.accepted:
        for position, record_id in zip(batch.positions, batch.prepared.ids, strict=True):
            origin = origins[position]
            if origin.draft is not None:
                yield RecordSource(record_id, source_of(origin.draft, origin.record, origin.file.name))
