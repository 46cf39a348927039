"""The headers of a mail: what strangers wrote stays one value of one header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, getaddresses
from typing import TYPE_CHECKING, Any

from discuss.domain.times import from_millis
from discuss.errors import MailFailed, SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ADDRESS = re.compile(r"[!-?A-~]+@[A-Za-z0-9.-]+\Z")
_LONGEST = 80
# Python writes a long word of these as RFC 2047 encoded words, which no mail reader looks for there.
_VERBATIM = frozenset({"List-Unsubscribe", "Message-ID", "In-Reply-To", "References"})


class _Policy(EmailPolicy):
    """RFC 5322 with CRLF, as `email.policy.SMTP`, but for long identifiers and addresses of pages."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name in _VERBATIM:
            return f"{name}: {value}\r\n".encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


# Seven bits: not every server takes eight, and smtplib does not ask.
POLICY = _Policy(linesep="\r\n", cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`DISCUSS_MAIL_FROM`, read: an address, and its host, under which our identifiers are unique."""

    address: str

    @property
    def host(self) -> str:
        return self.address.rpartition("@")[2]


def parse_mailbox(text: str) -> Mailbox:
    """Read `comments@town.example` or `Town <comments@town.example>`. Raises SetupError."""
    found = [address for _, address in getaddresses([text])]
    if len(found) != 1 or not is_address(found[0]):
        raise SetupError(f"DISCUSS_MAIL_FROM must be an address such as comments@town.example, not {text!r}.")
    return Mailbox(found[0])


def is_address(text: str) -> bool:
    """Whether this may stand in a header and an envelope. `=?` would be read as an encoded word, RFC 2047."""
    return bool(_ADDRESS.match(text)) and "=?" not in text and not set(text) & set('()<>[]:;,\\"')


def clean_line(text: str) -> str:
    """Give `text` on one line, without controls and without anything that a header's reader would decode."""
    return " ".join(_BREAKS.sub(" ", text).split()).replace("=?", "= ?")


def shorten(text: str) -> str:
    """Cut a line for a subject: 80 code points."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def start_message(sender: tuple[str, Mailbox], to: str, subject: str, at: int) -> EmailMessage:
    """Start a mail that a program wrote (RFC 3834). `sender` is a name and where it sends from; `at` in milliseconds.

    Raises MailFailed if `to` is no address that can be written to.
    """
    if not is_address(to):
        raise MailFailed("This is no address that can be written to.", is_final=True)
    name, mailbox = sender
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(clean_line(name), addr_spec=mailbox.address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = clean_line(subject)
    message["Date"] = format_datetime(from_millis(at))
    message["Auto-Submitted"] = "auto-generated"
    return message


def add_headers(message: EmailMessage, headers: Mapping[str, str]) -> None:
    """Add what we write ourselves: identifiers and addresses of our own pages."""
    for name, value in headers.items():
        message[name] = value


def stop_by(url: str) -> dict[str, str]:
    """RFC 2369, and RFC 8058 where its demand for HTTPS is met."""
    one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url.startswith("https://") else {}
    return {"List-Unsubscribe": f"<{url}>"} | one_click
