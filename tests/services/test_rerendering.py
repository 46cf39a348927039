from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from benchmarks.generate import BODY, add_site, flat, grow_thread
from discuss.domain.status import Status
from discuss.jobs import run_due
from discuss.rendering import RENDERED_BY, render_markdown
from discuss.services import rerendering, sites
from discuss.services.rerendering import rerender_stale
from discuss.store.queries.retention import ERASED
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, Thread

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from benchmarks.generate import Grown
    from discuss.services.instance import Instance

OLD = "discuss-0 something-0"
TOO_MUCH = "|a|\n|-|\n" + "|b|\n" * 2000


@pytest.fixture
def talk(session: Session) -> Grown:
    return grow_thread(session, add_site(session), "/talk", flat(12))


def change(session: Session, comment_id: int, **values: object) -> None:
    with writing(session):
        session.execute(update(Comment).where(Comment.id == comment_id).values(rendered_by=OLD, **values))


def find(session: Session, comment_id: int) -> Comment:
    with reading(session):
        return session.get_one(Comment, comment_id, populate_existing=True)


def version(session: Session) -> int:
    with reading(session):
        return session.scalars(select(Thread.version)).one()


def settle(session: Session, instance: Instance) -> int:
    """Bring everything up to date and give the thread's version then."""
    rerender_stale(session, instance)
    return version(session)


def test_what_is_stale_is_rendered_once(session: Session, instance: Instance, talk: Grown) -> None:
    seen: list[tuple[int, int]] = []
    assert rerender_stale(session, instance, progress=lambda done, total: seen.append((done, total))) == 12
    assert seen[-1] == (12, 12)
    assert rerender_stale(session, instance) == 0
    found = find(session, talk.ids[0])
    expected = render_markdown(BODY)
    assert (found.body_html, found.excerpt, found.rendered_by) == (expected.html, expected.excerpt, RENDERED_BY)


def test_the_version_of_the_page_rises_only_where_it_looks_otherwise(
    session: Session, instance: Instance, talk: Grown
) -> None:
    before = settle(session, instance)
    change(session, talk.ids[0])
    assert settle(session, instance) == before
    change(session, talk.ids[1], body_html="<p>Old</p>", status=Status.PENDING)
    assert settle(session, instance) == before
    change(session, talk.ids[2], body_html="<p>Old</p>")
    assert settle(session, instance) > before


def test_html_of_an_import_stays_html(session: Session, instance: Instance, talk: Grown) -> None:
    change(session, talk.ids[0], body="<b>bold</b> *star*", body_format="html", body_html="")
    rerender_stale(session, instance)
    assert find(session, talk.ids[0]).body_html == "<p><strong>bold</strong> *star*</p>"


def test_a_text_that_would_be_refused_today_keeps_what_it_has_made_safe(
    session: Session, instance: Instance, talk: Grown
) -> None:
    old = '<p onclick="x()">Kept</p><script>alert(1)</script>'
    change(session, talk.ids[0], body=TOO_MUCH, body_html=old, draft_body=TOO_MUCH, draft_html=old)
    rerender_stale(session, instance)
    found = find(session, talk.ids[0])
    assert (found.body_html, found.draft_html, found.body) == ("<p>Kept</p>", "<p>Kept</p>", TOO_MUCH)
    assert found.rendered_by == RENDERED_BY


def test_an_edit_that_waits_is_rendered_too(session: Session, instance: Instance, talk: Grown) -> None:
    change(session, talk.ids[0], draft_body="*new*", draft_html="old")
    rerender_stale(session, instance)
    assert find(session, talk.ids[0]).draft_html == "<p><em>new</em></p>"


def test_images_are_as_the_site_says(session: Session, instance: Instance, talk: Grown) -> None:
    image = "![A cat](https://example.org/cat.png)"
    change(session, talk.ids[0], body=image)
    rerender_stale(session, instance)
    assert "<img" not in find(session, talk.ids[0]).body_html
    sites.set_site(session, "town", {"images": "on"})
    change(session, talk.ids[0], body=image)
    rerender_stale(session, instance)
    assert "<img" in find(session, talk.ids[0]).body_html


def test_what_was_erased_stays_erased(session: Session, instance: Instance, talk: Grown) -> None:
    rerender_stale(session, instance)
    with writing(session):
        session.execute(update(Comment).where(Comment.id == talk.ids[0]).values(rendered_by=ERASED, body_html=""))
    assert rerender_stale(session, instance) == 0


def test_a_run_that_was_interrupted_goes_on_where_it_was(
    session: Session, instance: Instance, talk: Grown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(done: int, _total: int) -> None:
        if done >= 8:
            raise KeyboardInterrupt

    assert len(talk.ids) == 12
    monkeypatch.setattr(rerendering, "BATCH", 4)
    with pytest.raises(KeyboardInterrupt):
        rerender_stale(session, instance, progress=interrupt)
    assert rerender_stale(session, instance) == 4


def test_images_come_and_go_with_the_sites_setting(client: FlaskClient, session: Session, instance: Instance) -> None:
    body = {
        "url": "https://town.example/a",
        "body": "![A goose](https://pictures.example/goose.png)",
        "author": {"name": "Ann"},
    }
    client.post("/api/v1/sites/town/comments", json=body)

    def shown() -> str:
        answer = client.get("/api/v1/sites/town/comments", query_string={"thread": "/a"}).json
        assert answer is not None
        html: str = answer["comments"][0]["html"]
        return html

    before = shown()
    assert "<img" not in before
    sites.set_site(session, "town", {"images": "on"})
    run_due(session, instance)
    assert '<img src="https://pictures.example/goose.png"' in shown()
    sites.set_site(session, "town", {"images": "off"})
    run_due(session, instance)
    assert shown() == before
