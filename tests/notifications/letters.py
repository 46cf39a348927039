"""Mails to test with: plain ones, to be changed field by field."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from discuss.notifications import Confirmation, Page, Recipient, Reply, Sender, build_confirmation, build_reply

if TYPE_CHECKING:
    from email.message import EmailMessage

SENDER = Sender(
    name="town", title="Town Talk", language="en", mail_from="comments@town.example", host="comments.example"
)
TO = Recipient(
    subscription_id=41, email="ann@example.org", stop_url="https://comments.example/subscription/" + "aB3_" * 25
)
PAGE = Page(thread_id=7, title="Town hall", url="https://town.example/2009/09/town-hall")
REPLY = Reply(
    page=PAGE,
    comment_id=1003,
    ancestors=(1001, 1002),
    author="Ben",
    body="Quite *so*.",
    html="<p>Quite <em>so</em>.</p>",
    url="https://comments.example/c/1003",
    at=1_252_000_000_000,
)
ASKING = Confirmation(page=PAGE, confirm_url="https://comments.example/subscription/yes", days=7, at=1_252_000_000_000)


def write_reply(sender: Sender = SENDER, to: Recipient = TO, **changes: Any) -> EmailMessage:
    return build_reply(sender, to, replace(REPLY, **changes))


def write_question(sender: Sender = SENDER, to: Recipient = TO, **changes: Any) -> EmailMessage:
    return build_confirmation(sender, to, replace(ASKING, **changes))


def arrive(message: EmailMessage) -> EmailMessage:
    """Give a mail as its reader's program parses it."""
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def part(message: EmailMessage, subtype: str) -> str:
    """Give the text of one part, lines ended by line feeds."""
    (found,) = [each for each in message.walk() if each.get_content_type() == f"text/{subtype}"]
    content: str = found.get_content()
    return content.replace("\r\n", "\n")
