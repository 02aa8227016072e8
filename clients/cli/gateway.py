"""`tegata gateway`: a member's gateway, run and brought up to date."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import Progress

from clients.cli.access import choose_key, open_keystore, password_of
from clients.cli.logs import begin_logging, log_format_option
from clients.cli.output import answer
from clients.cli.place import genesis_option, json_option

if TYPE_CHECKING:
    from gateway import Settings

_DATABASE = click.option(
    "--database",
    required=True,
    envvar="TEGATA_DATABASE",
    show_envvar=True,
    metavar="URL",
    help="`sqlite:///gateway.db` or `postgresql+psycopg://…`.",
)


@click.group()
def gateway() -> None:
    """Set up a member's gateway, run it, and bring its database up to date.

    Example: tegata gateway init --signing-key gateway.key
    """


@gateway.command()
@click.option(
    "--signing-key",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where the key is, or is to be: a file of 64 hex digits.",
)
@click.option(
    "--payload-key",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The same for the key that opens what other gateways send.",
)
@json_option
def init(signing_key: Path, payload_key: Path | None, as_json: bool) -> None:
    """Make the key that signs the gateway's receipts; its public half belongs in the genesis file.

    There it is the member's `gateway.signing_key.public_key`: receipts under a key that the ledger does not
    have are refused by clients. A key that is there already is kept.

    Example: tegata gateway init --signing-key gateway.key
    """
    from contracts.ids import hex0x
    from gateway.signing import GatewaySigner

    if not signing_key.exists():
        _write_secret(signing_key, os.urandom(32))
    public = hex0x(GatewaySigner(_secret_in(signing_key)).public_key)
    document = {"signing_key": str(signing_key), "public_key": public}
    if payload_key is not None:
        from gateway.cases.sealing import public_payload_key

        if not payload_key.exists():
            _write_secret(payload_key, os.urandom(32))
        document["payload_public_key"] = hex0x(public_payload_key(_secret_in(payload_key)))
    answer(as_json, document, lambda screen: screen.print(f"public key {public}", soft_wrap=True))


@gateway.command()
@_DATABASE
@json_option
def migrate(database: str, as_json: bool) -> None:
    """Bring the database to this version's schema. `run` does so at each start as well.

    Example: tegata gateway migrate --database sqlite:///gateway.db
    """
    from gateway.store import open_store

    open_store(database).close()
    answer(as_json, {"migrated": True}, lambda screen: screen.print("The database is up to date."))


@gateway.command("reconcile-all")
@_DATABASE
@click.option(
    "--out", "target", required=True, type=click.Path(file_okay=False, path_type=Path), help="A folder."
)
@click.option(
    "--signing-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="A file of 64 hex digits: the gateway's Ed25519 key.",
)
@json_option
def reconcile_all(database: str, target: Path, signing_key: Path, as_json: bool) -> None:
    """Reconcile every declaration at once into Parquet files, with their signed hash.

    The projections are read into OUT/extract first, unless they are there. A run that broke off goes on where
    it stood. Each declaration is compared under its office's own rules.

    Example: tegata gateway reconcile-all --database sqlite:///g.db --out batch --signing-key gateway.key
    """
    from gateway.reconciliation.batch.reconciling import reconcile_database
    from gateway.signing import GatewaySigner

    signer = GatewaySigner(_secret_in(signing_key))
    with Progress(console=Console(stderr=True), disable=as_json) as bar:
        task = bar.add_task("reading", total=1.0)

        def progress(doing: str, share: float) -> None:
            bar.update(task, description=doing, completed=share)

        summary = reconcile_database(database, target, signer, progress)
    told = {
        "declarations": summary.declarations,
        "findings": summary.findings,
        "not_assessable": summary.not_assessable,
        "sha256": summary.sha256,
    }
    answer(as_json, told, lambda screen: screen.print("\n".join(f"{n}: {v}" for n, v in told.items())))


@gateway.command()
@_DATABASE
@click.option(
    "--member", type=click.IntRange(1, 65_535), required=True, help="The member whose gateway this is."
)
@genesis_option
@click.option(
    "--node", "node_url", default="http://127.0.0.1:8545", show_default=True, help="The member's node."
)
@click.option("--node-token", envvar="TEGATA_NODE_TOKEN", show_envvar=True, help="The node's read token.")
@click.option(
    "--relay-key", required=True, metavar="NAME", help="The key that sends transactions, in your keystore."
)
@click.option(
    "--signing-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="A file of 64 hex digits: the gateway's Ed25519 key.",
)
@click.option(
    "--author-key", metavar="NAME", help="An author key of the member: its persons end certificates by form."
)
@click.option("--debit-key", metavar="NAME", help="An author key of customs: their gateway draws on proofs.")
@click.option(
    "--debit-secret",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of 64 hex digits that all offices of the administration share; needed with --debit-key.",
)
@click.option(
    "--payload-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of 64 hex digits: the gateway's X25519 key, which opens what other gateways send.",
)
@click.option(
    "--peer", "peers", multiple=True, metavar="MEMBER=URL", help="Where a member's gateway is, if elsewhere."
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65_535), default=8700, show_default=True)
@click.option("--public-url", required=True, help="Its address as users type it; sign-in is bound to it.")
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    default=0,
    show_default=True,
    help="Processes that verify batches.",
)
@log_format_option
@json_option
def run(
    database: str,
    member: int,
    genesis: Path,
    node_url: str,
    node_token: str | None,
    relay_key: str,
    signing_key: Path,
    author_key: str | None,
    debit_key: str | None,
    debit_secret: Path | None,
    payload_key: Path | None,
    peers: tuple[str, ...],
    host: str,
    port: int,
    public_url: str,
    workers: int,
    log_format: str,
    as_json: bool,
) -> None:
    """Run the gateway until it is stopped.

    Example: tegata gateway run --database sqlite:///gateway.db --member 1 --genesis genesis.json
    --relay-key relay --signing-key gateway.key --public-url https://gateway.example
    """
    from contracts.genesis import parse
    from contracts.ids import MemberId
    from gateway import Settings

    begin_logging(log_format)
    settings = Settings(
        database_url=database,
        member=MemberId(member),
        public_url=public_url,
        genesis=parse(genesis.read_bytes()),
        verify_workers=workers,
        **(_secrets(relay_key, signing_key) | _author(author_key)),
        **(_drawing_secrets(debit_key, debit_secret) | _exchange(payload_key, peers)),
    )
    _serve(settings, node_url, node_token, (host, port), as_json)


def _serve(
    settings: "Settings", node_url: str, node_token: str | None, where: tuple[str, int], as_json: bool
) -> None:
    from clients.cli.serving import listen_for_the_end
    from gateway import Gateway, HttpTransport

    wait_for_the_end = listen_for_the_end()
    running = Gateway(settings, HttpTransport(node_url, token=node_token))
    try:
        url = running.serve(*where)
        answer(as_json, {"url": url}, lambda screen: screen.print(f"Gateway on {url}"))
        wait_for_the_end()
    finally:
        running.close()


def _secrets(relay_key: str, signing_key: Path) -> dict[str, Any]:
    """The two keys a gateway holds: that of its relay, from the keystore, and that of its receipts."""
    from pydantic import SecretBytes

    key = choose_key(relay_key)
    return {
        "relay_key": SecretBytes(open_keystore().open(key.name, password_of(key))),
        "gateway_key": SecretBytes(_secret_in(signing_key)),
    }


def _author(author_key: str | None) -> dict[str, Any]:
    """The author key with which the gateway signs what persons of its member confirm."""
    from pydantic import SecretBytes

    if author_key is None:
        return {}
    key = choose_key(author_key)
    return {"author_key": SecretBytes(open_keystore().open(key.name, password_of(key)))}


def _drawing_secrets(debit_key: str | None, debit_secret: Path | None) -> dict[str, Any]:
    """What customs draw on proofs with: an author key, from the keystore, and what hides declarations."""
    from pydantic import SecretBytes

    if debit_key is None and debit_secret is None:
        return {}
    if debit_key is None or debit_secret is None:
        raise click.UsageError("--debit-key and --debit-secret go together.")
    key = choose_key(debit_key)
    return {
        "debit_key": SecretBytes(open_keystore().open(key.name, password_of(key))),
        "debit_secret": SecretBytes(_secret_in(debit_secret)),
    }


def _exchange(payload_key: Path | None, peers: tuple[str, ...]) -> dict[str, Any]:
    """What opens other gateways' envelopes, and where those gateways are."""
    from pydantic import SecretBytes

    found: dict[int, str] = {}
    for peer in peers:
        number, _, url = peer.partition("=")
        if not number.isdecimal() or not url:
            raise click.BadParameter(f"{peer} is no MEMBER=URL", param_hint="--peer")
        found[int(number)] = url
    secret = {} if payload_key is None else {"payload_key": SecretBytes(_secret_in(payload_key))}
    return {"peers": found, **secret}


def _secret_in(file: Path) -> bytes:
    from clients.keystore.files import parse_secret

    return parse_secret(file.read_text(encoding="ascii"))


def _write_secret(file: Path, secret: bytes) -> None:
    """A new file that its owner alone can read, on disk before the key is told."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(secret.hex() + "\n")
        out.flush()
        os.fsync(out.fileno())
