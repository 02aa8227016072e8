"""`tegata trust`: the file that verification rests on."""

from pathlib import Path

import click
from rich.console import Console

from clients.cli.access import open_client, open_trust
from clients.cli.output import answer
from clients.cli.place import Place, SettingMissing, gateway_option, json_option, trust_option
from contracts.ids import hex0x


@click.group()
def trust() -> None:
    """Get and show the trust file.

    Example: tegata trust show
    """


@trust.command()
@gateway_option
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write it.",
)
@click.option("--replace", is_flag=True, help="Write over the trust file that is there.")
@json_option
def init(gateway: str, target: Path | None, replace: bool, as_json: bool) -> None:
    """Write the trust file of a gateway's network. Compare its fingerprint with someone you trust.

    Example: tegata trust init --gateway https://gateway.example
    """
    import json

    target = target or Place.of_user().trust
    if target.exists() and not replace:
        raise SettingMissing(
            str(target),
            expected="no trust file yet",
            found="one",
            remedy="Compare it with `tegata trust show`; --replace puts the gateway's in its place.",
        )
    with open_client(gateway) as client:
        found = client.trust()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.write_text(json.dumps(found.to_json(), indent=2) + "\n", encoding="utf-8")
    document = {"path": str(target), "fingerprint": found.fingerprint, "trust": found.to_json()}
    answer(
        as_json,
        document,
        lambda screen: screen.print(
            f"{target}\nfingerprint {found.fingerprint}\n"
            "Compare the fingerprint with another member of the network before you rely on it.",
            soft_wrap=True,
        ),
    )


@trust.command()
@trust_option
@json_option
def show(trust_path: Path | None, as_json: bool) -> None:
    """Show the trust file and its fingerprint.

    Example: tegata trust show --json
    """
    found = open_trust(trust_path)

    def render(screen: Console) -> None:
        screen.print(f"network      {hex0x(found.network_id)}\nchain        {found.chain_id}")
        screen.print(f"genesis      {hex0x(found.genesis_hash)}\nfingerprint  {found.fingerprint}")
        for name, contract in found.contracts.items():
            screen.print(f"{name:<12} {hex0x(contract.address)}")
        for epoch in found.epochs:
            until = "now" if epoch.end is None else f"block {epoch.end.number}"
            screen.print(f"sequencer    {hex0x(epoch.public_key)} (block {epoch.start} to {until})")

    answer(as_json, {"fingerprint": found.fingerprint, "trust": found.to_json()}, render)
