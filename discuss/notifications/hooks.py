"""What a web hook sends: the same message in the shape that ntfy, Telegram, Matrix or a program takes.

Pure: values in, one request out. All four show text as text: none is asked to read markup in it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from discuss.domain.hooks import HookKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from discuss.domain.hooks import Destination
    from discuss.notifications.alerts import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class HookRequest:
    """One request. `url` and `headers` may hold the secret, so that neither is ever logged or shown."""

    url: str = field(repr=False)
    body: bytes
    headers: Mapping[str, str] = field(repr=False)
    method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A message on its way. `mark`: the same when it is sent again; `about`: what it is about; `at`: milliseconds."""

    message: Message
    site: str
    about: str
    mark: str
    at: int


def build_hook_request(destination: Destination, dispatch: Dispatch) -> HookRequest:
    return _SHAPES[destination.kind](destination, dispatch)


def _build_ntfy(destination: Destination, dispatch: Dispatch) -> HookRequest:
    """Publish as JSON: headers, the other way, take no letters beyond ASCII (docs.ntfy.sh/publish/#publish-as-json)."""
    message = dispatch.message
    fields = {"topic": destination.target, "title": message.subject, "message": _say(message), "click": message.url}
    return _request(f"{_server(destination)}/", fields, _bearer(destination))


def _build_telegram(destination: Destination, dispatch: Dispatch) -> HookRequest:
    """See core.telegram.org/bots/api#sendmessage. Without `parse_mode` a text is only text."""
    fields = {
        "chat_id": destination.target,
        "text": _say_all(dispatch.message),
        "link_preview_options": {"is_disabled": True},
    }
    return _request(f"{_server(destination)}/bot{destination.secret}/sendMessage", fields)


def _build_matrix(destination: Destination, dispatch: Dispatch) -> HookRequest:
    """See spec.matrix.org, client-server API, PUT …/send/{eventType}/{txnId}: sent again, it is shown once."""
    room = quote(destination.target, safe="")
    url = f"{_server(destination)}/_matrix/client/v3/rooms/{room}/send/m.room.message/{quote(dispatch.mark, safe='')}"
    fields = {"msgtype": "m.text", "body": _say_all(dispatch.message)}
    return _request(url, fields, _bearer(destination), method="PUT")


def _build_json(destination: Destination, dispatch: Dispatch) -> HookRequest:
    """Mattermost and its like show `text`, Discord `content`. Signed as standardwebhooks.com says, given a secret."""
    message = dispatch.message
    fields = {
        "type": dispatch.about,
        "site": dispatch.site,
        "subject": message.subject,
        "text": _say_all(message),
        "content": _say_all(message),
        "url": message.url,
    }
    plain = _request(destination.address, fields)
    marks = {"webhook-id": dispatch.mark, "webhook-timestamp": str(dispatch.at // 1000)}
    if destination.secret:
        signed = f"{dispatch.mark}.{dispatch.at // 1000}.".encode() + plain.body
        digest = hmac.new(_read_key(destination.secret), signed, hashlib.sha256).digest()
        marks["webhook-signature"] = f"v1,{b64encode(digest).decode('ascii')}"
    return HookRequest(url=plain.url, body=plain.body, headers={**plain.headers, **marks})


_SHAPES: Mapping[HookKind, Callable[[Destination, Dispatch], HookRequest]] = {
    HookKind.NTFY: _build_ntfy,
    HookKind.TELEGRAM: _build_telegram,
    HookKind.MATRIX: _build_matrix,
    HookKind.JSON: _build_json,
}


def _request(
    url: str, fields: Mapping[str, Any], headers: Mapping[str, str] | None = None, method: str = "POST"
) -> HookRequest:
    body = json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")
    return HookRequest(
        url=url, body=body, headers={"Content-Type": "application/json", **(headers or {})}, method=method
    )


def _server(destination: Destination) -> str:
    return destination.address.rstrip("/")


def _bearer(destination: Destination) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {destination.secret}"} if destination.secret else {}


def _read_key(secret: str) -> bytes:
    """Give the key of a secret: `whsec_` and base64, as programs for Standard Webhooks make it, or any other text."""
    try:
        return (
            b64decode(secret.removeprefix("whsec_"), validate=True) if secret.startswith("whsec_") else secret.encode()
        )
    except NotBase64:
        return secret.encode()


def _say(message: Message) -> str:
    """Give the text without its first sentence where that stands above it as the subject."""
    return message.text.removeprefix(message.subject).lstrip("\n") or message.subject


def _say_all(message: Message) -> str:
    return f"{message.text}\n{message.url}"
