"""The one who asks: a member by its access key, an officer by an account, or nobody."""

from dataclasses import dataclass

from contracts.ids import Address, MemberId, hex0x


@dataclass(frozen=True)
class Principal:
    """`member` is whose eyes these are; an officer has those of the gateway's own member."""

    member: MemberId | None = None
    address: Address | None = None
    officer_no: int | None = None
    officer_account: str | None = None
    officer_name: str | None = None
    csrf: str | None = None
    """Set for a session of the portal: what its forms must send back."""

    @property
    def is_signed_in(self) -> bool:
        return self.member is not None

    @property
    def is_officer(self) -> bool:
        return self.officer_no is not None

    @property
    def who(self) -> str:
        """The principal as logs and decisions name it."""
        if self.officer_account is not None:
            return f"officer:{self.officer_account}"
        return "anonymous" if self.address is None else f"key:{hex0x(self.address)}"


ANONYMOUS = Principal()
