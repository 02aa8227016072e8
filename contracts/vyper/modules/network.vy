# pragma version ==0.4.3
"""
@title The name of the network
@license Apache-2.0
@author Tegata
@notice 32 random bytes that every signature is bound to. Until they are set
        the consortium is being founded, and no signature counts.
"""


from modules import eip712
from modules import refusals


# @dev 32 random bytes that name the network; zero until it is sealed.
_id: bytes32


@external
@view
def networkId() -> bytes32:
    """
    @notice The network's name in every signature; zero until it is sealed.
    @return bytes32 32 random bytes.
    """
    return self._id


@internal
@view
def _recover(struct_hash: bytes32, signature: eip712.Signature) -> address:
    """
    @notice The key that signed for this contract, or a revert with the
            reason.
    @param struct_hash The EIP-712 hash of what is said to be signed.
    @param signature The signature.
    @return address The key's address.
    """
    if self._id == empty(bytes32):
        refusals._revert_with(refusals.NETWORK_ID_MISSING)
    key: address = eip712._recover(eip712._domain_separator(self._id), struct_hash, signature)
    if key == empty(address):
        refusals._revert_with(refusals.SIGNATURE_MALFORMED)
    return key
