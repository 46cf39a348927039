"""Trying a mail server out: through its door, encrypted and signed in, and out again without a mail."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from discuss.errors import MailFailed
from discuss.notifications.smtp import connect, secure, without_addresses

if TYPE_CHECKING:
    from discuss.notifications.smtp import Server

_SECONDS = 10.0


class Hitch(StrEnum):
    """Where it went wrong."""

    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    UNENCRYPTED = "unencrypted"
    LOGIN = "login"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Trial:
    """How it went; `said` are the words of the server or of the system."""

    hitch: Hitch | None = None
    said: str = ""


def try_out(server: Server) -> Trial:
    """Do all that sending does before there is a mail."""
    try:
        _go_through(replace(server, timeout=min(server.timeout, _SECONDS)))
    except smtplib.SMTPAuthenticationError as refused:
        return _tell(Hitch.LOGIN, f"{refused.smtp_code} {_decode(refused.smtp_error)}")
    except smtplib.SMTPResponseException as refused:
        return _tell(Hitch.REFUSED, f"{refused.smtp_code} {_decode(refused.smtp_error)}")
    except (smtplib.SMTPNotSupportedError, MailFailed) as failed:
        return _tell(Hitch.UNENCRYPTED, str(failed))
    except ssl.SSLError as failed:
        return _tell(Hitch.CERTIFICATE, getattr(failed, "verify_message", "") or failed.reason or str(failed))
    except (OSError, smtplib.SMTPException) as failed:
        return _tell(Hitch.UNREACHABLE, str(failed) or type(failed).__name__)
    return Trial()


def _go_through(server: Server) -> None:
    connection = connect(server)
    try:
        secure(server, connection)
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
    finally:
        connection.close()


def _tell(hitch: Hitch, said: str) -> Trial:
    return Trial(hitch, without_addresses(said))


def _decode(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
