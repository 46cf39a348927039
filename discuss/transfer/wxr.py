"""The reader of WordPress exports: WXR 1.0 to 1.2, and files of other programs that follow it.

Source: wp-admin/includes/export.php of WordPress. Addresses of readers (`comment_author_IP`) are left behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.status import Kind, Status
from discuss.domain.times import EPOCH
from discuss.errors import FieldError, Malformed
from discuss.transfer.records import (
    PAGE_NOT_PUBLIC,
    SOURCE_DELETED,
    SOURCE_HELD,
    SOURCE_SPAM,
    CommentRecord,
    Notes,
    Record,
    Severity,
    Source,
    TextFormat,
    ThreadRecord,
    Trouble,
)
from discuss.transfer.values import (
    clean_email,
    clean_id,
    clean_link,
    clean_name,
    clean_text,
    clean_title,
    clean_website,
    parse_time,
)
from discuss.transfer.xmlfeed import Block, Shape, XmlBlocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_PAGE, _COMMENT = "item", "wp:comment"
_SHAPE = Shape(
    "rss",
    {
        _PAGE: frozenset(
            {
                *("title", "link", "guid", "pubDate", "wp:post_id", "wp:post_date", "wp:post_date_gmt"),
                *("wp:comment_status", "wp:status", "wp:post_type", "wp:post_password"),
            }
        ),
        _COMMENT: frozenset(
            "wp:comment_" + name
            for name in (
                *("id", "author", "author_email", "author_url", "date", "date_gmt"),
                *("content", "approved", "type", "parent", "user_id"),
            )
        ),
    },
)
_PUBLIC = frozenset({"", "publish", "inherit"})  # an attachment inherits; files of other programs name no status
_WITH_A_FORM = frozenset({"", "post", "page"})  # menu entries and the like are "closed" too, and mean nothing by it
_STATUS = {
    "1": Status.APPROVED,
    "approved": Status.APPROVED,
    "0": Status.PENDING,
    "hold": Status.PENDING,
    "spam": Status.SPAM,
    "trash": Status.REJECTED,
    "post-trashed": Status.PENDING,  # went to the trash with its page; what it was before is not in the export
}
_REASON = {
    Status.APPROVED: None,
    Status.PENDING: SOURCE_HELD,
    Status.SPAM: SOURCE_SPAM,
    Status.REJECTED: SOURCE_DELETED,
}
_KIND = {
    "": Kind.COMMENT,
    "comment": Kind.COMMENT,
    "pingback": Kind.PINGBACK,
    "trackback": Kind.TRACKBACK,
    "webmention": Kind.WEBMENTION,
}
_HELD_BACK_MOST = 1_000_000  # code points of comments that wait until their page is known whole


def read_wxr(source: Source, now: datetime) -> Iterator[Record]:
    """Yield the pages that have comments, each before its comments, and the report lines of both; a Reader.

    Pages without comments are yielded only where a public post or page is closed, marked `is_empty`.
    """
    blocks = XmlBlocks(source, _SHAPE)
    pages = _Pages(now)
    for block in blocks:
        yield from pages.take_page(block) if block.name == _PAGE else pages.take_comment(block)
    if blocks.mended:
        detail = f"{blocks.mended} control characters, which XML forbids, were read as spaces, the first one here."
        yield Trouble(f"line {blocks.mended_line}", "control-characters", detail, Severity.REPAIRED)


class _Pages:
    """Holds the comments of a page back until the page's own fields are known: they may stand after them."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._waiting: list[Block] = []
        self._weight = 0
        self._announced: ThreadRecord | None = None  # the page whose comments were too many to hold back

    def take_comment(self, block: Block) -> Iterator[Record]:
        if block.outer is None:
            yield Trouble(_where(block), "no-page", "This comment stands outside of any page.", Severity.SKIPPED)
            return
        self._waiting.append(block)
        self._weight += 1000 + sum(map(len, block.fields.values()))
        if self._weight > _HELD_BACK_MOST:
            yield from self._flush(block.outer)

    def take_page(self, block: Block) -> Iterator[Record]:
        if self._waiting or self._announced:
            yield from self._flush(block)
        elif _closed_without_comments(block):
            yield _build_page(block, self._now, Notes(_where(block)), is_empty=True)
        self._announced = None

    def _flush(self, block: Block) -> Iterator[Record]:
        notes = Notes(_where(block))
        page = _build_page(block, self._now, notes)
        if self._announced is None:
            yield from notes.lines
            if page.link:
                yield page
        elif page != self._announced:
            detail = "This page says more about itself after a great many comments: too late."
            raise Malformed(FieldError(_where(block), detail))
        self._announced = page
        waiting, self._waiting, self._weight = self._waiting, [], 0
        for comment in waiting:
            yield from _read_comment(comment, page, self._now)


def _closed_without_comments(block: Block) -> bool:
    return (
        block.get("wp:comment_status") == "closed"
        and block.get("wp:post_type") in _WITH_A_FORM
        and _is_public(block)
        and bool(_address(block))
    )


def _build_page(block: Block, now: datetime, notes: Notes, *, is_empty: bool = False) -> ThreadRecord:
    link = _address(block)
    times = (parse_time(block.get(name), now) for name in ("wp:post_date_gmt", "pubDate", "wp:post_date"))
    return ThreadRecord(
        source_id=clean_id(block.get("wp:post_id")) or link,
        link=link,
        title=clean_title(block.get("title"), notes),
        created=next(filter(None, times), None),
        closed=block.get("wp:comment_status") == "closed",
        public=_is_public(block),
        where=_where(block),
        is_empty=is_empty,
    )


def _address(block: Block) -> str:
    guid = clean_link(block.get("guid"))
    return clean_link(block.get("link")) or (guid if guid.startswith(("http://", "https://")) else "")


def _is_public(block: Block) -> bool:
    return block.get("wp:status") in _PUBLIC and not block.get("wp:post_password")


def _read_comment(block: Block, page: ThreadRecord, now: datetime) -> Iterator[Record]:
    notes = Notes(_where(block))
    kind = _KIND.get(block.get("wp:comment_type"))
    if kind is None:
        kind_word = block.get("wp:comment_type")[:80]
        notes.skip("comment-type", f"“{kind_word}” is not something that readers wrote.")
    elif not page.link:
        notes.skip("no-address", "The page of this comment has no address.")
    elif "wp:comment_content" in block.too_long:
        notes.skip("text-too-long", "The text is longer than a million characters.")
    else:
        comment = _build_comment(block, page, kind, notes, now)
        yield from notes.lines
        yield comment
        return
    yield from notes.lines


def _build_comment(block: Block, page: ThreadRecord, kind: Kind, notes: Notes, now: datetime) -> CommentRecord:
    status, reason = _status(block, page, notes)
    text = clean_text(block.get("wp:comment_content"), notes)
    source_id = clean_id(block.get("wp:comment_id"))
    if source_id is None:
        notes.note("no-id", "This has no id of its own; it is known by page, author, time and text.")
    if not text:
        notes.note("no-text", "This has no text.")
    return CommentRecord(
        source_id=source_id,
        page=page.source_id,
        parent=clean_id(block.get("wp:comment_parent")),
        author_name=clean_name(block.get("wp:comment_author"), notes),
        author_email=clean_email(block.get("wp:comment_author_email"), notes),
        author_website=clean_website(block.get("wp:comment_author_url"), notes),
        author_user=clean_id(block.get("wp:comment_user_id")),
        text=text,
        text_format=TextFormat.HTML,
        created=_created(block, page, notes, now),
        status=status,
        kind=kind,
        reason=reason,
        where=_where(block),
    )


def _status(block: Block, page: ThreadRecord, notes: Notes) -> tuple[Status, str | None]:
    word = block.get("wp:comment_approved").lower()
    status = _STATUS.get(word)
    if status is None:
        notes.repair("status-unknown", f"“{word[:80]}” is not a state that is known here, so it is held.")
        status = Status.PENDING
    if not page.public and status in {Status.APPROVED, Status.PENDING}:
        return Status.PENDING, PAGE_NOT_PUBLIC
    return status, _REASON[status]


def _created(block: Block, page: ThreadRecord, notes: Notes, now: datetime) -> datetime:
    exact = parse_time(block.get("wp:comment_date_gmt"), now)
    if exact:
        return exact
    local = parse_time(block.get("wp:comment_date"), now)
    if local:
        notes.repair("time-local", "It has only a local time, whose zone is not in the export; it was read as UTC.")
        return local
    notes.repair("time-unknown", "It has no usable time and got the page's, or 1970 where that has none either.")
    return page.created or EPOCH


def _where(block: Block) -> str:
    name = block.get("wp:comment_id") if block.name == _COMMENT else block.get("wp:post_id")
    kind = "comment" if block.name == _COMMENT else "page"
    return f"line {block.line}, {kind} {name[:40]}" if name else f"line {block.line}"
