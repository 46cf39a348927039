"""The mails there are: to confirm an address, tell of a reply, let members in. Pure: values in, a message out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from discuss.notifications.filling import fill
from discuss.notifications.headers import add_headers, clean_line, parse_mailbox, start_message, stop_by
from discuss.notifications.titles import name_page
from discuss.notifications.words import load_words

if TYPE_CHECKING:
    from email.message import EmailMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A site as it writes. `mail_from` is the installation's, `host` stands in the list's id."""

    name: str
    title: str
    language: str
    mail_from: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is talked about. `title` comes from readers' browsers."""

    thread_id: int
    title: str | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is told, by which subscription, and the page that ends it."""

    subscription_id: int
    email: str
    stop_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A question whether an address wants mail. `days`: how long an address without an answer is kept."""

    page: Page
    confirm_url: str
    days: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply that became visible: its source, safe HTML without images, and the ids of its nearest `ancestors`."""

    page: Page
    comment_id: int
    ancestors: tuple[int, ...]
    author: str
    body: str
    html: str
    url: str
    at: int


@dataclass(frozen=True, slots=True)
class Welcome:
    """Somebody was added to the team of a site. `link` sets a first password, or leads to the sign-in."""

    site: str
    link: str
    forgotten: str
    is_first: bool
    at: int


def build_confirmation(sender: Sender, to: Recipient, asking: Confirmation) -> EmailMessage:
    """Ask an address, naming site and page alone: who typed it may be anybody. Raises MailFailed, SetupError."""
    words = load_words(sender.language)
    page = name_page(asking.page.title, asking.page.url)
    message = _start(sender, to, words.say("confirm_subject", site=clean_line(sender.title)), asking.at)
    add_headers(message, {"Message-ID": _identify(sender, f"confirm-{to.subscription_id}"), **stop_by(to.stop_url)})
    values = {"site": clean_line(sender.title), "page": page, "asking": asking, "to": to}
    return fill(message, "confirm", words, values)


def build_reply(sender: Sender, to: Recipient, reply: Reply) -> EmailMessage:
    """Tell of a reply: its source as text, and as HTML that loads nothing. Raises MailFailed, SetupError."""
    words = load_words(sender.language)
    page = name_page(reply.page.title, reply.page.url)
    message = _start(sender, to, words.say("reply_subject", page=page, site=clean_line(sender.title)), reply.at)
    add_headers(message, _threading(sender, to, reply) | stop_by(to.stop_url))
    add_headers(message, {"List-Id": f"<{sender.name}.{sender.host}>"})
    values = {"site": clean_line(sender.title), "page": page, "reply": reply, "to": to}
    author, html = clean_line(reply.author), Markup(reply.html)  # noqa: S704 - sanitised when it was rendered
    return fill(message, "reply", words, values | {"author": author, "html": html})


def build_password_mail(mail_from: str, language: str, to: str, link: str, at: int) -> EmailMessage:
    """Send a link that sets a password. Raises MailFailed, SetupError."""
    words, host = load_words(language), clean_line(link.split("/")[2])
    message = start_message((host, parse_mailbox(mail_from)), to, words.say("password_subject", host=host), at)
    return fill(message, "password", words, {"host": host, "link": link})


def build_welcome(mail_from: str, language: str, to: str, welcome: Welcome) -> EmailMessage:
    """Tell a new member of a team how to get in. Raises MailFailed, SetupError."""
    words, host, site = load_words(language), clean_line(welcome.link.split("/")[2]), clean_line(welcome.site)
    subject = words.say("welcome_subject", site=site)
    message = start_message((host, parse_mailbox(mail_from)), to, subject, welcome.at)
    return fill(message, "welcome", words, {"site": site, "welcome": welcome})


def _start(sender: Sender, to: Recipient, subject: str, at: int) -> EmailMessage:
    return start_message((sender.title, parse_mailbox(sender.mail_from)), to.email, subject, at)


def _identify(sender: Sender, local: str) -> str:
    return f"<{local}@{parse_mailbox(sender.mail_from).host}>"


def _threading(sender: Sender, to: Recipient, reply: Reply) -> dict[str, str]:
    """Give identifiers by which mail readers rebuild the thread. The same mail sent again has the same."""
    own = to.subscription_id
    chain = [f"thread-{reply.page.thread_id}.{own}", *(f"{ancestor}.{own}" for ancestor in reply.ancestors)]
    return {
        "Message-ID": _identify(sender, f"{reply.comment_id}.{own}"),
        "In-Reply-To": _identify(sender, chain[-1]),
        "References": " ".join(_identify(sender, each) for each in chain),
    }
