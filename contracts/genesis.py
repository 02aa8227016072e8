"""The genesis file: what every node of a network agrees on before its first block, and how that is written.

`tegata/genesis/1` is JSON. Names, URLs and identifiers stand in it in clear, and on the ledger as hashes.
"""

import json
from collections import Counter
from collections.abc import Hashable, Iterable
from hashlib import sha256
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    PlainValidator,
    Strict,
    Tag,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from contracts import calls, strict_json
from contracts.acts.governance import Validator
from contracts.addresses import CONSORTIUM
from contracts.errors import TegataError, brief
from contracts.fingerprints import gateway_url_hash, identifier_hash, name_hash
from contracts.handover import handover_message, is_signed
from contracts.ids import Address, MemberId, NetworkId, UnixTime, hex0x, unhex
from contracts.records.parts import Country, Flag, Identifier, MemberNumber, Text
from contracts.roles import Purpose, Role, role_mask
from contracts.scopes import AGREEMENT_NUMBERS
from contracts.slots import FOREVER, Service

MAX_VOTERS = 100
"""So many ballots are counted at once."""


class GenesisInvalid(TegataError):
    """The genesis file can't found a network."""

    code = "genesis.invalid"
    default_remedy = "Correct the genesis file; every member needs the same one, byte for byte."


def _hex_bytes(size: int) -> PlainValidator:
    def from_hex(value: object) -> bytes:
        try:
            found = value if isinstance(value, bytes) else unhex(str(value), size)
        except TegataError as error:
            raise ValueError(f"expected {error.expected}") from None
        if len(found) != size or not any(found):
            raise ValueError(f"expected {size} bytes that are not all zero")
        return found

    return PlainValidator(from_hex)


def _hex_schema(size: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^0x[0-9a-f]{{{2 * size}}}$"})


def _agreement(code: str) -> str:
    if code not in AGREEMENT_NUMBERS:
        raise ValueError(f"expected an agreement: {', '.join(AGREEMENT_NUMBERS)}")
    return code


_Hex = PlainSerializer(hex0x, return_type=str)
Bytes32 = Annotated[bytes, _hex_bytes(32), _Hex, _hex_schema(32)]
Bytes64 = Annotated[bytes, _hex_bytes(64), _Hex, _hex_schema(64)]
Bytes20 = Annotated[bytes, _hex_bytes(20), _Hex, _hex_schema(20)]
Seconds = Annotated[int, Strict(), Field(ge=0, lt=FOREVER)]
Positive = Annotated[int, Strict(), Field(ge=1, lt=2**53)]
RoleName = Literal[
    "issuing_body",
    "exporter",
    "producer",
    "importer",
    "trader",
    "carrier",
    "forwarder",
    "terminal",
    "bonded_operator",
    "customs",
    "postal_operator",
    "platform",
]
PurposeName = Literal["author", "relay", "govern", "access"]
AgreementCode = Annotated[str, AfterValidator(_agreement)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Windowed(_Part):
    """Something that serves from `valid_from` until just before `valid_until` (seconds; None for no end)."""

    valid_from: Seconds = 0
    valid_until: Seconds | None = None

    @property
    def window(self) -> tuple[UnixTime, UnixTime]:
        """From and until (exclusive), as the Consortium stores them."""
        return UnixTime(self.valid_from), FOREVER if self.valid_until is None else UnixTime(self.valid_until)

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        start, end = self.window
        if start >= end:
            raise ValueError("expected valid_until after valid_from")
        return self


class GenesisKey(_Windowed):
    """A founding key: an address, and what it may be used for."""

    address: Bytes20
    purposes: tuple[PurposeName, ...] = Field(min_length=1)


class GenesisServiceKey(_Windowed):
    """A public key of a member's gateway: Ed25519 to sign, X25519 to open payloads."""

    public_key: Bytes32


class GenesisGateway(_Part):
    """How a founding member is reached."""

    url: Text
    signing_key: GenesisServiceKey
    payload_key: GenesisServiceKey | None = None


class GenesisMember(_Part):
    """A founding member."""

    number: MemberNumber
    name: Text
    name_local: Text | None = None
    country: Country
    roles: tuple[RoleName, ...] = Field(min_length=1)
    agreements: tuple[AgreementCode, ...] = ()
    voter: Flag = False
    keys: tuple[GenesisKey, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    gateway: GenesisGateway | None = None

    @model_validator(mode="after")
    def _certifies_as_issuing_body(self) -> Self:
        if self.agreements and "issuing_body" not in self.roles:
            raise ValueError("expected no agreements, since the member is no issuing_body")
        return self


class GenesisLimits(_Part):
    """What admission lets in (formats §4); `gas_limit` is the header's, at least twice `block_gas`."""

    gas_limit: Positive = 30_000_000
    transaction_gas: Positive = 6_000_000
    block_gas: Positive = 12_000_000
    member_block_gas: Positive = 12_000_000
    period_seconds: Positive = 3_600
    member_gas: Positive = 100_000_000_000
    member_new_slots: Positive = 10_000_000
    member_reverts: Positive = 10_000

    @model_validator(mode="after")
    def _keeps_the_base_fee_at_zero(self) -> Self:
        if self.gas_limit < 2 * self.block_gas:
            raise ValueError("expected gas_limit of at least twice block_gas, so that the base fee stays 0")
        if self.transaction_gas > self.block_gas:
            raise ValueError("expected transaction_gas of at most block_gas")
        return self


class EmbeddedFront(_Part):
    """Who orders transactions: one sequencer, known by its Ed25519 public key."""

    kind: Literal["embedded"] = "embedded"
    sequencer: Bytes32


class GenesisValidator(_Part):
    """A founding validator: its member, the Ed25519 key it signs blocks with, its share of the votes."""

    member: MemberNumber
    public_key: Bytes32
    power: Annotated[int, Strict(), Field(ge=1, le=1_000_000)] = 10


class GenesisHandover(_Part):
    """Where an embedded ledger ended that these validators go on with, signed by its sequencer."""

    sequencer: Bytes32
    number: Seconds
    hash: Bytes32
    signature: Bytes64


class CometBftFront(_Part):
    """Who orders transactions: validators, of whose power more than two thirds decide a block."""

    kind: Literal["cometbft"] = "cometbft"
    validators: tuple[GenesisValidator, ...] = Field(min_length=1, max_length=100)
    handover: GenesisHandover | None = None

    def handover_message(self, network_id: bytes, number: int, block_hash: bytes) -> bytes:
        """What a sequencer signs to hand its ledger over to these validators, after a block."""
        listed = ((each.member, each.public_key, each.power) for each in self.validators)
        return handover_message(network_id, number, block_hash, listed)


def _kind_of_front(front: object) -> str:
    kind = front.get("kind") if isinstance(front, dict) else getattr(front, "kind", None)
    return "cometbft" if kind == "cometbft" else "embedded"


Front = Annotated[
    Annotated[EmbeddedFront, Tag("embedded")] | Annotated[CometBftFront, Tag("cometbft")],
    Discriminator(_kind_of_front),
]


class Genesis(_Part):
    """A genesis file, checked: whatever this type holds, the contracts accept."""

    format: Literal["tegata/genesis/1"] = "tegata/genesis/1"
    network_id: Bytes32
    chain_id: Positive
    time: Annotated[int, Strict(), Field(ge=1, lt=FOREVER)]
    front: Front
    limits: GenesisLimits = GenesisLimits()
    members: tuple[GenesisMember, ...] = Field(min_length=1, max_length=65_535)

    @model_validator(mode="after")
    def _founds_a_network(self) -> Self:
        keys = [key for member in self.members for key in member.keys]
        _each_once("member number", (member.number for member in self.members))
        _each_once("key", (hex0x(key.address) for key in keys))
        _each_once("identifier", ((i.scheme, i.value) for m in self.members for i in m.identifiers))
        if sum(member.voter for member in self.members) > MAX_VOTERS:
            raise ValueError(f"expected at most {MAX_VOTERS} members that vote")
        if not any("relay" in key.purposes for key in keys):
            raise ValueError("expected a relay key of some member: without one no transaction is admitted")
        if isinstance(self.front, CometBftFront):
            _check_validators(self.front.validators, {member.number for member in self.members})
            _check_handover(self.front, self.network_id)
        return self

    @property
    def sequencer(self) -> bytes:
        """The embedded sequencer's public key. Raises GenesisInvalid for a network that has none."""
        if isinstance(self.front, EmbeddedFront):
            return self.front.sequencer
        raise GenesisInvalid(
            "genesis/front/kind",
            expected="embedded",
            found=self.front.kind,
            remedy="This works on an embedded ledger only, up to now.",
        )

    def digest(self) -> bytes:
        """SHA-256 of the canonical form (`render`): the same on every machine, whatever the spacing was."""
        return sha256(render(self).encode()).digest()


def parse(text: str | bytes) -> Genesis:
    """The genesis in a JSON document; GenesisInvalid names the first place that is wrong.

    Raises JsonInvalid for text that is no JSON or has a key twice.
    """
    try:
        return Genesis.model_validate(strict_json.loads(text, "genesis"))
    except ValidationError as error:
        raise _invalid(error) from None


def render(genesis: Genesis) -> str:
    """The canonical form: keys sorted, no spaces, nothing left out that has a default."""
    return json.dumps(
        genesis.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def bootstrap_calls(genesis: Genesis) -> list[tuple[Address, bytes]]:
    """What the system caller executes at block 0, in order: (contract, calldata). The last call seals."""
    data: list[bytes] = []
    for member in genesis.members:
        data += _founding_calls(member)
    if isinstance(genesis.front, CometBftFront) and genesis.front.handover is None:
        data.append(validators_call(genesis.front))
    data.append(calls.seal(NetworkId(genesis.network_id)))
    return [(CONSORTIUM, call) for call in data]


def validators_call(front: CometBftFront) -> bytes:
    """Calldata by which the protocol registers the validators that a genesis file names."""
    return calls.found_validators(
        Validator(each.public_key, MemberId(each.member), each.power) for each in front.validators
    )


def _founding_calls(member: GenesisMember) -> Iterable[bytes]:
    number = MemberId(member.number)
    yield calls.bootstrap_member(
        number,
        country=member.country,
        roles=role_mask(*(Role[name.upper()] for name in member.roles)),
        agreements=sum(1 << AGREEMENT_NUMBERS[code] for code in set(member.agreements)),
        voter=member.voter,
        name_hash=name_hash(member.name),
    )
    for key in member.keys:
        valid_from, valid_until = key.window
        yield calls.bootstrap_key(
            Address(key.address),
            member=number,
            purposes=sum(Purpose[name.upper()] for name in set(key.purposes)),
            valid_from=valid_from,
            valid_until=valid_until,
        )
    for identifier in member.identifiers:
        yield calls.bootstrap_identifier(identifier_hash(identifier.scheme, identifier.value), number)
    if member.gateway:
        yield from _gateway_calls(number, member.gateway)


def _gateway_calls(number: MemberId, gateway: GenesisGateway) -> Iterable[bytes]:
    yield calls.bootstrap_gateway(number, gateway_url_hash(gateway.url))
    for service, key in ((Service.SIGNING, gateway.signing_key), (Service.PAYLOAD, gateway.payload_key)):
        if key:
            yield calls.bootstrap_service_key(number, service, key.public_key, *key.window)


def _check_validators(validators: tuple[GenesisValidator, ...], members: set[int]) -> None:
    _each_once("validator key", (hex0x(validator.public_key) for validator in validators))
    for validator in validators:
        if validator.member not in members:
            raise ValueError(f"expected validators of members, found one of {validator.member}")


def _check_handover(front: CometBftFront, network_id: bytes) -> None:
    handover = front.handover
    if handover is None:
        return
    message = front.handover_message(network_id, handover.number, handover.hash)
    if not is_signed(handover.sequencer, message, handover.signature):
        raise ValueError("expected a handover that its sequencer signed, found another signature")


def _each_once(what: str, values: Iterable[Hashable]) -> None:
    twice = [value for value, count in Counter(values).items() if count > 1]
    if twice:
        raise ValueError(f"expected each {what} once, found {twice[0]} twice")


def _invalid(error: ValidationError) -> GenesisInvalid:
    first = error.errors(include_url=False, include_context=False)[0]
    loc = first["loc"]
    if loc[:1] == ("front",):
        loc = (loc[0], *loc[2:])  # the second names the kind of front that was tried
    where = "/".join(("genesis", *map(str, loc)))
    if first["type"] == "missing":
        return GenesisInvalid(where, expected="this field", found="nothing")
    if first["type"] == "extra_forbidden":
        return GenesisInvalid(where, expected="no such field", found=brief(first["input"]))
    message = first["msg"].removeprefix("Value error, ").removeprefix("expected ")
    expected, _, found = message.partition(", found ")
    return GenesisInvalid(where, expected=expected, found=found or brief(first["input"]))
