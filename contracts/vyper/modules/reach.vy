# pragma version ==0.4.3
"""
@title How members are known and reached
@license Apache-2.0
@author Tegata
@notice The identifiers that the consortium verified, where a member's
        gateway stands, and the keys with which that gateway signs and opens
        what is sent to it.
"""


from modules import refusals
from modules import windows


struct Service:
    key: bytes32
    validFrom: uint64
    validUntil: uint64


struct Gateway:
    urlHash: bytes32
    signing: Service
    payload: Service


# @dev A service key as stored, with its packed window.
struct ServiceKey:
    key: bytes32
    window: uint256


# @dev An identifier (SHA-256 of scheme, 0x00, value) was verified as a member's.
event IdentifierVerified:
    identifier: indexed(bytes32)
    member: indexed(uint16)


# @dev A member is reached elsewhere.
event GatewayChanged:
    member: indexed(uint16)
    urlHash: bytes32


# @dev A service of a member has a new key.
event ServiceKeyChanged:
    member: indexed(uint16)
    service: indexed(uint8)
    key: bytes32
    validFrom: uint64
    validUntil: uint64


# @dev The services that have keys of their own: the first signs for the
#      gateway (Ed25519), the second opens payloads sent to it (X25519).
SIGNING: constant(uint8) = 1
PAYLOAD: constant(uint8) = 2


# @dev SHA-256(scheme, 0x00, value) -> member (bits 0 to 15), verified at
#      (16 to 55) and verified until (56 to 95), in seconds.
_identifiers: HashMap[bytes32, uint256]


# @dev Member's number -> SHA-256 of its gateway's URL.
_gateway_urls: HashMap[uint16, bytes32]


# @dev (member, service, index) -> key and window; nothing is overwritten, so
#      that a receipt can be judged by the key of its day.
_service_key_counts: HashMap[uint16, HashMap[uint8, uint256]]
_service_keys: HashMap[uint16, HashMap[uint8, HashMap[uint256, ServiceKey]]]


@external
@view
def identifierOwner(identifier: bytes32) -> uint16:
    """
    @notice The member that an identifier was verified to name.
    @param identifier SHA-256 of scheme, 0x00, value.
    @return uint16 The member's number; 0 if the identifier is not verified
            at the block's time.
    """
    entry: uint256 = self._identifiers[identifier]
    if block.timestamp >= (entry >> 56):
        return 0
    return convert(entry & (2**16 - 1), uint16)


@external
@view
def gatewayOf(member: uint16) -> Gateway:
    """
    @notice How a member is reached: its gateway, and the latest keys with
            which it signs and to which payloads are sealed.
    @param member The member's number.
    @return Gateway All zero where nothing is registered.
    """
    return Gateway(
        urlHash=self._gateway_urls[member],
        signing=self._latest(member, SIGNING),
        payload=self._latest(member, PAYLOAD),
    )


@internal
def _verify_identifier(identifier: bytes32, member: uint16, until: uint64):
    """
    @notice Registers an identifier as a member's, or says until when it is
            its; reverts with the reason. While one member has it no other
            gets it.
    @param identifier SHA-256 of scheme, 0x00, value.
    @param member The number of a registered member.
    @param until The first second at which it is no longer verified.
    """
    entry: uint256 = self._identifiers[identifier]
    if block.timestamp < entry >> 56 and entry & (2**16 - 1) != convert(member, uint256):
        refusals._revert_with(refusals.ALREADY_REGISTERED)
    if until > windows.FOREVER:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    self._identifiers[identifier] = (
        convert(member, uint256) | (block.timestamp << 16) | (convert(until, uint256) << 56)
    )
    log IdentifierVerified(identifier=identifier, member=member)


@internal
def _place_gateway(member: uint16, url_hash: bytes32):
    """
    @notice Says where a member is reached.
    @param member The number of a registered member.
    @param url_hash SHA-256 of the URL of its gateway, without a final slash.
    """
    self._gateway_urls[member] = url_hash
    log GatewayChanged(member=member, urlHash=url_hash)


@internal
def _add_service_key(member: uint16, service: uint8, key: bytes32, valid_from: uint64, valid_until: uint64):
    """
    @notice Appends a key of a member's gateway, or reverts with the reason.
    @param member The number of a registered member.
    @param service `SIGNING` or `PAYLOAD`.
    @param key The public key.
    @param valid_from The first second at which it serves.
    @param valid_until The first second at which it no longer does.
    """
    if (service != SIGNING and service != PAYLOAD) or key == empty(bytes32):
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    count: uint256 = self._service_key_counts[member][service]
    self._service_keys[member][service][count] = ServiceKey(
        key=key, window=windows._pack(valid_from, valid_until)
    )
    self._service_key_counts[member][service] = count + 1
    log ServiceKeyChanged(
        member=member, service=service, key=key, validFrom=valid_from, validUntil=valid_until
    )


@internal
@view
def _latest(member: uint16, service: uint8) -> Service:
    """
    @dev The last key that was registered for a service.
    """
    count: uint256 = self._service_key_counts[member][service]
    if count == 0:
        return empty(Service)
    latest: ServiceKey = self._service_keys[member][service][count - 1]
    return Service(
        key=latest.key,
        validFrom=convert(latest.window & windows.TIME_MASK, uint64),
        validUntil=convert(latest.window >> 40, uint64),
    )
