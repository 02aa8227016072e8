# pragma version ==0.4.3
"""
@title Doing what was decided
@license Apache-2.0
@author Tegata
@notice A payload that was voted on, word by word, to the module that does it.
        A field that is wider than its type is no payload, and reverts.
"""


from modules import eip712
from modules import electorate
from modules import keys
from modules import listing
from modules import members
from modules import motions
from modules import own_acts
from modules import parameters
from modules import reach
from modules import refusals
from modules import validators
from modules import windows


uses: electorate
uses: keys
uses: listing
uses: members
uses: own_acts
uses: parameters
uses: reach
uses: validators


@internal
def _enact(
    kind: uint8, payload: Bytes[motions.MAX_PAYLOAD], action: bytes32, possession: eip712.Signature
):
    """
    @notice Does what was decided, or reverts with the reason why it can't be
            done any more.
    @param kind What it is.
    @param payload Its fields, a word each.
    @param action Their hash.
    @param possession The signature of a key that comes with it, over the same
           hash.
    """
    if kind == motions.CHANGE_VALIDATORS:
        self._change_validators(payload, action)
    elif kind == motions.MARK_COMPROMISED:
        keys._compromise(self._address(payload, 1), convert(self._word(payload, 2), uint64))
    elif kind == motions.SET_PARAMETER:
        parameters._schedule(
            convert(self._word(payload, 1), bytes32), self._word(payload, 2), self._word(payload, 3)
        )
    elif kind == motions.LIST_CONTRACT:
        listing._list(self._address(payload, 1), self._flag(payload, 2))
    elif kind == motions.VERIFY_IDENTIFIER:
        named: uint16 = convert(self._word(payload, 2), uint16)
        members._check_standing(named)
        reach._verify_identifier(
            convert(self._word(payload, 1), bytes32), named, convert(self._word(payload, 3), uint64)
        )
    else:
        self._change_membership(kind, payload, action, possession)


@internal
def _admit(
    number: uint16, country: bytes2, role_set: uint32, agreements: uint128, voter: bool, name_hash: bytes32
):
    """
    @notice Registers a member, with its vote if it has one.
    @param number Its number.
    @param country Its country.
    @param role_set Its roles.
    @param agreements The agreements under which it certifies origin.
    @param voter Whether it votes.
    @param name_hash SHA-256 of its legal name.
    """
    members._admit(number, country, role_set, agreements, voter, name_hash)
    if voter:
        electorate._enroll(number)


@internal
def _change_membership(
    kind: uint8, payload: Bytes[motions.MAX_PAYLOAD], action: bytes32, possession: eip712.Signature
):
    """
    @dev What concerns one member, whose number is the second field.
    """
    number: uint16 = convert(self._word(payload, 1), uint16)
    if kind == motions.ADMIT_MEMBER:
        key: address = self._address(payload, 7)
        own_acts._check_possession(key, action, possession)
        self._admit(
            number,
            convert(convert(self._word(payload, 2), bytes32), bytes2),
            convert(self._word(payload, 3), uint32),
            convert(self._word(payload, 4), uint128),
            self._flag(payload, 5),
            convert(self._word(payload, 6), bytes32),
        )
        keys._register(
            key,
            number,
            keys.GOVERN,
            convert(block.timestamp, uint64),
            windows.FOREVER,
            empty(address),
        )
    elif kind == motions.CHANGE_MEMBER:
        self._change_member(number, payload)
    elif kind == motions.SUSPEND_MEMBER:
        members._suspend(number)
    elif kind == motions.REINSTATE_MEMBER:
        members._reinstate(number)
    elif kind == motions.REMOVE_MEMBER:
        members._check_standing(number)
        if members._is_voter(members._entries[number]):
            electorate._strike(number)
        members._remove(number, convert(self._word(payload, 2), uint16))
    elif kind == motions.SUSPEND_IN_EMERGENCY:
        members._suspend_briefly(number)
    else:
        self._add_key(number, payload, action, possession)


@internal
def _change_member(number: uint16, payload: Bytes[motions.MAX_PAYLOAD]):
    """
    @dev New roles, agreements, vote and name of a member.
    """
    members._check_standing(number)
    voter: bool = self._flag(payload, 4)
    was_voter: bool = members._is_voter(members._entries[number])
    if voter and not was_voter:
        electorate._enroll(number)
    elif was_voter and not voter:
        electorate._strike(number)
    members._change(
        number,
        convert(self._word(payload, 2), uint32),
        convert(self._word(payload, 3), uint128),
        voter,
        convert(self._word(payload, 5), bytes32),
    )


@internal
def _add_key(
    number: uint16, payload: Bytes[motions.MAX_PAYLOAD], action: bytes32, possession: eip712.Signature
):
    """
    @dev A key of a member that has lost its own.
    """
    members._check_standing(number)
    key: address = self._address(payload, 2)
    own_acts._check_possession(key, action, possession)
    keys._register(
        key,
        number,
        convert(self._word(payload, 3), uint8),
        convert(self._word(payload, 4), uint64),
        convert(self._word(payload, 5), uint64),
        empty(address),
    )


@internal
def _change_validators(payload: Bytes[motions.MAX_PAYLOAD], action: bytes32):
    """
    @dev A difference to the validators that stand; those who come are of
         members that were not removed.
    """
    changes: DynArray[validators.Validator, motions.MAX_CHANGES] = []
    for index: uint256 in range((len(payload) - 64) // 96, bound=motions.MAX_CHANGES):
        validator: validators.Validator = validators.Validator(
            key=convert(self._word(payload, 1 + 3 * index), bytes32),
            member=convert(self._word(payload, 2 + 3 * index), uint16),
            power=convert(self._word(payload, 3 + 3 * index), uint64),
        )
        if validator.power != 0:
            members._check_standing(validator.member)
        changes.append(validator)
    validators._apply(changes, action)


@internal
@pure
def _word(payload: Bytes[motions.MAX_PAYLOAD], index: uint256) -> uint256:
    """
    @dev A field as a number.
    """
    return convert(extract32(payload, 32 * index), uint256)


@internal
@pure
def _address(payload: Bytes[motions.MAX_PAYLOAD], index: uint256) -> address:
    """
    @dev A field as an address.
    """
    return convert(convert(self._word(payload, index), uint160), address)


@internal
@pure
def _flag(payload: Bytes[motions.MAX_PAYLOAD], index: uint256) -> bool:
    """
    @dev A field as yes or no.
    """
    word: uint256 = self._word(payload, index)
    if word > 1:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    return word == 1
