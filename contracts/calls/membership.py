"""Calldata of what a member's govern keys decide for it alone, and the views of it."""

from contracts.acts.eip712 import Act
from contracts.acts.membership import AddServiceKey, BindIdentity, DisableKey, PlaceGateway, RegisterKey
from contracts.calls.words import left, selector, signature_words, uint
from contracts.ids import Address, MemberId, Signature

_SIGNATURE = "(bytes32,bytes32,uint8)"
_REGISTER_KEY = selector(
    f"registerKey((uint16,address,uint8,uint64,uint64,uint64,uint64),{_SIGNATURE},{_SIGNATURE})"
)
_ACTS: dict[type[Act], bytes] = {
    DisableKey: selector(f"disableKey((uint16,address,uint64),{_SIGNATURE})"),
    PlaceGateway: selector(f"placeGateway((uint16,bytes32,uint64,uint64),{_SIGNATURE})"),
    AddServiceKey: selector(
        f"addServiceKey((uint16,uint8,bytes32,uint64,uint64,uint64,uint64),{_SIGNATURE})"
    ),
    BindIdentity: selector(f"bindIdentity((uint16,address,bytes32,uint64,uint64),{_SIGNATURE})"),
}
_REVISION_OF = selector("revisionOf(uint16)")
_ADDED_BY = selector("addedBy(address)")
_IDENTITY_COUNT = selector("identityCount(address)")
_IDENTITY_AT = selector("identityAt(address,uint256)")


def register_key(act: RegisterKey, possession: Signature, signature: Signature) -> bytes:
    """Registers a key: the new key signed `possession`, a govern key `signature`, both over the same act."""
    return _REGISTER_KEY + act.words() + signature_words(possession) + signature_words(signature)


def membership_act(
    act: DisableKey | PlaceGateway | AddServiceKey | BindIdentity, signature: Signature
) -> bytes:
    """Whichever act of a member about itself this is."""
    return _ACTS[type(act)] + act.words() + signature_words(signature)


def revision_of(member: MemberId) -> bytes:
    """What the member's next act about itself names as revision; the answer is one word."""
    return _REVISION_OF + uint(member)


def added_by(key: Address) -> bytes:
    """The govern key that added a key; the answer is an address in a word, zero where none did."""
    return _ADDED_BY + left(key)


def identity_count(key: Address) -> bytes:
    """How many identity statements a key has; the answer is one word."""
    return _IDENTITY_COUNT + left(key)


def identity_at(key: Address, index: int) -> bytes:
    """The `index`-th identity statement of a key; the answer is its hash, and when it was bound."""
    return _IDENTITY_AT + left(key) + uint(index)
