"""How people are told: messages, built as pure values, and the way they leave."""

from __future__ import annotations

from discuss.notifications.messages import Confirmation, Page, Recipient, Reply, Sender, build_confirmation, build_reply
from discuss.notifications.smtp import Server, parse_server, send

__all__ = [
    "Confirmation",
    "Page",
    "Recipient",
    "Reply",
    "Sender",
    "Server",
    "build_confirmation",
    "build_reply",
    "parse_server",
    "send",
]
