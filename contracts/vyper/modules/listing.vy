# pragma version ==0.4.3
"""
@title The contracts that transactions may call
@license Apache-2.0
@author Tegata
@notice Besides the predeployed ones. Admission reads the slots; nothing
        reads them on chain.
"""


from modules import refusals


# @dev A contract was opened to transactions, or closed.
event ContractListed:
    target: indexed(address)
    listed: bool


# @dev Addresses below are the protocol's own functions.
FIRST: constant(uint256) = 2**16


# @dev Contract -> not zero: transactions may call it.
_entries: HashMap[address, uint256]


@external
@view
def isListed(target: address) -> bool:
    """
    @notice Whether transactions may call a contract besides the predeployed
            ones.
    @param target The contract's address.
    @return bool True if the consortium listed it.
    """
    return self._entries[target] != 0


@internal
def _list(target: address, listed: bool):
    """
    @notice Opens a contract to transactions, or closes it. A precompile is
            refused: bare calls to some would stall validators.
    @param target The contract's address; or, so that one may be created, the
           last 20 bytes of Keccak-256 of its creation code.
    @param listed Whether transactions may call it.
    """
    if convert(target, uint256) < FIRST:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    if (self._entries[target] != 0) == listed:
        refusals._revert_with(refusals.STATE_DIFFERS)
    self._entries[target] = 1 if listed else 0
    log ContractListed(target=target, listed=listed)
