"""`tegata consortium identity`: who, by a certificate, holds a member's key: signed, checked, bound."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clients.cli.access import now, open_client
from clients.cli.output import answer
from clients.cli.place import gateway_option, genesis_option, json_option
from clients.cli.seat import open_seat, seat_options
from contracts.errors import TegataError
from contracts.ids import Address, MemberId, NetworkId, UnixTime, hex0x, unhex

if TYPE_CHECKING:
    from contracts.proofs import IdentityStatement
    from contracts.proofs.identity import Named

DAY = 86_400
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class PrivateKeyInvalid(TegataError):
    """A file that holds no private key, or one that its password does not open."""

    code = "identity.private_key"
    default_remedy = "Give a private key in PEM; its password, if it has one, in TEGATA_CERTIFICATE_PASSWORD."


@click.group()
def identity() -> None:
    """Say by an X.509 certificate whose a member's key is, and put that on record.

    Example: tegata consortium identity check statement.json --roots roots.pem
    """


@identity.command()
@genesis_option
@click.option("--member", type=click.IntRange(1, 65_535), required=True, help="Whose key it is.")
@click.option("--address", required=True, metavar="ADDRESS", help="The member's key that is said to be held.")
@click.option(
    "--chain",
    "chain_file",
    type=_FILE,
    required=True,
    help="PEM: the holder's certificate, those between, the root.",
)
@click.option(
    "--private-key",
    "private_file",
    type=_FILE,
    required=True,
    help="PEM: the certificate's private key. Its password is taken from TEGATA_CERTIFICATE_PASSWORD.",
)
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
@json_option
def sign(
    genesis: Path,
    member: int,
    address: str,
    chain_file: Path,
    private_file: Path,
    target: Path,
    as_json: bool,
) -> None:
    """Sign, with a certificate's private key, that a member's key ADDRESS is its holder's. Needs no network.

    Example: tegata consortium identity sign --genesis genesis.json --member 3 --address 0x5e…
    --chain chain.pem --private-key certificate.key --to statement.json
    """
    from contracts.genesis import parse
    from contracts.proofs.identity import judge, read_certificates, sign_statement

    network = NetworkId(parse(genesis.read_bytes()).network_id)
    key = Address(unhex(address.lower(), 20, "--address"))
    chain = read_certificates(chain_file.read_bytes(), str(chain_file))
    statement = sign_statement(network, MemberId(member), key, chain, _private_key(private_file))
    named = judge(statement, now())
    target.write_text(json.dumps(statement.to_json(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    _tell(as_json, statement, named, {"path": str(target)})


@identity.command()
@click.argument("statement_file", metavar="STATEMENT", type=_FILE)
@click.option("--roots", "roots_file", type=_FILE, help="PEM: the roots that you rely on.")
@click.option(
    "--at",
    "at",
    type=click.IntRange(0),
    metavar="SECONDS",
    help="Judge it at this time (unix).",
)
@json_option
def check(statement_file: Path, roots_file: Path | None, at: int | None, as_json: bool) -> None:
    """Check the file STATEMENT: signature, name, chain, use, validity at a time. Needs no network.

    Without --roots the chain may end at any root; its name is told. That it is bound on the ledger, and when,
    is shown by a proof bundle that carries it.

    Example: tegata consortium identity check statement.json --roots roots.pem
    """
    from contracts.proofs.identity import judge_under, read_roots, read_statement

    statement = read_statement(statement_file.read_bytes())
    time = now() if at is None else UnixTime(at)
    named = judge_under(
        statement,
        time,
        True,
        None if roots_file is None else read_roots(roots_file.read_bytes(), str(roots_file)),
    )
    _tell(as_json, statement, named, {"at": time})


@identity.command()
@click.argument("statement_file", metavar="STATEMENT", type=_FILE)
@seat_options
@json_option
def bind(statement_file: Path, as_json: bool, **options: Any) -> None:
    """Bind the hash of the file STATEMENT to the member's key on the ledger, once it names somebody now.

    Example: tegata consortium identity bind statement.json --data member-3
    """
    from clients.consortium import send_act
    from contracts import calls
    from contracts.acts.membership import BindIdentity
    from contracts.proofs.identity import judge, read_statement

    statement = read_statement(statement_file.read_bytes())
    seat = open_seat(**options)
    _require_about(statement, seat.signer.member, seat.signer.domain.network_id)
    named = judge(statement, now())
    index = seat.node.number(calls.identity_count(statement.key))
    revision = seat.node.number(calls.revision_of(seat.signer.member))
    act = BindIdentity(seat.signer.member, statement.key, statement.digest, revision, UnixTime(now() + DAY))
    receipt = send_act(seat.node, seat.signer, act)
    _tell(as_json, statement, named, {"index": index, "block": receipt.block})


@identity.command()
@click.argument("statement_file", metavar="STATEMENT", type=_FILE)
@gateway_option
@json_option
def publish(statement_file: Path, gateway: str, as_json: bool) -> None:
    """Hand the file STATEMENT, once it is bound, to a gateway: its proofs carry it from then on.

    Example: tegata consortium identity publish statement.json --gateway https://gateway.example
    """
    from contracts.proofs.identity import read_statement

    statement = read_statement(statement_file.read_bytes())
    with open_client(gateway) as client:
        filed = client.file_identity(statement.to_json())
    answer(
        as_json,
        filed,
        lambda screen: screen.print(
            f"kept at {gateway}: {filed['key']} is “{filed['name']}”", soft_wrap=True
        ),
    )


def _require_about(statement: "IdentityStatement", member: MemberId, network: NetworkId) -> None:
    if (statement.member, statement.network_id) != (member, network):
        raise click.BadParameter(
            f"it is about member {statement.member} of network {hex0x(statement.network_id)}, "
            f"not member {member} of {hex0x(network)}",
            param_hint="STATEMENT",
        )


def _private_key(path: Path) -> object:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    password = os.environ.get("TEGATA_CERTIFICATE_PASSWORD")
    try:
        return load_pem_private_key(path.read_bytes(), None if password is None else password.encode())
    except (ValueError, TypeError) as error:
        raise PrivateKeyInvalid(str(path), expected="a private key in PEM", found=str(error)) from None


def _tell(as_json: bool, statement: "IdentityStatement", named: "Named", more: dict[str, Any]) -> None:
    document = {
        "member": statement.member,
        "key": hex0x(statement.key),
        "name": named.name,
        "root": named.root,
        "root_fingerprint": named.root_fingerprint.hex(),
        "digest": hex0x(statement.digest),
        **more,
    }
    answer(
        as_json,
        document,
        lambda screen: screen.print(
            f"{document['key']} of member {statement.member} is “{named.name}” by the root “{named.root}”\n"
            f"root {document['root_fingerprint']}\nhash {document['digest']}",
            soft_wrap=True,
        ),
    )
