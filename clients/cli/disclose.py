"""`tegata disclose`: show less of a bundle; what is left stays proved."""

from pathlib import Path

import click

from clients.cli.output import answer
from clients.cli.place import json_option
from contracts.proofs import PROFILES, disclose_profile, read_bundle
from contracts.proofs import disclose as narrowed


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--fields", metavar="PATHS", help="Paths to show, by commas: `number,lines/*/quantity,exporter/**`."
)
@click.option("--profile", type=click.Choice(sorted(PROFILES)), help="A ready choice of fields.")
@click.option("--hide-paths", is_flag=True, help="Do not tell which fields are hidden either.")
@click.option(
    "--to", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The new bundle."
)
@json_option
def disclose(
    bundle: Path, fields: str | None, profile: str | None, hide_paths: bool, target: Path, as_json: bool
) -> None:
    """Hide fields of BUNDLE and write what is left to another file. Every other proof stands.

    Example: tegata disclose certificate.tegata.json --fields number,lines/*/quantity --to shown.json
    """
    if (fields is None) == (profile is None):
        raise click.UsageError("Choose either --fields or --profile.")
    whole = read_bundle(bundle.read_bytes())
    if profile is not None:
        made = disclose_profile(whole, profile, tell_hidden_paths=not hide_paths)
    else:
        patterns = [path.strip() for path in (fields or "").split(",") if path.strip()]
        made = narrowed(whole, patterns, tell_hidden_paths=not hide_paths)
    target.write_bytes(made.encode() + b"\n")
    shown = [field.path for record in made.records for field in record.fields]
    document = {
        "path": str(target),
        "shown": shown,
        "hidden": sum(r.count for r in made.records) - len(shown),
    }
    sentence = f"{target}: {len(shown)} fields shown, {document['hidden']} hidden"
    answer(as_json, document, lambda screen: screen.print(sentence, soft_wrap=True))
