"""Sending over SMTP: one message to one address, and what went wrong said so that it can be tried again or not."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from discuss.errors import MailFailed, SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import EmailMessage
    from urllib.parse import SplitResult

_TIMEOUT = 30.0
_MOST_SAID = 500
_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"]*@[^\s<>()\[\]:;,\"]*")
_SHAPE = "smtp://user:password@mail.example:587?tls=require or smtps://user:password@mail.example"


class Tls(StrEnum):
    """`auto`: encrypted where the server offers it. `require`: else not at all. `off`: never."""

    AUTO = "auto"
    REQUIRE = "require"
    OFF = "off"
    FROM_START = "smtps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mail is handed in. `timeout` in seconds, for each step."""

    host: str
    port: int
    tls: Tls = Tls.AUTO
    user: str | None = None
    password: str = ""
    timeout: float = _TIMEOUT

    @property
    def is_local(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def parse_server(url: str) -> Server:
    """Read `DISCUSS_SMTP_URL`: `smtp://` or `smtps://`, with `?tls=auto|require|off` and `?timeout=SECONDS`.

    Raises SetupError, which never repeats the password.
    """
    try:
        parts = urlsplit(url)
        query = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
        return _read_server(parts, query)
    except (ValueError, KeyError) as error:
        raise SetupError(f"DISCUSS_SMTP_URL must be like {_SHAPE}.") from error


def _read_server(parts: SplitResult, query: Mapping[str, str]) -> Server:
    default_port = {"smtp": 587 if parts.username else 25, "smtps": 465}[parts.scheme]
    tls = Tls.FROM_START if parts.scheme == "smtps" else Tls(query.get("tls", Tls.AUTO))
    timeout = float(query.get("timeout", _TIMEOUT))
    if not parts.hostname or query.keys() - {"tls", "timeout"} or not 0 < timeout <= 600:
        raise ValueError(parts.scheme)
    return Server(
        host=parts.hostname,
        port=parts.port or default_port,
        tls=tls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or ""),
        timeout=timeout,
    )


def send(server: Server, message: EmailMessage) -> None:
    """Hand one message in. Returns once the server has taken it. Raises MailFailed."""
    failure = None
    try:
        _hand_in(server, message)
    except smtplib.SMTPRecipientsRefused as refused:
        failure = _refusal(*next(iter(refused.recipients.values())), is_about_mail=True)
    except smtplib.SMTPDataError as refused:
        failure = _refusal(refused.smtp_code, refused.smtp_error, is_about_mail=True)
    except smtplib.SMTPResponseException as refused:
        failure = _refusal(refused.smtp_code, refused.smtp_error, is_about_mail=False)
    except (OSError, smtplib.SMTPException) as error:
        failure = MailFailed(without_addresses(f"{server.host}: {error or type(error).__name__}"))
    if failure:
        raise failure  # out here, since smtplib's own errors name the recipient, and errors are logged


def _hand_in(server: Server, message: EmailMessage) -> None:
    sender, recipient = (message[name].addresses[0].addr_spec for name in ("From", "To"))
    connection = connect(server)
    try:
        secure(server, connection)
        connection.sendmail(sender, [recipient], message.as_bytes())
        # The mail is taken: what goes wrong while saying goodbye must not look like a failure and send it twice.
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
    finally:
        connection.close()


def connect(server: Server) -> smtplib.SMTP:
    if server.tls is Tls.FROM_START:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=server.timeout)


def secure(server: Server, connection: smtplib.SMTP) -> None:
    """Encrypt and sign in as far as is asked. A password never travels in the clear to another machine."""
    connection.ehlo_or_helo_if_needed()
    is_encrypted = server.tls is Tls.FROM_START
    if server.tls is Tls.REQUIRE or (server.tls is Tls.AUTO and connection.has_extn("starttls")):
        connection.starttls(context=ssl.create_default_context())
        is_encrypted = True
    if server.user is None:
        return
    if not is_encrypted and not server.is_local:
        raise MailFailed(f"{server.host} offers no encryption, so the password was not sent.")
    connection.login(server.user, server.password)


def _refusal(code: int, text: bytes | str, *, is_about_mail: bool) -> MailFailed:
    """RFC 5321 §4.2.1: 5yz is final. What refuses us rather than this mail can be mended by the operator."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return MailFailed(without_addresses(f"{code} {said}"), is_final=is_about_mail and code >= 500)


def without_addresses(text: str) -> str:
    return _ADDRESS.sub("…", text[:_MOST_SAID])
