# pragma version ==0.4.3
"""
@title What a member decides for itself
@license Apache-2.0
@author Tegata
@notice Signed by any of its govern keys, also while it is suspended: a member
        whose keys are in other hands must be able to end them. Acts that add
        something name the member's revision, so that each counts once and in
        the order meant; ending a key waits for nothing.
        `contracts/acts/membership.py` holds the same types.
"""


from modules import eip712
from modules import keys
from modules import members
from modules import network
from modules import reach
from modules import refusals


uses: keys
uses: members
uses: network
uses: reach


struct NewKey:
    member: uint16
    key: address
    purposes: uint8
    keyFrom: uint64
    keyUntil: uint64
    revision: uint64
    validUntil: uint64


struct KeyEnd:
    member: uint16
    key: address
    validUntil: uint64


struct GatewayPlace:
    member: uint16
    urlHash: bytes32
    revision: uint64
    validUntil: uint64


struct NewServiceKey:
    member: uint16
    service: uint8
    key: bytes32
    keyFrom: uint64
    keyUntil: uint64
    revision: uint64
    validUntil: uint64


struct KeyIdentity:
    member: uint16
    key: address
    statement: bytes32
    revision: uint64
    validUntil: uint64


REGISTER_KEY_TYPE: constant(bytes32) = keccak256(
    "RegisterKey(uint16 member,address key,uint8 purposes,uint64 keyFrom,uint64 keyUntil,uint64 revision,uint64 validUntil)"
)
DISABLE_KEY_TYPE: constant(bytes32) = keccak256(
    "DisableKey(uint16 member,address key,uint64 validUntil)"
)
PLACE_GATEWAY_TYPE: constant(bytes32) = keccak256(
    "PlaceGateway(uint16 member,bytes32 urlHash,uint64 revision,uint64 validUntil)"
)
ADD_SERVICE_KEY_TYPE: constant(bytes32) = keccak256(
    "AddServiceKey(uint16 member,uint8 service,bytes32 key,uint64 keyFrom,uint64 keyUntil,uint64 revision,uint64 validUntil)"
)
BIND_IDENTITY_TYPE: constant(bytes32) = keccak256(
    "BindIdentity(uint16 member,address key,bytes32 statement,uint64 revision,uint64 validUntil)"
)


@external
def registerKey(act: NewKey, possession: eip712.Signature, signature: eip712.Signature):
    """
    @notice Registers a key of a member.
    @param act The key, its purposes and window.
    @param possession The new key's signature over the same act.
    @param signature A govern key's.
    """
    digest: bytes32 = keccak256(abi_encode(REGISTER_KEY_TYPE, act))
    signer: address = self._authorised(digest, act.member, act.validUntil, signature)
    members._take_revision(act.member, act.revision)
    self._check_possession(act.key, digest, possession)
    keys._register(act.key, act.member, act.purposes, act.keyFrom, act.keyUntil, signer)


@external
def disableKey(act: KeyEnd, signature: eip712.Signature):
    """
    @notice Ends a key of the same member now; what it signed before stands.
    @param act The key.
    @param signature A govern key's.
    """
    digest: bytes32 = keccak256(abi_encode(DISABLE_KEY_TYPE, act))
    self._authorised(digest, act.member, act.validUntil, signature)
    keys._disable(act.key, act.member)


@external
def placeGateway(act: GatewayPlace, signature: eip712.Signature):
    """
    @notice Says where a member is reached.
    @param act SHA-256 of the URL of its gateway, without a final slash.
    @param signature A govern key's.
    """
    digest: bytes32 = keccak256(abi_encode(PLACE_GATEWAY_TYPE, act))
    self._authorised(digest, act.member, act.validUntil, signature)
    members._take_revision(act.member, act.revision)
    reach._place_gateway(act.member, act.urlHash)


@external
def addServiceKey(act: NewServiceKey, signature: eip712.Signature):
    """
    @notice Registers a key with which a member's gateway signs, or to which
            payloads are sealed.
    @param act The service, its key and window.
    @param signature A govern key's.
    """
    digest: bytes32 = keccak256(abi_encode(ADD_SERVICE_KEY_TYPE, act))
    self._authorised(digest, act.member, act.validUntil, signature)
    members._take_revision(act.member, act.revision)
    reach._add_service_key(act.member, act.service, act.key, act.keyFrom, act.keyUntil)


@external
def bindIdentity(act: KeyIdentity, signature: eip712.Signature):
    """
    @notice Puts on record what X.509 says about a key of the member. Whoever
            relies on it judges the certificate as of now.
    @param act The key, and SHA-256 of the signed statement.
    @param signature A govern key's.
    """
    digest: bytes32 = keccak256(abi_encode(BIND_IDENTITY_TYPE, act))
    self._authorised(digest, act.member, act.validUntil, signature)
    members._take_revision(act.member, act.revision)
    keys._bind_identity(act.key, act.member, act.statement)


@internal
@view
def _check_possession(key: address, digest: bytes32, possession: eip712.Signature):
    """
    @notice Reverts unless a new key signed what registers it.
    @param key The address of the key.
    @param digest The EIP-712 hash of the act.
    @param possession Its signature.
    """
    if network._recover(digest, possession) != key:
        refusals._revert_with(refusals.POSSESSION_UNPROVED)


@internal
@view
def _authorised(
    digest: bytes32, member: uint16, valid_until: uint64, signature: eip712.Signature
) -> address:
    """
    @dev The govern key that signed for a member that was not removed, or a
         revert with the reason.
    """
    if block.timestamp > convert(valid_until, uint256):
        refusals._revert_with(refusals.EXPIRED)
    signer: address = network._recover(digest, signature)
    reason: uint8 = keys._judge(signer, member, keys.GOVERN)
    if reason != refusals.ACCEPTED:
        refusals._revert_with(reason)
    members._check_standing(member)
    return signer
