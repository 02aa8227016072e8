# pragma version ==0.4.3
"""
@title What may be proposed
@license Apache-2.0
@author Tegata
@notice Each kind is an EIP-712 type of its own. Its fields travel as words,
        as EIP-712 hashes them; the first is the proposer's number, the last
        the second until which the proposal is open.
        `contracts/acts/governance.py` holds the same types.
"""


from modules import refusals


# @dev Kinds. A number is wire format: it is never given to another.
ADMIT_MEMBER: constant(uint8) = 1
CHANGE_MEMBER: constant(uint8) = 2
SUSPEND_MEMBER: constant(uint8) = 3
REINSTATE_MEMBER: constant(uint8) = 4
REMOVE_MEMBER: constant(uint8) = 5
SUSPEND_IN_EMERGENCY: constant(uint8) = 6
ADD_MEMBER_KEY: constant(uint8) = 7
MARK_COMPROMISED: constant(uint8) = 8
VERIFY_IDENTIFIER: constant(uint8) = 9
CHANGE_VALIDATORS: constant(uint8) = 10
SET_PARAMETER: constant(uint8) = 11
LIST_CONTRACT: constant(uint8) = 12


# @dev 32 validators at three words, the proposer and the deadline.
MAX_PAYLOAD: constant(uint256) = 98 * 32
MAX_CHANGES: constant(uint256) = 32


CHANGE_VALIDATORS_TYPE: constant(bytes32) = keccak256(
    "ChangeValidators(uint16 member,Validator[] changes,uint64 validUntil)Validator(bytes32 key,uint16 member,uint64 power)"
)
VALIDATOR_TYPE: constant(bytes32) = keccak256("Validator(bytes32 key,uint16 member,uint64 power)")


@internal
@pure
def _hash(kind: uint8, payload: Bytes[MAX_PAYLOAD]) -> bytes32:
    """
    @notice The EIP-712 hash of what is proposed, or a revert if the payload
            has not the size of its kind.
    @param kind What it would do.
    @param payload Its fields, a word each.
    @return bytes32 HashStruct.
    """
    if kind == CHANGE_VALIDATORS:
        return self._hash_changes(payload)
    type_hash: bytes32 = empty(bytes32)
    fields: uint256 = 0
    type_hash, fields = self._type_of(kind)
    if len(payload) != 32 * fields:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    return keccak256(concat(type_hash, payload))


@internal
@pure
def _hash_changes(payload: Bytes[MAX_PAYLOAD]) -> bytes32:
    """
    @dev The hash of a change of validators: an array of structs.
    """
    count: uint256 = len(payload) // 96
    if count > MAX_CHANGES or len(payload) != 64 + 96 * count:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    hashes: DynArray[bytes32, MAX_CHANGES] = []
    for index: uint256 in range(count, bound=MAX_CHANGES):
        hashes.append(keccak256(concat(VALIDATOR_TYPE, slice(payload, 32 + 96 * index, 96))))
    changes: bytes32 = keccak256(slice(abi_encode(hashes), 64, 32 * count))
    return keccak256(
        concat(
            CHANGE_VALIDATORS_TYPE, slice(payload, 0, 32), changes, slice(payload, len(payload) - 32, 32)
        )
    )


@internal
@pure
def _type_of(kind: uint8) -> (bytes32, uint256):
    """
    @dev The type of a proposal and how many fields it has.
    """
    if kind == ADMIT_MEMBER:
        return (
            keccak256(
                "AdmitMember(uint16 member,uint16 number,bytes2 country,uint32 roles,uint128 agreements,bool voter,bytes32 nameHash,address key,uint64 validUntil)"
            ),
            9,
        )
    if kind == CHANGE_MEMBER:
        return (
            keccak256(
                "ChangeMember(uint16 member,uint16 number,uint32 roles,uint128 agreements,bool voter,bytes32 nameHash,uint64 validUntil)"
            ),
            7,
        )
    if kind == SUSPEND_MEMBER:
        return keccak256("SuspendMember(uint16 member,uint16 number,uint64 validUntil)"), 3
    if kind == REINSTATE_MEMBER:
        return keccak256("ReinstateMember(uint16 member,uint16 number,uint64 validUntil)"), 3
    if kind == REMOVE_MEMBER:
        return (
            keccak256("RemoveMember(uint16 member,uint16 number,uint16 successor,uint64 validUntil)"),
            4,
        )
    if kind == SUSPEND_IN_EMERGENCY:
        return keccak256("SuspendInEmergency(uint16 member,uint16 number,uint64 validUntil)"), 3
    if kind == ADD_MEMBER_KEY:
        return (
            keccak256(
                "AddMemberKey(uint16 member,uint16 number,address key,uint8 purposes,uint64 keyFrom,uint64 keyUntil,uint64 validUntil)"
            ),
            7,
        )
    if kind == MARK_COMPROMISED:
        return keccak256("MarkCompromised(uint16 member,address key,uint64 since,uint64 validUntil)"), 4
    if kind == VERIFY_IDENTIFIER:
        return (
            keccak256(
                "VerifyIdentifier(uint16 member,bytes32 identifier,uint16 number,uint64 until,uint64 validUntil)"
            ),
            5,
        )
    if kind == SET_PARAMETER:
        return (
            keccak256(
                "SetParameter(uint16 member,bytes32 name,uint256 value,uint256 height,uint64 validUntil)"
            ),
            5,
        )
    if kind != LIST_CONTRACT:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    return keccak256("ListContract(uint16 member,address target,bool listed,uint64 validUntil)"), 4
