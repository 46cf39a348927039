"""The mail to who wrote a page: which comments were published there. Pure: values in, a message out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from discuss.notifications.filling import fill
from discuss.notifications.headers import add_headers, clean_line, parse_mailbox, start_message, stop_by
from discuss.notifications.titles import name_page
from discuss.notifications.words import load_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

    from discuss.notifications.alerts import Addressee
    from discuss.notifications.messages import Page, Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNews:
    """A comment that was published. `text`: the beginning of it; `url`: where one reads and answers it."""

    page: Page
    author: str
    text: str
    url: str


def build_author_mail(sender: Sender, to: Addressee, news: Sequence[PageNews], more: int) -> EmailMessage:
    """Tell of these comments, page by page; `more` were published besides. Raises MailFailed, SetupError."""
    words, mailbox = load_words(sender.language), parse_mailbox(sender.mail_from)
    pages = _group(news)
    mail = start_message((sender.title, mailbox), to.email, _subject(sender, pages, len(news) + more), to.at)
    add_headers(mail, {"Message-ID": f"<{to.mark}@{mailbox.host}>", "List-Id": f"<pages.{sender.name}.{sender.host}>"})
    if to.stop_url:
        add_headers(mail, stop_by(to.stop_url))
    values = {"site": clean_line(sender.title), "pages": pages, "more": more, "to": to}
    return fill(mail, "page_news", words, values)


def _group(news: Sequence[PageNews]) -> list[tuple[str, list[PageNews]]]:
    """Give for each page its name with its comments, in the order in which its first one was written."""
    order = {each.page.thread_id: number for number, each in reversed(list(enumerate(news)))}
    ordered = sorted(news, key=lambda each: order[each.page.thread_id])
    groups = [list(group) for _, group in groupby(ordered, key=lambda each: each.page.thread_id)]
    cleaned = [[_clean(each) for each in group] for group in groups]
    return [(name_page(group[0].page.title, group[0].page.url), group) for group in cleaned]


def _clean(news: PageNews) -> PageNews:
    return PageNews(page=news.page, author=clean_line(news.author), text=clean_line(news.text), url=news.url)


def _subject(sender: Sender, pages: list[tuple[str, list[PageNews]]], count: int) -> str:
    words, site = load_words(sender.language), clean_line(sender.title)
    if len(pages) == 1 and count == 1:
        return words.say("page_news_subject_one", page=pages[0][0], site=site)
    return words.say("page_news_subject_many", n=count, site=site)
