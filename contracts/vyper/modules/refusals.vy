# pragma version ==0.4.3
"""
@title Why an act is refused
@license Apache-2.0
@author Tegata
@notice One list of reasons for every contract of the consortium.
        A refused call reverts with `Refused(uint8 reason)`; an item
        refused inside `anchorMany` emits the same number instead.
        A number is wire format: it is never reused, and a new reason
        is appended.
"""


# @dev Zero is no reason: nothing is refused.
ACCEPTED: constant(uint8) = 0


# @dev About the signature.
EXPIRED: constant(uint8) = 1  # `validUntil` lies before the block's time
SIGNATURE_MALFORMED: constant(uint8) = 2  # high s, v other than 27 or 28, or nothing recovered


# @dev About the key that signed.
KEY_UNKNOWN: constant(uint8) = 3  # never registered, or the signed text differs
KEY_OF_ANOTHER_MEMBER: constant(uint8) = 4
KEY_NOT_FOR_THIS: constant(uint8) = 5  # registered without the purpose that the act needs
KEY_NOT_YET_VALID: constant(uint8) = 6
KEY_NO_LONGER_VALID: constant(uint8) = 7
KEY_COMPROMISED: constant(uint8) = 8


# @dev About the member it signed for.
MEMBER_INACTIVE: constant(uint8) = 9
ROLE_MISSING: constant(uint8) = 10  # no role of the member may author this kind
AGREEMENT_MISSING: constant(uint8) = 11  # the body may not certify under this agreement


# @dev About the batch.
KIND_UNKNOWN: constant(uint8) = 12
SCOPE_MISMATCH: constant(uint8) = 13  # origin proofs name an agreement, other kinds never do
COUNT_OUT_OF_RANGE: constant(uint8) = 14
BATCH_DIFFERS: constant(uint8) = 15  # anchored already, with another kind, scope or count
BATCH_UNKNOWN: constant(uint8) = 16  # this member never anchored this root
NOTHING_TO_ANCHOR: constant(uint8) = 17


# @dev About status.
NOT_INCLUDED: constant(uint8) = 18  # the path does not lead from the record to the batch
STATUS_TERMINAL: constant(uint8) = 19  # the target, or its whole batch, is no longer active
SUCCESSOR_IS_PREDECESSOR: constant(uint8) = 20
SUCCESSOR_UNKNOWN: constant(uint8) = 21
SUCCESSOR_NOT_INCLUDED: constant(uint8) = 22
SUCCESSOR_INACTIVE: constant(uint8) = 23
SUCCESSOR_DIFFERS: constant(uint8) = 24  # another kind or scope, or a record against a batch


# @dev About who calls, and about the founding of the consortium.
CALLER_NOT_ALLOWED: constant(uint8) = 25
ALREADY_SEALED: constant(uint8) = 26
NETWORK_ID_MISSING: constant(uint8) = 27  # the consortium is not sealed yet
MEMBER_UNKNOWN: constant(uint8) = 28
ALREADY_REGISTERED: constant(uint8) = 29
VALUE_OUT_OF_RANGE: constant(uint8) = 30


# @dev About what the consortium decides together.
PROPOSAL_UNKNOWN: constant(uint8) = 31
PROPOSAL_DIFFERS: constant(uint8) = 32  # what is voted on or executed is not what was proposed
PROPOSAL_EXPIRED: constant(uint8) = 33
PROPOSAL_EXECUTED: constant(uint8) = 34
NO_VOTER: constant(uint8) = 35
ALREADY_VOTED: constant(uint8) = 36
REVISION_DIFFERS: constant(uint8) = 37  # signed before, or long after, what the member did last
VOTES_MISSING: constant(uint8) = 38
POSSESSION_UNPROVED: constant(uint8) = 39  # a new key has not signed for itself
STATE_DIFFERS: constant(uint8) = 40  # it is so already, or can't be from how it stands
EMERGENCY_TOO_SOON: constant(uint8) = 41
COMPROMISE_ONLY_EARLIER: constant(uint8) = 42
VALIDATORS_INVALID: constant(uint8) = 43  # no difference to those that stand, or keys out of order
VALIDATORS_TOO_FEW: constant(uint8) = 44
POWER_MOVES_TOO_FAST: constant(uint8) = 45
CHANGE_IN_FLIGHT: constant(uint8) = 46
HEIGHT_PASSED: constant(uint8) = 47


# @dev About what is drawn from an origin proof; 31 to 63 are the consortium's.
PROOF_REPLACED_WHOLE: constant(uint8) = 64  # an origin proof is superseded record by record
SUCCESSOR_TAKEN: constant(uint8) = 65  # another proof was superseded by it already
NOT_A_PROOF: constant(uint8) = 66  # the batch holds no proofs of origin
LEAF_NOT_INCLUDED: constant(uint8) = 67  # the disclosed quantity is not the record's
LINEAGE_DIFFERS: constant(uint8) = 68  # the record does not descend from that lineage
LINE_NOT_OPEN: constant(uint8) = 69  # no quantity was disclosed yet
UNIT_DIFFERS: constant(uint8) = 70
REVISION_UNEXPECTED: constant(uint8) = 71
DEBIT_OF_ANOTHER_MEMBER: constant(uint8) = 72
DEBIT_CONFIRMED: constant(uint8) = 73  # what is confirmed is not reserved again
NOTHING_TO_RELEASE: constant(uint8) = 74
RESERVATION_RUNS: constant(uint8) = 75  # it has not expired
OVERDRAWN: constant(uint8) = 76  # reverts as `Overdrawn(uint256 left, bytes32 debit)`


# @dev About cases: what is asked about origin.
CASE_EXISTS: constant(uint8) = 80
CASE_UNKNOWN: constant(uint8) = 81
NOT_A_PARTY: constant(uint8) = 82  # the step is not this member's to take
NOT_TO_BE_ASKED: constant(uint8) = 83  # the respondent has not the role in which it is asked
STEP_OUT_OF_ORDER: constant(uint8) = 84  # another step came first, or this one was taken
CASE_STANDS_OTHERWISE: constant(uint8) = 85  # no such step from how the case stands
TERM_IS_OVER: constant(uint8) = 86
TERM_RUNS: constant(uint8) = 87
EXTENSION_WITHOUT_BASIS: constant(uint8) = 88  # not later than the end, or past the longest term


@internal
@pure
def _revert_with(reason: uint8):
    """
    @notice Reverts with the custom error `Refused(uint8 reason)`.
    @param reason One of the constants above.
    """
    raw_revert(abi_encode(reason, method_id=method_id("Refused(uint8)")))
