"""Imports as they end up in the store and on the page, on both databases."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from discuss.domain.counting import Standing, build_tallies
from discuss.domain.status import Status
from discuss.errors import Invalid, Malformed, UnknownSite
from discuss.services.import_reports import describe_report
from discuss.services.sites import set_site
from discuss.services.transfer import Import, import_file
from discuss.store.tables import Comment, LogEntry, Thread

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance
    from discuss.store.tables import Site

FIXTURES = Path(__file__).parents[1] / "fixtures"
SAMPLES = Path(os.environ.get("TEST_SAMPLES", Path(__file__).parents[3] / "shared" / "samples"))

# The public samples where they lie beside the checkout, and always our own exports with the same traits and counts.
TOWN = [path for path in (SAMPLES / "theme-unit-test.wxr.xml", FIXTURES / "village.wxr.xml") if path.exists()]
SMALL = [path for path in (SAMPLES / "wordpress-small.wxr.xml", FIXTURES / "hamlet.wxr.xml") if path.exists()]


@pytest.fixture
def bring(session: Session, instance: Instance, site: Site) -> Any:
    def run(file: Path, **how: Any) -> dict[str, Any]:
        return import_file(session, instance, Import(file, site.name, **how))

    return run


def all_comments(session: Session) -> list[Comment]:
    session.rollback()
    return list(session.scalars(select(Comment).order_by(Comment.id)))


@pytest.mark.parametrize("file", TOWN, ids=lambda path: path.name)
def test_a_wordpress_blog_comes_in_whole(bring: Any, session: Session, file: Path) -> None:
    report = bring(file)
    comments = all_comments(session)
    threads = list(session.scalars(select(Thread)))
    assert len(comments) == 32
    assert len(threads) == 6
    assert Counter(comment.status for comment in comments) == {"approved": 28, "pending": 4}
    assert Counter(comment.kind for comment in comments) == {"comment": 28, "pingback": 2, "trackback": 2}
    assert sum(thread.closed_at is not None for thread in threads) == 3
    assert max(comment.depth for comment in comments) == 9
    assert sum(thread.count for thread in threads) == 28
    assert all(thread.url == f"https://town.example{thread.key}" for thread in threads)
    reasons = Counter(session.scalars(select(LogEntry.reason)))
    assert reasons == {"source-held": 3, "page-not-public": 1}
    assert report["comments"] == 32
    assert "32 comments on 6 pages came in" in describe_report(report)


@pytest.mark.parametrize("file", SMALL, ids=lambda path: path.name)
def test_an_id_that_occurs_on_two_pages_is_two_comments(bring: Any, session: Session, file: Path) -> None:
    bring(file)
    comments = all_comments(session)
    pages = Counter(comment.source_id for comment in comments)
    assert len(comments) == 8
    assert max(pages.values()) == 2
    assert all(comment.status == Status.APPROVED for comment in comments)


@pytest.mark.parametrize("file", [*TOWN, *SMALL], ids=lambda path: path.name)
def test_a_second_import_adds_nothing(bring: Any, session: Session, file: Path) -> None:
    first = bring(file)
    before = [(comment.id, comment.version, comment.body_html) for comment in all_comments(session)]
    again = bring(file)
    assert [(comment.id, comment.version, comment.body_html) for comment in all_comments(session)] == before
    assert (again["comments"], again["known"]) == (0, first["comments"])


@pytest.mark.parametrize("file", TOWN, ids=lambda path: path.name)
def test_a_dry_run_reports_the_same_and_stores_nothing(bring: Any, session: Session, file: Path) -> None:
    dry = bring(file, dry_run=True)
    assert all_comments(session) == []
    assert session.scalars(select(Thread)).all() == []
    assert dry | {"dry_run": False} == bring(file)


@pytest.mark.parametrize("file", [*TOWN, *SMALL], ids=lambda path: path.name)
def test_the_counts_equal_a_recount(bring: Any, session: Session, file: Path) -> None:
    bring(file)
    comments = all_comments(session)
    tallies = build_tallies(
        Standing(comment.id, comment.parent_id, Status(comment.status).is_visible) for comment in comments
    )
    for comment in comments:
        tally = tallies[comment.id]
        assert (comment.shown, comment.shown_children, comment.replies) == (
            tally.shown,
            tally.shown_children,
            tally.replies,
        )


def test_the_page_shows_the_tree_with_dates_and_closing(bring: Any, client: FlaskClient) -> None:
    bring(FIXTURES / "village.wxr.xml")
    bring(FIXTURES / "hamlet.wxr.xml")
    closed = 0
    for page in bring(FIXTURES / "village.wxr.xml")["pages"]:
        answer = client.get("/api/v1/sites/town/comments", query_string={"thread": page["key"], "limit": 100}).json
        assert answer is not None
        closed += answer["thread"]["state"] == "closed"
        seen: set[str] = set()
        for comment in answer["comments"]:
            assert comment["parent"] is None or comment["parent"] in seen
            assert comment["created"].startswith("20")
            seen.add(comment["id"])
    assert closed == 3


def test_replies_to_what_came_in_before_keep_their_place(bring: Any, session: Session, tmp_path: Path) -> None:
    whole = (FIXTURES / "village.wxr.xml").read_text(encoding="utf-8")
    last = whole.rindex("<wp:comment>")
    end = whole.index("</wp:comment>", last) + len("</wp:comment>")
    part = tmp_path / "part.xml"
    part.write_text(whole[:last] + whole[end:], encoding="utf-8")
    bring(part)
    bring(FIXTURES / "village.wxr.xml")
    later = {(c.source_page, c.source_id): (c.depth, c.status, c.shown, c.replies) for c in all_comments(session)}
    assert len(later) == 32


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", Invalid),
        ("hello", Invalid),
        ('<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>x</title>', Malformed),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_stored(
    bring: Any, session: Session, tmp_path: Path, text: str, error: type[Exception]
) -> None:
    file = tmp_path / "file.xml"
    file.write_text(text)
    with pytest.raises(error):
        bring(file)
    assert all_comments(session) == []


def test_a_file_that_breaks_off_stores_nothing_of_its_beginning(bring: Any, session: Session, tmp_path: Path) -> None:
    whole = (FIXTURES / "village.wxr.xml").read_bytes()
    file = tmp_path / "cut.xml"
    file.write_bytes(whole[: len(whole) * 9 // 10])
    with pytest.raises(Malformed):
        bring(file)
    assert all_comments(session) == []


def test_an_unknown_site_is_named(session: Session, instance: Instance) -> None:
    with pytest.raises(UnknownSite, match="nowhere"):
        import_file(session, instance, Import(FIXTURES / "village.wxr.xml", "nowhere"))


HOSTILE = """<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>T</title>
<link>https://old.example/a</link><wp:post_id>1</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<wp:comment><wp:comment_id>1</wp:comment_id>
<wp:comment_author><![CDATA[<img src=x onerror=alert(1)>]]></wp:comment_author>
<wp:comment_author_url>javascript:alert(1)</wp:comment_author_url>
<wp:comment_date_gmt>2020-01-01 00:00:00</wp:comment_date_gmt><wp:comment_approved>1</wp:comment_approved>
<wp:comment_content><![CDATA[<script>alert(1)</script><a href="javascript:alert(1)"
onclick="x()">x</a><svg/onload=y()>]]>
</wp:comment_content></wp:comment></item></channel></rss>"""


def test_imported_html_goes_through_the_one_sanitiser(bring: Any, client: FlaskClient, tmp_path: Path) -> None:
    file = tmp_path / "hostile.xml"
    file.write_text(HOSTILE)
    bring(file)
    answer = client.get("/api/v1/sites/town/comments", query_string={"thread": "/a"}).json
    assert answer is not None
    (comment,) = answer["comments"]
    assert comment["author"] == {"name": "<img src=x onerror=alert(1)>", "url": None, "role": None}
    assert not any(word in comment["html"] for word in ("script", "javascript", "onclick", "svg", "onload"))


def test_a_page_is_as_old_as_its_post_not_as_the_import(bring: Any, client: FlaskClient, session: Session) -> None:
    bring(TOWN[-1])
    threads = list(session.scalars(select(Thread)))
    assert all(thread.published == thread.created for thread in threads)
    open_ones = [thread.key for thread in threads if thread.closed_at is None]
    session.rollback()
    assert open_ones

    def states() -> set[str]:
        answers = [
            client.get("/api/v1/sites/town/comments", query_string={"thread": key}).get_json() for key in open_ones
        ]
        return {answer["thread"]["state"] for answer in answers}

    assert states() == {"open"}
    set_site(session, "town", {"close_after": "30d"})
    assert states() == {"closed"}
