"""Cursor pagination: a page and, where there is more, the cursor that goes on after it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query

from contracts.errors import brief
from gateway.errors import RequestInvalid

Limit = Annotated[int, Query(ge=1, le=500, description="How many items a page has at most")]
Cursor = Annotated[str | None, Query(max_length=100, description="`next` of the page before")]


def after(cursor: str | None) -> int:
    """The number after which a page starts; 0 without a cursor; RequestInvalid for one that was not given
    out.
    """
    if cursor is None:
        return 0
    try:
        return int(urlsafe_b64decode(cursor.encode()).decode().removeprefix("after:"))
    except (ValueError, Base64Error):
        raise RequestInvalid("cursor", expected="`next` of an earlier page", found=brief(cursor)) from None


def page(items: Sequence[Any], last: int | None, limit: int) -> dict[str, Any]:
    """`items` as a page; `last` is the number of the last of them, None if there are none."""
    full = len(items) == limit and last is not None
    following = urlsafe_b64encode(f"after:{last}".encode()).decode() if full else None
    return {"items": list(items), "next": following}
