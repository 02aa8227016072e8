"""A consortium of four voters with a validator each, whose govern keys the tests hold."""

from hashlib import sha256

from contracts import calls
from contracts.acts import Choice, Domain, Proposal, Validator, Vote, address_of, sign
from contracts.addresses import CONSORTIUM
from contracts.genesis import CometBftFront, Genesis, GenesisKey, GenesisMember, GenesisValidator
from contracts.ids import MemberId, NetworkId, UnixTime
from tests.ledger_node.network import AUTHOR, RELAY, START, Wallet, secret

VOTERS = 4
CLOSES = UnixTime(START + 10 * 86_400)


def govern(number: int) -> bytes:
    """The govern key of a member."""
    return secret(f"govern {number}")


def validator_key(number: int) -> bytes:
    """A validator's public key, of which only the difference matters."""
    return sha256(f"validator {number}".encode()).digest()


def voting_genesis() -> Genesis:
    """Four members that vote, with a validator each; the relay and the author are the first's."""
    return Genesis(
        network_id=secret("network"),
        chain_id=743_001,
        time=START,
        front=CometBftFront(
            validators=tuple(
                GenesisValidator(member=number, public_key=validator_key(number))
                for number in range(1, VOTERS + 1)
            )
        ),
        members=tuple(_member(number) for number in range(1, VOTERS + 1)),
    )


def _member(number: int) -> GenesisMember:
    keys = [GenesisKey(address=address_of(govern(number)), purposes=("govern",))]
    if number == 1:
        keys.append(GenesisKey(address=address_of(RELAY), purposes=("relay",)))
        keys.append(GenesisKey(address=address_of(AUTHOR), purposes=("author",)))
    return GenesisMember(
        number=number,
        name=f"Member {number}",
        country="JP",
        roles=("exporter",),
        voter=True,
        keys=tuple(keys),
    )


DOMAIN = Domain(743_001, CONSORTIUM, NetworkId(secret("network")))


def ballot(
    number: int, proposal: int, act: Proposal, choice: Choice = Choice.APPROVE, revision: int = 0
) -> bytes:
    """Calldata by which a member votes."""
    vote = Vote(MemberId(number), proposal, act.struct_hash(), choice, revision, CLOSES)
    return calls.vote(vote, sign(vote, DOMAIN, govern(number)))


def decision(wallet: Wallet, proposal: int, act: Proposal, voters: tuple[int, ...] = (2, 3)) -> list[bytes]:
    """The transactions that propose, vote on and execute something; member 1 proposes."""
    data = [
        calls.propose(act, sign(act, DOMAIN, govern(1))),
        *(ballot(number, proposal, act) for number in voters),
        calls.execute(proposal, act),
    ]
    return [wallet.send(each, to=CONSORTIUM, gas=1_000_000) for each in data]


def validator(number: int, power: int = 10) -> Validator:
    """A validator as a change names it."""
    return Validator(validator_key(number), MemberId(1), power)
