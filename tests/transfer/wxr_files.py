"""WordPress exports in small, for tests: any page and any comment, with one thing changed."""

from __future__ import annotations

from xml.sax.saxutils import escape

from discuss.transfer.records import (
    CommentRecord,
    Record,
    Severity,
    Trouble,
)

PAGE = {
    "link": "https://blog.example/p/",
    "title": "A page",
    "wp:post_id": "5",
    "wp:post_date_gmt": "2009-09-01 08:00:00",
    "wp:status": "publish",
    "wp:post_type": "post",
    "wp:post_password": "",
    "wp:comment_status": "open",
}
COMMENT = {
    "wp:comment_id": "7",
    "wp:comment_author": "Joan",
    "wp:comment_author_email": "joan@mail.example",
    "wp:comment_author_url": "https://joan.example/",
    "wp:comment_date": "2009-09-02 09:00:00",
    "wp:comment_date_gmt": "2009-09-02 08:00:00",
    "wp:comment_content": "Hello",
    "wp:comment_approved": "1",
    "wp:comment_type": "",
    "wp:comment_parent": "0",
    "wp:comment_user_id": "0",
}


def fields(values: dict[str, str]) -> str:
    return "\n".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())


def comment(**changed: str) -> str:
    return (
        f"<wp:comment>{fields(COMMENT | {f'wp:comment_{name}': value for name, value in changed.items()})}</wp:comment>"
    )


def page(*comments: str, **changed: str) -> str:
    renamed = {
        name if name in {"link", "title", "guid", "pubDate"} else f"wp:{name}": text for name, text in changed.items()
    }
    return f"<item>{fields(PAGE | renamed)}{''.join(comments)}</item>"


def export(*parts: str) -> bytes:
    return f'<rss xmlns:wp="http://wordpress.org/export/1.1/"><channel>{"".join(parts)}</channel></rss>'.encode()


def only_comment(records: list[Record]) -> CommentRecord:
    (found,) = [record for record in records if isinstance(record, CommentRecord)]
    return found


def codes(records: list[Record]) -> list[tuple[str, Severity]]:
    return [(record.code, record.severity) for record in records if isinstance(record, Trouble)]
