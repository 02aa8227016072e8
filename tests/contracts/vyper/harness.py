"""The committed contracts at their fixed addresses in titanoboa, spoken to in the bytes of `calls`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import boa
from boa.util.abi import Address as BoaAddress
from eth.vm.forks.prague.opcodes import PRAGUE_OPCODES

from contracts import calls, slots
from contracts.acts import Act, Batch, Domain, Revoke, State, StatusAct, Supersede, address_of, sign
from contracts.addresses import CONSORTIUM, REGISTRY, STATUS, SYSTEM_CALLER
from contracts.artifacts import PREDEPLOYED, artifact
from contracts.batches import BatchTree
from contracts.genesis import Genesis, bootstrap_calls
from contracts.ids import Address, BatchRoot, MemberId, NetworkId, RecordId, Signature, UnixTime, hex0x
from contracts.refusals import Refusal

CHAIN_ID = 743001
NETWORK = NetworkId(sha256(b"the network").digest())
NOW = UnixTime(1_800_000_000)
LATER = UnixTime(NOW + 3_600)
DAY = 86_400
DOMAIN = Domain(CHAIN_ID, REGISTRY, NETWORK)

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""The order of secp256k1's group."""

CUSTOMS, BODY, TRADER, CARRIER, RIVAL = map(MemberId, (1, 2, 3, 4, 5))
CERTIFICATE, DECLARATION, INVOICE, MILESTONE = 1, 2, 3, 5
JP_VN, RCEP, CPTPP = 11, 20, 16


def secret(name: str) -> bytes:
    """The private key of an actor of the tests."""
    return sha256(f"secret of {name}".encode()).digest()


def key_entry(name: str, *purposes: str, **window: int) -> dict[str, Any]:
    return {"address": hex0x(address_of(secret(name))), "purposes": purposes, **window}


def member_entry(
    number: int, country: str, roles: list[str], *keys: dict[str, Any], **more: Any
) -> dict[str, Any]:
    name = f"Member {number}"
    return {"number": number, "name": name, "country": country, "roles": roles, "keys": keys, **more}


def customs_entry() -> dict[str, Any]:
    """Customs of the importing country, with a gateway and its service keys."""
    return member_entry(
        CUSTOMS,
        "JP",
        ["customs"],
        key_entry("customs", "author", "govern"),
        key_entry("relay", "relay"),
        voter=True,
        identifiers=[{"scheme": "JCN", "value": "7000012050002"}],
        gateway={
            "url": "https://gateway.customs.example/",
            "signing_key": {"public_key": "0x" + "61" * 32},
            "payload_key": {
                "public_key": "0x" + "62" * 32,
                "valid_from": NOW,
                "valid_until": NOW + DAY,
            },
        },
    )


def genesis_document() -> dict[str, Any]:
    """Five members with the keys that the tests need; `relay` belongs to customs and authors nothing."""
    return {
        "network_id": hex0x(NETWORK),
        "chain_id": CHAIN_ID,
        "time": NOW - DAY,
        "front": {"sequencer": "0x" + "5e" * 32},
        "members": [
            customs_entry(),
            member_entry(
                BODY, "VN", ["issuing_body"], key_entry("body", "author"), agreements=["JP-VN", "RCEP"]
            ),
            member_entry(
                TRADER,
                "VN",
                ["exporter", "trader"],
                key_entry("trader", "author"),
                key_entry("trader's second", "author", "relay"),
                key_entry("trader's reader", "access", "relay", "govern"),
                key_entry("trader's next", "author", valid_from=NOW + DAY),
                key_entry("trader's last", "author", valid_until=NOW),
            ),
            member_entry(CARRIER, "SG", ["carrier"], key_entry("carrier", "author")),
            member_entry(RIVAL, "TH", ["exporter"], key_entry("rival", "author")),
        ],
    }


@dataclass(frozen=True)
class Outcome:
    """What a call did: its events, or why it was refused."""

    events: tuple[calls.Event, ...]
    refusal: Refusal | None
    reverted: bool
    output: bytes


class Chain:
    """The predeployed contracts, founded from a genesis, at a time that the test sets."""

    def __init__(self, genesis: Genesis | None = None) -> None:
        self._env = new_env()
        self._env.evm.patch.chain_id = CHAIN_ID
        for name in PREDEPLOYED:
            contract = artifact(name)
            self._env.set_code(_boa(contract.address), contract.runtime)
        if genesis is not None:
            self.found(genesis)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Takes back, at the end, all that was written and what the time was set to."""
        with self._env.anchor():
            yield

    def found(self, genesis: Genesis) -> None:
        """Executes the bootstrap calls at the genesis time, then moves to NOW."""
        self.time = UnixTime(genesis.time)
        for to, data in bootstrap_calls(genesis):
            outcome = self.send(to, data, SYSTEM_CALLER)
            assert not outcome.reverted, outcome
        self.time = NOW

    @property
    def time(self) -> UnixTime:
        """The block's time, in seconds."""
        return UnixTime(self._env.evm.patch.timestamp)

    @time.setter
    def time(self, value: int) -> None:
        self._env.evm.patch.timestamp = value

    @property
    def height(self) -> int:
        """The block's number."""
        return int(self._env.evm.patch.block_number)

    def pass_blocks(self, count: int) -> None:
        """Lets blocks be made; the time stands."""
        self._env.evm.patch.block_number += count

    def send(self, to: Address, data: bytes, sender: Address | None = None) -> Outcome:
        """Executes a call that may write; by default a relay sends it."""
        return self._execute(to, data, sender or address_of(secret("relay")), is_modifying=True)

    def view(self, to: Address, data: bytes, sender: Address = REGISTRY) -> bytes:
        """The result of a call that writes nothing."""
        outcome = self._execute(to, data, sender, is_modifying=False)
        assert not outcome.reverted, outcome
        return outcome.output

    def word(self, contract: Address, slot: int) -> int:
        """The word that `contract` stores at `slot`."""
        return self._env.get_storage(_boa(contract), slot)

    def set_word(self, contract: Address, slot: int, word: int) -> None:
        """Puts the chain in a state that only votes will be able to reach."""
        self._env.set_storage(_boa(contract), slot, word)

    def _execute(self, to: Address, data: bytes, sender: Address, *, is_modifying: bool) -> Outcome:
        computation = self._env.execute_code(
            _boa(to), sender=_boa(sender), data=data, is_modifying=is_modifying
        )
        if computation.is_error:
            output = bytes(computation.output)
            return Outcome((), calls.decode_refusal(output), True, output)
        logs = computation.get_log_entries()
        events = tuple(calls.decode_log([_word(t) for t in topics], data) for _, topics, data in logs)
        return Outcome(tuple(e for e in events if e), None, False, bytes(computation.output))

    def batch(self, member: MemberId, root: BatchRoot) -> slots.BatchEntry | None:
        """The Registry's entry, by its view and by its slot, which must agree."""
        viewed = calls.decode_batch_of(self.view(REGISTRY, calls.batch_of(member, root)))
        stored = slots.decode_batch(self.word(REGISTRY, slots.batch_slot(member, root)))
        assert viewed == stored
        return stored

    def end(self, member: MemberId, target: bytes) -> calls.EndView:
        """How a target ended, by the Status contract's view and by its slots, which must agree."""
        viewed = calls.decode_end_of(self.view(STATUS, calls.end_of(member, target)))
        stored = slots.decode_status(self.word(STATUS, slots.status_slot(member, target)))
        successor = self.word(STATUS, slots.successor_slot(member, target))
        assert successor == int.from_bytes(viewed.successor, "big")
        if stored is None:
            assert viewed == calls.EndView(viewed.state, 0, UnixTime(0), Address(bytes(20)), bytes(32))
            assert viewed.state == 0
        else:
            assert (viewed.state, viewed.reason, viewed.time, viewed.key) == (
                stored.state,
                stored.reason,
                stored.time,
                stored.key,
            )
        return viewed

    def change_key(self, name: str, change: Callable[[int], int]) -> None:
        """Rewrites a key's word."""
        slot = slots.key_slot(address_of(secret(name)))
        self.set_word(CONSORTIUM, slot, change(self.word(CONSORTIUM, slot)))

    def compromise(self, name: str, since: int) -> None:
        """Sets a key's `compromised since`, as a vote will."""
        mask = (2**40 - 1) << 112
        self.change_key(name, lambda word: word & ~mask | since << 112)

    def change_member(self, number: MemberId, *, state: int = 1, suspended_until: int = 0) -> None:
        """Sets a member's state and emergency suspension, as a vote will."""
        slot = slots.member_slot(number)
        mask = 0xFF | (2**40 - 1) << 64
        word = self.word(CONSORTIUM, slot) & ~mask | state | suspended_until << 64
        self.set_word(CONSORTIUM, slot, word)


def batch_of(
    tree: BatchTree | bytes,
    *,
    member: MemberId = TRADER,
    kind: int = INVOICE,
    scope: int = 0,
    count: int | None = None,
    valid_until: int = LATER,
) -> Batch:
    """The batch of a tree, or of a root of which only the name matters."""
    root = tree.root if isinstance(tree, BatchTree) else BatchRoot(sha256(tree).digest())
    size = count if count is not None else len(tree.ids) if isinstance(tree, BatchTree) else 1
    return Batch(root, size, kind, scope, member, UnixTime(valid_until))


def signed(batch: Batch, name: str = "trader", domain: Domain = DOMAIN) -> calls.SignedBatch:
    """The batch with the signature of the actor `name`."""
    return calls.SignedBatch(batch, sign(batch, domain, secret(name)))


def signature_of(act: Act, name: str = "trader") -> Signature:
    """The signature of the actor `name` over an act for the Registry."""
    return sign(act, DOMAIN, secret(name))


def ids(name: str, count: int) -> tuple[RecordId, ...]:
    """Ids of records of which only the difference matters."""
    return tuple(RecordId(sha256(f"{name} {number}".encode()).digest()) for number in range(count))


def position(tree: BatchTree, index: int) -> calls.Position:
    """Where a record stands in its batch."""
    return calls.Position(index, tree.proof(index))


def revoke_of(
    target: bytes, root: bytes, member: MemberId = TRADER, valid_until: int = LATER, reason: int = 1
) -> Revoke:
    return Revoke(member, BatchRoot(root), target, reason, UnixTime(valid_until))


def end(chain: Chain, act: StatusAct, positions: Sequence[calls.Position], name: str = "trader") -> Outcome:
    """Sends an act on status, signed by the actor `name`."""
    return chain.send(REGISTRY, calls.status_act(act, signature_of(act, name), *positions))


def supersede_of(
    target: bytes, successor: bytes, root: BatchRoot | None = None, successor_root: BatchRoot | None = None
) -> Supersede:
    """The trader ends `target` of TREE in favour of `successor` of NEWER, unless other roots are given."""
    return Supersede(TRADER, root or TREE.root, target, successor_root or NEWER.root, successor, 2, LATER)


def not_ended(chain: Chain, outcome: Outcome, reason: Refusal, target: bytes) -> None:
    """The act was refused for this reason, and the trader's target stands."""
    assert outcome.reverted
    assert outcome.refusal is reason
    assert chain.end(TRADER, target).state is State.ACTIVE


TREE = BatchTree(ids("invoice", 5))
NEWER = BatchTree(ids("corrected invoice", 3))


def _boa(address: Address) -> BoaAddress:
    return BoaAddress(hex0x(address))


def _word(topic: int | bytes) -> bytes:
    return topic.to_bytes(32, "big") if isinstance(topic, int) else topic


def new_env() -> boa.Env:
    """A titanoboa whose tracers stand in a table of its own."""
    env = boa.Env()
    machine = env.evm.vm.state.computation_class
    machine.opcodes = dict(machine.opcodes)
    _take_tracers_out()
    return env


def _take_tracers_out() -> None:
    """Gives py-evm its instructions back: titanoboa's tracers before them break on an empty stack."""
    for code, inner in ((0x20, "sha3"), (0x55, "sstore")):
        while hasattr(PRAGUE_OPCODES[code], inner):
            PRAGUE_OPCODES[code] = getattr(PRAGUE_OPCODES[code], inner)


_take_tracers_out()  # importing titanoboa has made its default environment
