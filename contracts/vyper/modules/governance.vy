# pragma version ==0.4.3
"""
@title The places of what the consortium decides together
@license Apache-2.0
@author Tegata
@notice Voting, validators, parameters, and the contracts that transactions
        may call. Their slots are fixed from the first block on, because a
        layout is wire format; the rules that write them are not part of
        this version, and every slot here reads zero under it.
"""


# @dev A proposal: the hash of what it would do, and its clock and tallies.
struct Proposal:
    action: bytes32
    terms: uint256


# @dev Proposals, and ballots by (proposal, member): 0 none, 1 for, 2 against.
_proposal_count: uint256
_proposals: HashMap[uint256, Proposal]
_ballots: HashMap[uint256, HashMap[uint16, uint8]]


# @dev Validators: Ed25519 keys by index, key -> voting power, the change in
#      flight and the height at which it takes effect.
_validator_count: uint256
_validator_at: HashMap[uint256, bytes32]
_validator_powers: HashMap[bytes32, uint256]
_validator_change: bytes32
_validator_change_height: uint256


# @dev Hash of evidence of a validator's misbehaviour -> height.
_misbehaviour: HashMap[bytes32, uint256]


# @dev Name of a parameter -> value in force, value to come, and its height.
_parameters: HashMap[bytes32, uint256]
_scheduled_parameters: HashMap[bytes32, uint256]
_scheduled_heights: HashMap[bytes32, uint256]


# @dev Contracts besides the predeployed ones that transactions may call.
_listed_contracts: HashMap[address, uint256]
