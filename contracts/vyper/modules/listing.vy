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
    @notice Opens a contract to transactions, or closes it. One that has no
            code is refused: a bare call to a precompile would stall
            validators.
    @param target The contract's address.
    @param listed Whether transactions may call it.
    """
    if listed and not target.is_contract:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    if (self._entries[target] != 0) == listed:
        refusals._revert_with(refusals.STATE_DIFFERS)
    self._entries[target] = 1 if listed else 0
    log ContractListed(target=target, listed=listed)
