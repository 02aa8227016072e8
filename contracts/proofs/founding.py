"""The trust that a genesis file gives: in its sequencer, or in its validators and who handed over to them."""

from contracts.genesis import CometBftFront, Genesis
from contracts.ids import BlockHeight, NetworkId, UnixTime
from contracts.proofs.consensus import validator_set
from contracts.proofs.epochs import TRUSTING_PERIOD, Checkpoint, CometBftEpoch, EmbeddedEpoch, Epoch, Seen
from contracts.proofs.trust import Trust, trust_in


def founding_trust(genesis: Genesis, first_hash: bytes, trusting_period: int = TRUSTING_PERIOD) -> Trust:
    """The trust in the network of `genesis`, whose first block has the hash `first_hash`.

    Validators are trusted as founded, `trusting_period` seconds from the genesis's time on, until what is
    newer is verified.
    """
    front = genesis.front
    epochs: tuple[Epoch, ...]
    if isinstance(front, CometBftFront):
        epochs = _validating(front, UnixTime(genesis.time), first_hash, trusting_period)
    else:
        epochs = (EmbeddedEpoch(front.sequencer, BlockHeight(0)),)
    return trust_in(epochs, NetworkId(genesis.network_id), genesis.chain_id, first_hash)


def _validating(
    front: CometBftFront, time: UnixTime, first_hash: bytes, trusting_period: int
) -> tuple[Epoch, ...]:
    validators = validator_set((each.public_key, each.power) for each in front.validators)
    handover = front.handover
    if handover is None:
        seen = Seen(0, time, BlockHeight(0), first_hash)
        return (CometBftEpoch(validators, BlockHeight(0), 0, trusting_period, seen),)
    end = Checkpoint(BlockHeight(handover.number), handover.hash)
    seen = Seen(0, time, end.number, end.hash)
    return (
        EmbeddedEpoch(handover.sequencer, BlockHeight(0), end),
        CometBftEpoch(validators, BlockHeight(end.number + 1), 0, trusting_period, seen),
    )
