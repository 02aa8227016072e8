"""ETags: what did not change is not sent again (RFC 9110 §8.8.3, §13.1.2)."""

import json
from hashlib import sha256
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse


def tagged(request: Request, content: Any, *, private: bool = True) -> Response:
    """`content` as JSON with its ETag; 304 without a body if the client has it already."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache" if private else "no-cache"}
    asked = request.headers.get("if-none-match", "")
    if tag in (entry.strip().removeprefix("W/") for entry in asked.split(",")):
        return Response(status_code=304, headers=headers)
    return JSONResponse(content, headers=headers)
