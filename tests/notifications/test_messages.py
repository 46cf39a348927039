"""Mails as they arrive: every header, both parts, and whatever strangers put into names, titles and texts."""

from __future__ import annotations

import re
from dataclasses import replace
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings, strategies as st

from discuss.errors import MailFailed, SetupError
from discuss.notifications import Page
from discuss.rendering import render_html, render_markdown
from tests.notifications.letters import PAGE, SENDER, TO, arrive, part, write_question, write_reply

if TYPE_CHECKING:
    from email.message import EmailMessage

HOSTILE_LINES = [
    "a\r\nBcc: victim@example.org",
    "a\nBcc: victim@example.org\n\nBody",
    "a\rBcc: victim@example.org",
    "a\u2028Bcc: victim@example.org",
    "a\u2029Bcc: victim@example.org",
    "a\x85Bcc: victim@example.org",
    "a\x0b\x0cBcc: victim@example.org",
    "a\x00Bcc: victim@example.org",
    "=?utf-8?q?a=0D=0ABcc:_victim@example.org?=",
    "=?utf-8?b?YQ0KQmNjOiB2aWN0aW1AZXhhbXBsZS5vcmc=?=",
    "x =?UTF-8?Q?=0A?= =?UTF-8?Q?Bcc:_victim?=",
    '"<victim@example.org>, "',
    "victim@example.org, ann",
    "a <b@example.org>; (comment) \\",
    "Café, Bürger: „Treff“ " * 20,
    "\u202eevil\u202c",
    "{{ 7 * 7 }} {page} {0} %s",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</title></p><style>@import 'https://evil.example'</style>",
]
HEADERS = {
    "From", "To", "Subject", "Date", "Auto-Submitted", "Message-ID", "In-Reply-To", "References", "List-Id",
    "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
}  # fmt: skip
LOADING = {"src", "srcset", "background", "poster", "data", "style", "action", "formaction"}


class _Tags(HTMLParser):
    """Collects the tags of a document, and what they would load or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.bad: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in LOADING or name.startswith("on") or (name == "href" and not re.match("https?://", value or "")):
                self.bad.append(f"{tag} {name}={value}")


def check_mail(message: EmailMessage, expected: set[str]) -> EmailMessage:
    """Check what holds for every mail, and give it as it arrived."""
    raw = message.as_bytes()
    assert raw.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    arrived = arrive(message)
    assert {name for name, _ in arrived.items()} == expected
    assert len(arrived.items()) == len(expected)
    assert [each.addr_spec for each in arrived["From"].addresses] == ["comments@town.example"]
    assert [each.addr_spec for each in arrived["To"].addresses] == [TO.email]
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert not arrived.defects
    for each in arrived.walk():
        assert not each.defects
    assert [each.get_content_type() for each in arrived.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    tags = _Tags(part(arrived, "html"))
    assert not tags.bad
    assert not set(tags.tags) & {"img", "script", "style", "link", "iframe", "object", "form", "svg", "video", "base"}
    return arrived


def test_a_reply_is_told_with_everything_a_mail_program_needs() -> None:
    arrived = check_mail(write_reply(), HEADERS)
    assert arrived["Subject"] == "Replies: Town hall (Town Talk)"
    assert str(arrived["From"]) == "Town Talk <comments@town.example>"
    assert parsedate_to_datetime(arrived["Date"]).timestamp() == 1_252_000_000
    assert arrived["List-Id"] == "<town.comments.example>"
    assert arrived["List-Unsubscribe"] == f"<{TO.stop_url}>"
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert part(arrived, "plain") == (
        "Ben wrote on “Town hall”:\n\nQuite *so*.\n\n-- \n"
        "Read it in its place and answer: https://comments.example/c/1003\n\n"
        f"You asked Town Talk to tell you of replies.\nNo more of these mails: {TO.stop_url}\n"
    )
    assert "<p>Quite <em>so</em>.</p>" in part(arrived, "html")


def test_long_headers_are_written_as_programs_look_for_them() -> None:
    raw = write_reply().as_bytes().decode()
    assert f"List-Unsubscribe: <{TO.stop_url}>\r\n" in raw
    assert "References: <thread-7.41@town.example> <1001.41@town.example> <1002.41@town.example>\r\n" in raw
    assert "Message-ID: <1003.41@town.example>\r\nIn-Reply-To: <1002.41@town.example>\r\n" in raw


def test_mails_of_a_thread_hang_together() -> None:
    first = write_reply(comment_id=1002, ancestors=(1001,))
    assert write_reply()["In-Reply-To"] == first["Message-ID"]
    assert write_reply(comment_id=5, ancestors=())["In-Reply-To"] == "<thread-7.41@town.example>"
    assert write_reply()["Message-ID"] == write_reply()["Message-ID"]
    other = write_reply(to=replace(TO, subscription_id=42))
    assert other["Message-ID"] != write_reply()["Message-ID"]


def test_one_click_is_offered_over_https_only() -> None:
    arrived = arrive(write_reply(to=replace(TO, stop_url="http://localhost:8000/subscription/x")))
    assert arrived["List-Unsubscribe"] == "<http://localhost:8000/subscription/x>"
    assert arrived["List-Unsubscribe-Post"] is None


def test_a_question_names_site_and_page_alone() -> None:
    question = HEADERS - {"In-Reply-To", "References", "List-Id"}
    arrived = check_mail(write_question(), question)
    assert arrived["Subject"] == "Shall Town Talk tell you of replies?"
    text = part(arrived, "plain")
    assert "on the page “Town hall”." in text
    assert "https://comments.example/subscription/yes\n" in text
    assert "deleted after 7 days" in text
    assert TO.stop_url in text


@pytest.mark.parametrize("value", HOSTILE_LINES)
@pytest.mark.parametrize("field", ["author", "title", "site", "language"])
def test_what_strangers_write_stays_where_it_belongs(field: str, value: str) -> None:
    page = replace(PAGE, title=value) if field == "title" else PAGE
    sender = replace(SENDER, title=value) if field == "site" else SENDER
    sender = replace(sender, language=value) if field == "language" else sender
    check_mail(write_reply(sender, page=page, author=value if field == "author" else "Ben"), HEADERS)
    check_mail(write_question(sender, page=page), HEADERS - {"In-Reply-To", "References", "List-Id"})


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=100), st.text(max_size=300), st.text(max_size=300))
def test_any_text_stays_where_it_belongs(author: str, title: str, site: str) -> None:
    sender = replace(SENDER, title=site.encode(errors="ignore").decode())
    page = replace(PAGE, title=title.encode(errors="ignore").decode())
    check_mail(write_reply(sender, page=page, author=author.encode(errors="ignore").decode()), HEADERS)


@pytest.mark.parametrize(
    "body",
    [
        "plain",
        ".\n..\n.a\nFrom me\n-- \nend",
        "é" * 3000,
        "x" * 5000,
        "trailing  \n\n\n",
        "--===============1==\nContent-Type: text/html\n\n<b>",
        "a\u2028b\u2029c\u0085d\te",
        "{{ 7 * 7 }} {% raw %} {page}",
        "😀 \u202e עברית",
    ],
)
def test_the_text_part_holds_the_source_itself(body: str) -> None:
    arrived = check_mail(write_reply(body=body), HEADERS)
    assert f"”:\n\n{body}\n\n-- \n" in part(arrived, "plain")


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=500))
def test_the_text_part_holds_any_source(body: str) -> None:
    assert f"”:\n\n{body}\n\n-- \n" in part(arrive(write_reply(body=body)), "plain")


def test_the_html_part_loads_nothing() -> None:
    shown = render_markdown("![x](https://evil.example/pixel.png) [y](https://y.example)", images=True)
    assert "<img" in shown.html
    arrived = check_mail(write_reply(html=render_html(shown.html).html), HEADERS)
    assert 'href="https://y.example"' in part(arrived, "html")


@pytest.mark.parametrize(
    "email",
    [
        "a@b.example\r\nBcc: x@y.example",
        "=?utf-8?q?x=0d=0aBcc:y?=@example.org",
        "a,b@c.example",
        "a b@c.example",
        "a",
        "",
    ],
)
def test_no_mail_goes_to_what_is_no_address(email: str) -> None:
    with pytest.raises(MailFailed) as caught:
        write_reply(to=replace(TO, email=email))
    assert caught.value.is_final


@pytest.mark.parametrize("mail_from", ["", "town", "town@", "Town Talk", "a@b.example, c@d.example\n"])
def test_a_sender_that_is_none_is_named(mail_from: str) -> None:
    with pytest.raises(SetupError, match="DISCUSS_MAIL_FROM"):
        write_reply(replace(SENDER, mail_from=mail_from))


def test_the_sender_may_be_written_with_a_name() -> None:
    arrived = arrive(write_reply(replace(SENDER, mail_from="The Team <comments@town.example>")))
    assert str(arrived["From"]) == "Town Talk <comments@town.example>"


def test_mails_speak_the_language_of_the_site() -> None:
    german = replace(SENDER, language="de-AT")
    assert arrive(write_reply(german))["Subject"] == "Antworten: Town hall (Town Talk)"
    assert '<html lang="de">' in part(arrive(write_question(german)), "html")
    assert arrive(write_reply(replace(SENDER, language="xx")))["Subject"] == arrive(write_reply())["Subject"]


def test_a_page_without_a_title_is_named_by_its_address() -> None:
    arrived = arrive(write_reply(page=Page(thread_id=7, title=None, url="https://town.example/a")))
    assert arrived["Subject"] == "Replies: https://town.example/a (Town Talk)"
