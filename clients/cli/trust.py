"""`tegata trust`: the file that verification rests on."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from clients.cli.access import now, open_client, open_trust
from clients.cli.output import answer
from clients.cli.place import Place, SettingMissing, gateway_option, json_option, trust_option
from contracts.ids import hex0x
from contracts.proofs.epochs import EmbeddedEpoch, Epoch

if TYPE_CHECKING:
    from contracts.proofs import Trust


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
@click.option(
    "--trusting-days",
    type=click.IntRange(1, 3_660),
    metavar="DAYS",
    help="How long validators are believed after they were last seen; 90 unless told otherwise.",
)
@click.option("--replace", is_flag=True, help="Write over the trust file that is there.")
@json_option
def init(gateway: str, target: Path | None, trusting_days: int | None, replace: bool, as_json: bool) -> None:
    """Write the trust file of a gateway's network. Compare its fingerprint with someone you trust.

    Example: tegata trust init --gateway https://gateway.example
    """
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
    if trusting_days is not None:
        found = found.trusted_for(trusting_days * 86_400)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(target, found)
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
@gateway_option
@trust_option
@json_option
def update(gateway: str, trust_path: Path | None, as_json: bool) -> None:
    """Bring the trust file up to date: who makes blocks final now, proved by those it trusts already.

    The gateway is believed about nothing: each change of validators is signed by those before them. Do it at
    least once in the file's trusting period.

    Example: tegata trust update --gateway https://gateway.example
    """
    from contracts.proofs import advance

    path = trust_path or Place.of_user().trust
    known = open_trust(path)
    with open_client(gateway) as client:
        found = advance(known, client.trust_update(known.seen_height), now())
    _write(path, found)
    document = {
        "path": str(path),
        "fingerprint": found.fingerprint,
        "changed": found.fingerprint != known.fingerprint,
        "trust": found.to_json(),
    }
    changed = "" if found.fingerprint == known.fingerprint else ", changed by what is proved"
    answer(
        as_json,
        document,
        lambda screen: screen.print(
            f"{path}\nfingerprint {found.fingerprint}{changed}\n{_makers(found.epochs[-1])}", soft_wrap=True
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
            screen.print(f"{_makers(epoch):<12} (block {epoch.start} to {until})", soft_wrap=True)

    answer(as_json, {"fingerprint": found.fingerprint, "trust": found.to_json()}, render)


def _write(path: Path, found: "Trust") -> None:
    """Writes the trust file, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps(found.to_json(), indent=2) + "\n", encoding="utf-8")
    fresh.replace(path)


def _makers(epoch: Epoch) -> str:
    """Who makes blocks final in an epoch, in a line."""
    if isinstance(epoch, EmbeddedEpoch):
        return f"sequencer    {hex0x(epoch.public_key)}"
    names = ", ".join(f"{hex0x(each.public_key)} ({each.power})" for each in epoch.validators.validators)
    seen = "" if epoch.seen is None else f", last seen at height {epoch.seen.height}"
    return f"validators   {names}{seen}"
