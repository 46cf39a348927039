"""Requests to S3-compatible stores, signed.

Source: Amazon S3 API Reference, "Signature Calculations for the Authorization Header" (AWS Signature Version 4).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_METHOD = "AWS4-HMAC-SHA256"
_SERVICE = "s3"


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """Who asks a store, and in which of its regions."""

    key: str
    secret: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is signed. `digest`: the SHA-256 of the body, in hexadecimal. `headers`: besides those of the signature."""

    method: str
    url: str
    digest: str
    headers: Mapping[str, str]


def sign_request(request: Request, who: Credentials, now: datetime) -> dict[str, str]:
    """Give all headers of the request, the signature among them. `now` in UTC."""
    stamp, parts = now.strftime("%Y%m%dT%H%M%SZ"), urlsplit(request.url)
    own = {"host": parts.netloc, "x-amz-content-sha256": request.digest, "x-amz-date": stamp}
    headers = {name.lower(): value.strip() for name, value in request.headers.items()} | own
    names = ";".join(sorted(headers))
    asked = "\n".join(
        [
            request.method,
            quote(unquote(parts.path) or "/", safe="/-._~"),
            parts.query,
            *(f"{name}:{headers[name]}" for name in sorted(headers)),
            "",
            names,
            request.digest,
        ]
    )
    scope = f"{stamp[:8]}/{who.region}/{_SERVICE}/aws4_request"
    said = "\n".join([_METHOD, stamp, scope, sha256(asked.encode()).hexdigest()])
    signature = hmac.digest(_derive(who, stamp[:8]), said.encode(), "sha256").hex()
    proof = f"{_METHOD} Credential={who.key}/{scope},SignedHeaders={names},Signature={signature}"
    return {name: value for name, value in headers.items() if name != "host"} | {"authorization": proof}


def _derive(who: Credentials, day: str) -> bytes:
    key = f"AWS4{who.secret}".encode()
    for part in (day, who.region, _SERVICE, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
