"""A trust file brought up to date: `tegata/trust-update/1`, and what proves it from an earlier one.

A sequencer's hand-over leads to the first validators, light blocks lead from set to set. Nothing in an update
is believed: each step is signed by those whom the step before trusts.
"""

from dataclasses import dataclass, replace
from typing import Any

from contracts import handover as handing_over
from contracts.errors import brief
from contracts.ids import BlockHeight, NetworkId, UnixTime, hex0x
from contracts.proofs import shape
from contracts.proofs.consensus import LightBlock, Timestamp, Trusted, validator_set, verify_step
from contracts.proofs.epochs import (
    TRUSTING_PERIOD,
    Checkpoint,
    CometBftEpoch,
    EmbeddedEpoch,
    Epoch,
    Seen,
    validators_from_json,
    validators_to_json,
)
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.header import Header, decode_header
from contracts.proofs.reading import MAX_COMMIT, MAX_HEADER
from contracts.proofs.trust import Trust

FORMAT = "tegata/trust-update/1"
_MOST_STEPS = 10_000
_HIGHEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Handover:
    """The embedded sequencer's word for who follows: (member, Ed25519 key, power), in genesis's order."""

    validators: tuple[tuple[int, bytes, int], ...]
    signature: bytes
    header: bytes
    """The execution header of the last block that was the sequencer's."""


@dataclass(frozen=True, slots=True)
class Step:
    """A light block, and the execution header (RLP) of the block whose hash is its app hash."""

    block: LightBlock
    state: bytes


@dataclass(frozen=True, slots=True)
class TrustUpdate:
    """What a node or a gateway tells someone whose trust file is older."""

    network_id: NetworkId
    handover: Handover | None
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, Any]:
        """The update as JSON."""
        document: dict[str, Any] = {
            "format": FORMAT,
            "network": hex0x(self.network_id),
            "steps": [_step_to_json(step) for step in self.steps],
        }
        if self.handover is not None:
            document["handover"] = {
                "validators": [[m, hex0x(key), power] for m, key, power in self.handover.validators],
                "signature": hex0x(self.handover.signature),
                "header": shape.render_base64(self.handover.header),
            }
        return document


def update_from_json(document: Any) -> TrustUpdate:
    """The update in a JSON value, read strictly; EvidenceRefused (`bundle.format`, `bundle.member`)."""
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT:
        raise EvidenceRefused(Fault.FORMAT, "format", expected=FORMAT, found=brief(found))
    required = frozenset({"format", "network", "steps"})
    whole = shape.members(document, "trust-update", required, frozenset({"handover"}))
    steps = shape.array(whole["steps"], "steps", _MOST_STEPS)
    return TrustUpdate(
        NetworkId(shape.hexadecimal(whole["network"], "network", 32)),
        _handover(whole["handover"]) if "handover" in whole else None,
        tuple(step_from_json(each, f"steps/{place}") for place, each in enumerate(steps)),
    )


def step_from_json(value: Any, where: str) -> Step:
    """One step in a JSON value, read strictly; EvidenceRefused (`bundle.member`)."""
    members = shape.members(value, where, frozenset({"header", "commit", "validators", "state"}))
    block = LightBlock(
        shape.base64(members["header"], f"{where}/header", MAX_HEADER),
        shape.base64(members["commit"], f"{where}/commit", MAX_COMMIT),
        validators_from_json(members["validators"], f"{where}/validators"),
    )
    return Step(block, shape.base64(members["state"], f"{where}/state", MAX_HEADER))


def advance(trust: Trust, update: TrustUpdate, now: UnixTime | None) -> Trust:
    """`trust` with what `update` proves.

    `now` is None where a node of one's own tells it, which is believed about when. Raises EvidenceRefused:
    `network.other`, `light.handover`, and what each step of the light client raises.
    """
    if update.network_id != trust.network_id:
        raise EvidenceRefused(
            Fault.NETWORK, "network", expected=hex0x(trust.network_id), found=hex0x(update.network_id)
        )
    epochs = trust.epochs
    if isinstance(epochs[-1], EmbeddedEpoch) and update.handover is not None:
        epochs = _handed_over(epochs, epochs[-1], update.handover, trust)
    last = epochs[-1]
    if update.steps and isinstance(last, EmbeddedEpoch):
        raise EvidenceRefused(
            Fault.LIGHT_HANDOVER, "handover", expected="the sequencer's hand-over to validators", found="none"
        )
    return replace(trust, epochs=_followed(epochs, update.steps, trust.chain_id_of_votes, now))


def _followed(
    epochs: tuple[Epoch, ...], steps: tuple[Step, ...], chain_id: str, now: UnixTime | None
) -> tuple[Epoch, ...]:
    trusted: Trusted | None = None
    for place, step in enumerate(steps):
        *closed, last = epochs
        assert isinstance(last, CometBftEpoch) and last.seen is not None  # the last epoch is open
        trusted = trusted or Trusted(last.seen.height, Timestamp(last.seen.time), last.validators, None)
        header, trusted = verify_step(trusted, step.block, chain_id, last.trusting_period, now)
        state = _state(step.state, header.app_hash, f"steps/{place}/state")
        seen = Seen(header.height, UnixTime(header.time.seconds), state.number, state.hash)
        if step.block.validators == last.validators:
            epochs = (*closed, replace(last, seen=seen))
            continue
        end = Checkpoint(last.seen.number, last.seen.hash, last.seen.height)
        following = CometBftEpoch(
            step.block.validators,
            BlockHeight(end.number + 1),
            header.height,
            last.trusting_period,
            seen,
        )
        epochs = (*closed, replace(last, seen=None, end=end), following)
    return epochs


def _handed_over(
    epochs: tuple[Epoch, ...], last: EmbeddedEpoch, handover: Handover, trust: Trust
) -> tuple[Epoch, ...]:
    """The sequencer's epoch closed where it says so, and the validators' that it names."""
    header = decode_header(handover.header)
    message = handing_over.handover_message(trust.network_id, header.number, header.hash, handover.validators)
    if not handing_over.is_signed(last.public_key, message, handover.signature):
        raise EvidenceRefused(
            Fault.LIGHT_HANDOVER,
            "handover/signature",
            expected="the trusted sequencer's signature over its last block and these validators",
            found="one over others, or by another key",
        )
    if header.number < last.start:
        raise EvidenceRefused(
            Fault.LIGHT_HANDOVER,
            "handover/header",
            expected=f"block {last.start} or a later one",
            found=f"block {header.number}",
        )
    end = Checkpoint(header.number, header.hash)
    following = CometBftEpoch(
        validator_set((key, power) for _, key, power in handover.validators),
        BlockHeight(end.number + 1),
        0,
        TRUSTING_PERIOD,
        Seen(0, header.time, end.number, end.hash),
    )
    return (*epochs[:-1], replace(last, end=end), following)


def _state(encoded: bytes, app_hash: bytes, where: str) -> Header:
    header = decode_header(encoded)
    if header.hash != app_hash:
        raise EvidenceRefused(
            Fault.FINALITY_APP_HASH, where, expected=hex0x(app_hash), found=hex0x(header.hash)
        )
    return header


def _handover(value: Any) -> Handover:
    members = shape.members(value, "handover", frozenset({"validators", "signature", "header"}))
    listed = shape.array(members["validators"], "handover/validators", 100, 1)
    return Handover(
        tuple(_handed_to(each, f"handover/validators/{place}") for place, each in enumerate(listed)),
        shape.hexadecimal(members["signature"], "handover/signature", 64),
        shape.base64(members["header"], "handover/header", MAX_HEADER),
    )


def _handed_to(value: Any, where: str) -> tuple[int, bytes, int]:
    member, key, power = shape.array(value, where, 3, 3)
    return (
        shape.integer(member, where, 0xFFFF, 1),
        shape.hexadecimal(key, where, 32),
        shape.integer(power, where, _HIGHEST, 1),
    )


def _step_to_json(step: Step) -> dict[str, Any]:
    return {
        "header": shape.render_base64(step.block.header),
        "commit": shape.render_base64(step.block.commit),
        "validators": validators_to_json(step.block.validators),
        "state": shape.render_base64(step.state),
    }
