"""What is wrong with a call before it runs, with the numbers that execution-apis gives to each."""

from typing import ClassVar

from contracts.errors import TegataError


class CallRefused(TegataError):
    """A call that no block could hold."""

    code = "call.refused"
    number: ClassVar[int] = -32603
    """The error that `eth_simulateV1` answers with; other methods answer -32000 to any of these."""
    phrase: ClassVar[str] = "invalid call"
    """What other clients call it, and what libraries look for in a message."""


class CallInvalid(CallRefused):
    """A call object that contradicts itself or the chain."""

    code = "call.invalid"
    number = -32000


class NonceTooLow(CallRefused):
    """The nonce has been used."""

    code = "call.nonce.too_low"
    number = -38010
    phrase = "nonce too low"


class NonceTooHigh(CallRefused):
    """A nonce before it has not been used."""

    code = "call.nonce.too_high"
    number = -38011
    phrase = "nonce too high"


class FeesInvalid(CallRefused):
    """Fees that contradict one another."""

    code = "call.fees.invalid"
    number = -32602
    phrase = "max priority fee per gas higher than max fee per gas"


class FeeCapTooLow(CallRefused):
    """Less for a unit of gas than the block asks for."""

    code = "call.fees.too_low"
    number = -38012
    phrase = "max fee per gas less than block base fee"


class GasTooLow(CallRefused):
    """Less gas than the transaction costs before it runs."""

    code = "call.gas.too_low"
    number = -38013
    phrase = "intrinsic gas too low"


class FundsMissing(CallRefused):
    """The sender can't pay for gas and value."""

    code = "call.funds.missing"
    number = -38014
    phrase = "insufficient funds for gas * price + value"


class BlockGasReached(CallRefused):
    """More gas than the block has left."""

    code = "call.block_gas.reached"
    number = -38015
    phrase = "block gas limit reached"


class BlocksOutOfOrder(CallRefused):
    """A simulated block whose number doesn't increase."""

    code = "call.block_number.invalid"
    number = -38020
    phrase = "block numbers must be in order"


class TimesOutOfOrder(CallRefused):
    """A simulated block whose time doesn't increase."""

    code = "call.block_time.invalid"
    number = -38021
    phrase = "block timestamps must be in order"


class InitcodeTooLarge(CallRefused):
    """More initcode than EIP-3860 lets through."""

    code = "call.initcode.too_large"
    number = -38025
    phrase = "max initcode size exceeded"


class LimitExceeded(CallRefused):
    """More than this node simulates."""

    code = "call.limit"
    number = -38026
    phrase = "too many blocks"


class OverrideInvalid(CallRefused):
    """An override that contradicts itself or the chain."""

    code = "call.override.invalid"
    number = -32000
    phrase = "invalid override"


class TimeExceeded(CallRefused):
    """The time that a request may take is over."""

    code = "call.time"
    number = -32016
    phrase = "execution aborted (timeout)"
    default_remedy = "Ask for less at once."
