"""`tegata proof`: the bundle of a record, fetched and verified before it is kept."""

from pathlib import Path

import click

from clients.cli.access import now, open_client, open_key, open_trust
from clients.cli.exit_codes import ExitCode
from clients.cli.output import answer
from clients.cli.place import gateway_option, json_option, key_option, trust_option
from clients.cli.verify import CODES
from contracts.ids import RecordId, unhex


@click.command()
@click.argument("record_ids", metavar="ID...", nargs=-1, required=True)
@click.option(
    "--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the bundle."
)
@gateway_option
@trust_option
@key_option
@json_option
@click.pass_context
def proof(
    context: click.Context,
    record_ids: tuple[str, ...],
    target: Path | None,
    gateway: str,
    trust_path: Path | None,
    key_name: str | None,
    as_json: bool,
) -> None:
    """Fetch the proof bundle of the record ID as of the last block, and verify it with your trust file.

    Several ids give one bundle of all, for a consignment: what their proofs share stands in it once. Whoever
    has the bundle and a trust file can check it without any network, years later.

    Example: tegata proof 0x5e… --to certificate.tegata.json
    """
    from contracts.proofs import Outcome, verify

    identities = [RecordId(unhex(record_id, 32, "ID")) for record_id in record_ids]
    trust = open_trust(trust_path)
    with open_client(gateway, open_key(key_name)) as client:
        bundle = client.proof(identities[0]) if len(identities) == 1 else client.proofs(identities)
    verdict = verify(bundle, trust, now())
    if verdict.error is not None:
        raise verdict.error
    path = target or Path(f"{identities[0].hex()[:16]}.tegata.json")
    path.write_bytes(bundle.encode() + b"\n")
    document = {"path": str(path), "verdict": verdict.to_json()}
    answer(as_json, document, lambda screen: screen.print(f"{path}: {verdict.outcome.value}", soft_wrap=True))
    context.exit(ExitCode.OK if verdict.outcome is Outcome.VALID else CODES[verdict.outcome])
