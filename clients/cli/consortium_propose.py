"""`tegata consortium propose`: every kind of proposal, each with the words that it needs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from clients.cli.access import now
from clients.cli.output import answer
from clients.cli.place import json_option
from clients.cli.seat import Seat, open_seat, seat_options
from clients.consortium import propose as send_proposal
from contracts.acts import Proposal, Validator
from contracts.acts.governance import (
    AddMemberKey,
    AdmitMember,
    ChangeMember,
    ChangeValidators,
    ListContract,
    MarkCompromised,
    ReinstateMember,
    RemoveMember,
    SetParameter,
    SuspendInEmergency,
    SuspendMember,
    VerifyIdentifier,
    parameter_name,
)
from contracts.fingerprints import identifier_hash, name_hash
from contracts.ids import Address, MemberId, UnixTime, unhex
from contracts.roles import Purpose, Role, role_mask
from contracts.scopes import AGREEMENT_NUMBERS
from contracts.slots import FOREVER

DAY = 86_400
NUMBER = click.argument("number", type=click.IntRange(1, 65_535))

Make = Callable[[Seat, UnixTime], Proposal]
"""From a seat, and the second until which the proposal is open."""


@click.group()
def propose() -> None:
    """Propose something to the voters. The member that proposes has voted for it.

    Example: tegata consortium propose suspend 4 --data member-1
    """


def _sends(command: Callable[..., Make]) -> Callable[..., None]:
    """A command that makes a proposal, and sends it from the seat that the options name."""

    @seat_options
    @json_option
    @click.option("--days", type=click.IntRange(1, 90), default=14, show_default=True, help="Open so long.")
    def run(days: int, as_json: bool, **options: Any) -> None:
        own = {name: options.pop(name) for name in list(options) if name not in _SEAT}
        make = command(**own)
        seat = open_seat(**options)
        number = send_proposal(seat.node, seat.signer, make(seat, UnixTime(now() + days * DAY)))
        answer(as_json, {"number": number}, lambda screen: screen.print(f"proposal {number}"))

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__click_params__ += getattr(command, "__click_params__", [])  # type: ignore[attr-defined] # as click keeps them
    return run


_SEAT = {"data", "rpc", "token", "genesis", "member", "govern_key", "relay_key"}

_ROLES = click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.name.lower() for role in Role]),
    help="What it may be the author of.",
)
_AGREEMENTS = click.option(
    "--agreement",
    "agreements",
    multiple=True,
    type=click.Choice(list(AGREEMENT_NUMBERS)),
    help="Under which an issuing body certifies.",
)
_VOTER = click.option("--voter", is_flag=True, help="It votes.")
_NAME = click.option("--name", required=True, help="Its legal name.")
_PURPOSES = click.option(
    "--purpose",
    "purposes",
    multiple=True,
    required=True,
    type=click.Choice([each.name.lower() for each in Purpose if each.name]),
)


@propose.command()
@_sends
@NUMBER
@click.option("--country", required=True, help="ISO 3166-1 alpha-2.")
@_ROLES
@_AGREEMENTS
@_VOTER
@_NAME
@click.option("--key", required=True, metavar="ADDRESS", help="Its first govern key.")
def admit(
    number: int,
    country: str,
    roles: tuple[str, ...],
    agreements: tuple[str, ...],
    voter: bool,
    name: str,
    key: str,
) -> Make:
    """Admit a member. Its first govern key signs that it is held when this is executed.

    Example: tegata consortium propose admit 5 --country VN --role exporter --name "Tan Long" --key 0x5e…
    --data member-1
    """
    first = Address(unhex(key.lower(), 20, "--key"))
    return lambda seat, until: AdmitMember(
        seat.signer.member,
        MemberId(number),
        country.upper().encode("ascii", "replace"),
        _role_mask(roles),
        _agreement_mask(agreements),
        voter,
        name_hash(name),
        first,
        until,
    )


@propose.command()
@_sends
@NUMBER
@_ROLES
@_AGREEMENTS
@_VOTER
@_NAME
def change(number: int, roles: tuple[str, ...], agreements: tuple[str, ...], voter: bool, name: str) -> Make:
    """Give a member other roles, agreements, name, or a vote: all of them as they will be.

    Example: tegata consortium propose change 5 --role exporter --role trader --name "Tan Long"
    --data member-1
    """
    return lambda seat, until: ChangeMember(
        seat.signer.member,
        MemberId(number),
        _role_mask(roles),
        _agreement_mask(agreements),
        voter,
        name_hash(name),
        until,
    )


@propose.command()
@_sends
@NUMBER
@click.option("--emergency", is_flag=True, help="For 72 hours, by more than a third; once in 30 days.")
def suspend(number: int, emergency: bool) -> Make:
    """Suspend a member. It keeps its vote.

    Example: tegata consortium propose suspend 4 --emergency --data member-1
    """
    kind = SuspendInEmergency if emergency else SuspendMember
    return lambda seat, until: kind(seat.signer.member, MemberId(number), until)


@propose.command()
@_sends
@NUMBER
def reinstate(number: int) -> Make:
    """End a member's suspension.

    Example: tegata consortium propose reinstate 4 --data member-1
    """
    return lambda seat, until: ReinstateMember(seat.signer.member, MemberId(number), until)


@propose.command()
@_sends
@NUMBER
@click.option("--successor", type=click.IntRange(1, 65_535), help="Who may end what it stated.")
def remove(number: int, successor: int | None) -> Make:
    """End a membership, for ever.

    Example: tegata consortium propose remove 4 --successor 5 --data member-1
    """
    return lambda seat, until: RemoveMember(
        seat.signer.member, MemberId(number), MemberId(successor or 0), until
    )


@propose.command()
@_sends
@NUMBER
@click.argument("address")
@_PURPOSES
def key(number: int, address: str, purposes: tuple[str, ...]) -> Make:
    """Give a member that lost its govern keys another key. That key signs when this is executed.

    Example: tegata consortium propose key 4 0x5e… --purpose govern --data member-1
    """
    added = Address(unhex(address.lower(), 20, "address"))
    mask = sum(Purpose[each.upper()] for each in set(purposes))
    return lambda seat, until: AddMemberKey(
        seat.signer.member, MemberId(number), added, mask, now(), FOREVER, until
    )


@propose.command()
@_sends
@click.argument("address")
@click.option("--since", type=click.IntRange(0), required=True, help="Seconds since the Unix epoch.")
def compromised(address: str, since: int) -> Make:
    """Say that a key was in other hands since then: what it signed from then on is void.

    Example: tegata consortium propose compromised 0x5e… --since 1790000000 --data member-1
    """
    found = Address(unhex(address.lower(), 20, "address"))
    return lambda seat, until: MarkCompromised(seat.signer.member, found, UnixTime(since), until)


@propose.command()
@_sends
@click.argument("scheme")
@click.argument("value")
@NUMBER
@click.option("--until", "last", type=click.IntRange(0), help="In seconds; a past time ends it.")
def identifier(scheme: str, value: str, number: int, last: int | None) -> Make:
    """Confirm that an identifier names a member.

    Example: tegata consortium propose identifier JCN 7000012050002 4 --data member-1
    """
    hashed = identifier_hash(scheme, value)
    end = FOREVER if last is None else UnixTime(last)
    return lambda seat, until: VerifyIdentifier(seat.signer.member, hashed, MemberId(number), end, until)


@propose.command()
@_sends
@click.argument("certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("number", type=click.IntRange(1, 65_535))
@click.option(
    "--until", "last", type=click.IntRange(0), help="In seconds; what is bound later does not rest on it."
)
def root(certificate: Path, number: int, last: int | None) -> Make:
    """Choose a root that identity statements may rest on: CERTIFICATE (PEM), for which member NUMBER answers.

    Example: tegata consortium propose root root.pem 1 --data member-1
    """
    from contracts.proofs.identity import Roots, read_certificates, root_identifier

    found = read_certificates(certificate.read_bytes(), str(certificate))
    if len(found) != 1:
        raise click.BadParameter(f"expected one certificate, found {len(found)}", param_hint="CERTIFICATE")
    Roots.of(found)
    end = FOREVER if last is None else UnixTime(last)
    chosen = root_identifier(found[0])
    return lambda seat, until: VerifyIdentifier(seat.signer.member, chosen, MemberId(number), end, until)


@propose.command()
@_sends
@click.option("--add", multiple=True, metavar="KEY=MEMBER:POWER", help="A validator as it will be.")
@click.option("--drop", multiple=True, metavar="KEY", help="A validator that will be none.")
def validators(add: tuple[str, ...], drop: tuple[str, ...]) -> Make:
    """Change the validators: those that are not named stay.

    Example: tegata consortium propose validators --add 0x5e…=5:10 --data member-1
    """
    changes = [_validator(text) for text in add]
    changes += [Validator(unhex(text.lower(), 32, "--drop"), MemberId(0), 0) for text in drop]
    in_order = tuple(sorted(changes, key=lambda each: each.key))
    return lambda seat, until: ChangeValidators(seat.signer.member, in_order, until)


@propose.command()
@_sends
@click.argument("name")
@click.argument("value", type=click.IntRange(0))
@click.option("--at", "height", type=click.IntRange(1), required=True, help="The first block of it.")
def parameter(name: str, value: int, height: int) -> Make:
    """Set what all nodes do alike from a block on; app_version names the rules that nodes must know.

    Example: tegata consortium propose parameter app_version 2 --at 120000 --data member-1
    """
    return lambda seat, until: SetParameter(seat.signer.member, parameter_name(name), value, height, until)


@propose.command()
@_sends
@click.argument("address")
@click.option("--close", is_flag=True, help="Transactions may no longer call it.")
def contract(address: str, close: bool) -> Make:
    """Let transactions call a contract, or, by the last 20 bytes of its code's Keccak-256, create one.

    Example: tegata consortium propose contract 0x5e… --data member-1
    """
    target = Address(unhex(address.lower(), 20, "address"))
    return lambda seat, until: ListContract(seat.signer.member, target, not close, until)


def _validator(text: str) -> Validator:
    public_key, _, rest = text.partition("=")
    member, _, power = rest.partition(":")
    if not member.isdecimal() or not power.isdecimal():
        raise click.BadParameter(f"expected KEY=MEMBER:POWER, found {text}", param_hint="--add")
    return Validator(unhex(public_key.lower(), 32, "--add"), MemberId(int(member)), int(power))


def _role_mask(names: tuple[str, ...]) -> int:
    return role_mask(*(Role[name.upper()] for name in names))


def _agreement_mask(codes: tuple[str, ...]) -> int:
    return sum(1 << AGREEMENT_NUMBERS[code] for code in set(codes))
