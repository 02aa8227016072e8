# pragma version ==0.4.3
"""
@title Signatures over typed data, bound to one network
@license Apache-2.0
@author Tegata
@notice EIP-712 with the domain of the consortium: name "Tegata", version
        "1", chain id, this contract, and the network's id as salt. A
        signature has one spelling only: s is low (EIP-2), v is 27 or 28.
"""


struct Signature:
    r: bytes32
    s: bytes32
    v: uint8


DOMAIN_TYPE: constant(bytes32) = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
)
NAME: constant(String[6]) = "Tegata"
VERSION: constant(String[1]) = "1"


# @dev Half the order of secp256k1, rounded down: the largest s of a
#      signature that has no second spelling.
MAX_S: constant(bytes32) = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0


@internal
@view
def _domain_separator(network_id: bytes32) -> bytes32:
    """
    @notice What binds a signature to this contract on this network.
    @param network_id The network's id.
    @return bytes32 The domain separator.
    """
    return keccak256(
        abi_encode(DOMAIN_TYPE, keccak256(NAME), keccak256(VERSION), chain.id, self, network_id)
    )


@internal
@view
def _recover(domain: bytes32, struct_hash: bytes32, signature: Signature) -> address:
    """
    @notice The key that signed.
    @param domain The domain separator.
    @param struct_hash The EIP-712 hash of what is said to be signed.
    @param signature The signature.
    @return address The key's address; empty if the signature is in another
            spelling, or if no key comes out.
    """
    if signature.v != 27 and signature.v != 28:
        return empty(address)
    if convert(signature.s, uint256) > convert(MAX_S, uint256):
        return empty(address)
    return ecrecover(
        keccak256(concat(x"1901", domain, struct_hash)), signature.v, signature.r, signature.s
    )
