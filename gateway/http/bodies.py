"""Reading a request's body, and refusing one that is too large before it is all here."""

from fastapi import Request

from gateway.errors import TooLarge


async def read_body(request: Request, limit: int) -> bytes:
    """The body; TooLarge as soon as it is known to have more than `limit` bytes."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise _too_large(limit, announced)
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise _too_large(limit, f"more than {limit}")
        parts.append(part)
    return b"".join(parts)


def _too_large(limit: int, found: str) -> TooLarge:
    return TooLarge("body", expected=f"at most {limit} bytes", found=f"{found} bytes")
