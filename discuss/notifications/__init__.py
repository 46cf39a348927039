"""How people are told: messages, built as pure values, and the way they leave."""

from __future__ import annotations

from discuss.errors import SetupError
from discuss.notifications.alerts import (
    Addressee,
    Broken,
    Message,
    Waiting,
    build_team_mail,
    write_broken,
    write_trial,
    write_unseen,
    write_waiting,
)
from discuss.notifications.headers import parse_mailbox
from discuss.notifications.hooks import Dispatch, build_hook_request
from discuss.notifications.messages import (
    Confirmation,
    Page,
    Recipient,
    Reply,
    Sender,
    Welcome,
    build_confirmation,
    build_password_mail,
    build_reply,
    build_welcome,
)
from discuss.notifications.mondays import Week, write_week
from discuss.notifications.page_news import PageNews, build_author_mail
from discuss.notifications.smtp import Server, parse_server, send

__all__ = [
    "Addressee",
    "Broken",
    "Confirmation",
    "Dispatch",
    "Message",
    "Page",
    "PageNews",
    "Recipient",
    "Reply",
    "Sender",
    "Server",
    "Waiting",
    "Week",
    "Welcome",
    "build_author_mail",
    "build_confirmation",
    "build_hook_request",
    "build_password_mail",
    "build_reply",
    "build_team_mail",
    "build_welcome",
    "check_mail",
    "parse_server",
    "send",
    "write_broken",
    "write_trial",
    "write_unseen",
    "write_waiting",
    "write_week",
]


def check_mail(smtp_url: str, mail_from: str) -> None:
    """Raises SetupError unless mails can be sent with these settings, as far as that can be seen without sending."""
    if not (smtp_url and mail_from):
        raise SetupError("Mail needs both DISCUSS_SMTP_URL and DISCUSS_MAIL_FROM.")
    parse_server(smtp_url)
    parse_mailbox(mail_from)
