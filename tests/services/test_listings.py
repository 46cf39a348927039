from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from discuss.domain.drafts import Draft
from discuss.errors import UnknownSite
from discuss.moderation.reasons import explain
from discuss.services import listings, sites
from discuss.services.authorship import edit_comment
from discuss.services.comments import Post, post_comment
from discuss.services.identity import Visitor, build_edit_token
from discuss.store.session import writing
from discuss.store.tables import Site, Thread

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

pytestmark = pytest.mark.usefixtures("site")

NOW = 1_800_000_000_000
LINKS = " ".join(f"https://example.org/{number}" for number in range(4))


@pytest.fixture
def still(instance: Instance) -> Instance:
    return replace(instance, clock=lambda: NOW)


def post(session: Session, instance: Instance, **changes: Any) -> int:
    given = {"url": "https://town.example/a", "body": "Hello", "name": "Ann", "title": "A page"} | changes
    asked = Post(site="town", draft=Draft(**given), visitor=Visitor(address="203.0.113.9"))
    return post_comment(session, instance, asked).comment.id


def test_threads_are_listed_with_their_counts(session: Session, still: Instance) -> None:
    for body in ("One", "Two", LINKS):
        post(session, still, body=body)
    post(session, replace(still, clock=lambda: NOW + 1), url="https://town.example/b")
    first, second = listings.list_threads(session, "town", NOW)
    assert first == {
        "key": "/a",
        "title": "A page",
        "url": "https://town.example/a",
        "state": "open",
        "count": 2,
        "held": 1,
        "created": NOW,
    }
    assert (second["key"], second["count"], second["held"]) == ("/b", 1, 0)


def test_a_thread_is_closed_as_long_as_it_was_closed_for(session: Session, still: Instance) -> None:
    post(session, still)
    with writing(session):
        session.execute(update(Thread).values(closed_at=NOW, closed_until=NOW + 10))
    assert listings.list_threads(session, "town", NOW)[0]["state"] == "closed"
    assert listings.list_threads(session, "town", NOW + 10)[0]["state"] == "open"


def test_what_waits_is_listed_with_its_reasons_in_words(session: Session, still: Instance) -> None:
    post(session, still)
    held = post(session, still, body=LINKS, name="Bea")
    assert listings.list_held(session, "town") == [
        {
            "id": str(held),
            "thread": "/a",
            "author": "Bea",
            "created": NOW,
            "reasons": [explain("link-count")],
            "excerpt": LINKS,
        }
    ]


def test_an_edit_of_a_published_comment_waits_too(session: Session, still: Instance) -> None:
    comment = post(session, still)
    edit_comment(session, still, comment, build_edit_token(still, comment), "Edited " + LINKS)
    [row] = listings.list_held(session, "town")
    assert (row["id"], row["excerpt"]) == (str(comment), "Edited " + LINKS)
    assert row["reasons"] == [explain("link-count")]


def test_other_sites_are_not_in_it(session: Session, still: Instance, site: Site) -> None:
    assert site.name == "town"
    post(session, still, body=LINKS)
    sites.add_site(session, still, sites.NewSite("other", "Other", "https://other.example"))
    assert listings.list_threads(session, "other", NOW) == []
    assert listings.list_held(session, "other") == []


def test_an_unknown_site_is_said_to_be_one(session: Session) -> None:
    with pytest.raises(UnknownSite):
        listings.list_held(session, "nowhere")
    with pytest.raises(UnknownSite):
        listings.list_threads(session, "nowhere", NOW)
