# pragma version ==0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title Consortium: who the members are, and whose key may sign what
@custom:contract-name Consortium
@license Apache-2.0
@author Tegata
@notice Members with their roles, keys with their windows and purposes,
        verified identifiers, and the gateways through which members are
        reached; what the members decide together, by votes of their govern
        keys; the validators, and what they were proved to have done. The
        other contracts recover who signed, and ask here whether that key has
        the authority it needs, at the block's time.

        A consortium is founded by one address, which registers the first
        members and then seals it by naming the network. Until it is sealed
        no signature is accepted, and once it is, the founder has no power.
        On the consortium's own chain the founder is the protocol itself, in
        the genesis block.
@dev The storage layout is wire format: proof bundles prove its slots. It
     follows the order of the declarations below and of those in each module;
     it is listed in `docs/contracts.md` and computed in `contracts/slots/`.
     A later version appends, and moves nothing.
"""


from interfaces import IConsortium
from modules import docket
from modules import eip712
from modules import electorate
from modules import enacting
from modules import keys
from modules import listing
from modules import members
from modules import misbehaviour
from modules import motions
from modules import network
from modules import own_acts
from modules import parameters
from modules import proposals
from modules import reach
from modules import refusals
from modules import validators
from modules import windows


implements: IConsortium


# @dev The consortium is founded; signatures bound to this network count.
event Sealed:
    networkId: indexed(bytes32)


# @dev Who may register the first members, until the consortium is sealed.
FOUNDER: immutable(address)


initializes: network
initializes: members
initializes: keys
initializes: reach
initializes: proposals[docket := docket, electorate := electorate, keys := keys, members := members]
initializes: validators
initializes: misbehaviour[docket := docket]
initializes: parameters
initializes: listing
initializes: electorate[members := members]
initializes: docket
initializes: own_acts[keys := keys, members := members, network := network, reach := reach]
initializes: enacting[
    electorate := electorate,
    keys := keys,
    listing := listing,
    members := members,
    own_acts := own_acts,
    parameters := parameters,
    reach := reach,
    validators := validators,
]


exports: (
    network.networkId,
    members.memberOf,
    members.revisionOf,
    members.memberCount,
    members.memberAt,
    electorate.voterCount,
    electorate.voterAt,
    keys.keyOf,
    keys.keyCount,
    keys.keyAt,
    keys.addedBy,
    keys.identityCount,
    keys.identityAt,
    reach.identifierOwner,
    reach.gatewayOf,
    own_acts.registerKey,
    own_acts.disableKey,
    own_acts.placeGateway,
    own_acts.addServiceKey,
    own_acts.bindIdentity,
    proposals.proposalCount,
    proposals.proposalOf,
    proposals.ballotOf,
    validators.foundValidators,
    validators.validatorCount,
    validators.validatorAt,
    misbehaviour.recordMisbehaviour,
    misbehaviour.misbehaviourCount,
    misbehaviour.misbehaviourAt,
    parameters.parameterOf,
    listing.isListed,
)


@deploy
def __init__(founder: address):
    """
    @notice Names the address that founds the consortium.
    @param founder The protocol's own caller on the consortium's chain;
           elsewhere the deployer.
    """
    FOUNDER = founder


@external
def bootstrapMember(number: uint16, country: bytes2, roles: uint32, agreements: uint128, voter: bool, nameHash: bytes32):
    """
    @notice Registers a founding member.
    @param number Its number, from 1; its for ever.
    @param country ISO 3166-1 alpha-2, two capital letters.
    @param roles What it may be the author of; at least one.
    @param agreements The agreements under which it certifies origin, a bit
           a number; none unless it is an issuing body.
    @param voter Whether it votes.
    @param nameHash SHA-256 of its legal name in UTF-8, NFC.
    """
    self._check_founder()
    enacting._admit(number, country, roles, agreements, voter, nameHash)


@external
def bootstrapKey(key: address, member: uint16, purposes: uint8, validFrom: uint64, validUntil: uint64):
    """
    @notice Registers a founding key.
    @param key The address of the key; this member's for ever.
    @param member The member's number.
    @param purposes 1 author, 2 relay, 4 govern, 8 access, added up.
    @param validFrom The first second at which it may sign.
    @param validUntil The first second at which it may no longer;
           2**40 - 1 for no end.
    """
    self._check_founding(member)
    keys._register(key, member, purposes, validFrom, validUntil, empty(address))


@external
def bootstrapIdentifier(identifier: bytes32, member: uint16):
    """
    @notice Registers an identifier that the founders verified.
    @param identifier SHA-256 of scheme, 0x00, value.
    @param member The number of the member it names.
    """
    self._check_founding(member)
    if reach._identifiers[identifier] != 0:
        refusals._revert_with(refusals.ALREADY_REGISTERED)
    reach._verify_identifier(identifier, member, windows.FOREVER)


@external
def bootstrapGateway(member: uint16, urlHash: bytes32):
    """
    @notice Registers where a founding member is reached.
    @param member The member's number.
    @param urlHash SHA-256 of the URL of its gateway, without a final slash.
    """
    self._check_founding(member)
    reach._place_gateway(member, urlHash)


@external
def bootstrapServiceKey(member: uint16, service: uint8, key: bytes32, validFrom: uint64, validUntil: uint64):
    """
    @notice Registers a key of a founding member's gateway.
    @param member The member's number.
    @param service 1 signs for the gateway (Ed25519), 2 opens payloads sent
           to it (X25519).
    @param key The public key.
    @param validFrom The first second at which it serves.
    @param validUntil The first second at which it no longer does;
           2**40 - 1 for no end.
    """
    self._check_founding(member)
    reach._add_service_key(member, service, key, validFrom, validUntil)


@external
def seal(networkId: bytes32):
    """
    @notice Ends the founding: names the network, and leaves the founder
            without power. From here on signatures count.
    @param networkId 32 random bytes; the salt of every signature's domain.
    """
    self._check_founder()
    if networkId == empty(bytes32):
        refusals._revert_with(refusals.NETWORK_ID_MISSING)
    network._id = networkId
    log Sealed(networkId=networkId)


@external
def propose(kind: uint8, payload: Bytes[motions.MAX_PAYLOAD], signature: eip712.Signature) -> uint256:
    """
    @notice Proposes something to the voters; the proposer has voted for it.
    @param kind What it would do.
    @param payload The fields that were signed, a word each.
    @param signature A govern key's of the voter that proposes.
    @return uint256 The proposal's number.
    """
    action: bytes32 = motions._hash(kind, payload)
    return proposals._open(kind, payload, action, network._recover(action, signature))


@external
def vote(act: proposals.Vote, signature: eip712.Signature):
    """
    @notice Votes on a proposal, or changes a vote.
    @param act What is voted on, and how: 1 for, 2 against.
    @param signature A govern key's of the member that votes.
    """
    digest: bytes32 = keccak256(abi_encode(proposals.VOTE_TYPE, act))
    proposals._vote(act, network._recover(digest, signature))


@external
def execute(proposal: uint256, payload: Bytes[motions.MAX_PAYLOAD], possession: eip712.Signature):
    """
    @notice Does what enough voters are for. Anyone may ask for it.
    @param proposal The proposal's number.
    @param payload Its fields, as they were proposed.
    @param possession Where it brings a key: that key's signature over the
           same fields; otherwise zeros.
    """
    kind: uint8 = proposals._kind_of(proposal)
    if kind == 0:
        refusals._revert_with(refusals.PROPOSAL_UNKNOWN)
    action: bytes32 = motions._hash(kind, payload)
    proposals._close(proposal, action)
    enacting._enact(kind, payload, action, possession)


@external
@view
def judgeAuthor(key: address, member: uint16, kind: uint8, scope: uint16) -> uint8:
    """
    @notice Whether a key may author records for a member, at the block's
            time.
    @param key The key that signed.
    @param member The member for which it signed.
    @param kind The kind of the records.
    @param scope The agreement that they name; 0 for none.
    @return uint8 0 if it may, otherwise why not. Never reverts.
    """
    reason: uint8 = self._judge_key(key, member)
    if reason != refusals.ACCEPTED:
        return reason
    return members._judge_authorship(members._entries[member], kind, scope)


@external
@view
def judgeKey(key: address, member: uint16) -> uint8:
    """
    @notice Whether a key is a valid author key of an active member, at the
            block's time. A member that lost a role keeps the right to end
            what it stated in it, so no kind is asked for here. For a removed
            member the one that was named its successor signs.
    @param key The key that signed.
    @param member The member for which it signed.
    @return uint8 0 if it is, otherwise why not. Never reverts.
    """
    reason: uint8 = self._judge_key(key, member)
    if reason == refusals.KEY_OF_ANOTHER_MEMBER:
        return self._judge_key(key, members._acting_for(member))
    return reason


@external
@view
def founder() -> address:
    """
    @notice Who may register founding members until the consortium is sealed.
    @return address The founder's address.
    """
    return FOUNDER


@internal
@view
def _check_founder():
    """
    @dev Reverts unless the founder calls, before the consortium is sealed.
    """
    if msg.sender != FOUNDER:
        refusals._revert_with(refusals.CALLER_NOT_ALLOWED)
    if network._id != empty(bytes32):
        refusals._revert_with(refusals.ALREADY_SEALED)


@internal
@view
def _check_founding(member: uint16):
    """
    @dev Reverts unless the founder calls about a member it registered.
    """
    self._check_founder()
    if members._entries[member] == 0:
        refusals._revert_with(refusals.MEMBER_UNKNOWN)


@internal
@view
def _judge_key(key: address, member: uint16) -> uint8:
    """
    @dev Why a key may not sign for a member, or `ACCEPTED`.
    """
    reason: uint8 = keys._judge(key, member, keys.AUTHOR)
    if reason != refusals.ACCEPTED:
        return reason
    if not members._is_active(members._entries[member]):
        return refusals.MEMBER_INACTIVE
    return refusals.ACCEPTED
