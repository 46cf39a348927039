"""The whole discussion: who sees what of it, answering in it, and answering what waits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from discuss.domain.status import Status
from discuss.store.flask_db import db
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, LogEntry, Thread
from tests.api.worlds import dump, set_status
from tests.dashboard.moderating import Browser, Team, see
from tests.dashboard.test_hostile import MARKUP
from tests.hostile import TRICKS, UNSTORABLE
from tests.store.listening import listening
from tests.store.recounting import read_tally, recount

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.dashboard.moderating import Form, View

TALK = "/moderate/town/threads/talk"
HIDDEN = [status for status in Status if status is not Status.APPROVED]


def form_of(page: View, end: str = "/threads/talk", number: int = 0) -> Form:
    return [form for form in page.forms if form.action.endswith(end)][number]


def send(browser: Browser, form: Form, **more: str) -> TestResponse:
    """Send a form as it stands on the page, with what is typed into it."""
    return browser.client.post(form.action, data=dict(form.fields) | {"action": "post"} | more)


def comments_of(client: FlaskClient, page: str = "/a") -> list[dict[str, Any]]:
    answer = client.get("/api/v1/sites/town/comments", query_string={"thread": page})
    found: list[dict[str, Any]] = answer.get_json()["comments"]
    return found


def rows(team: Team) -> list[Comment]:
    with reading(team.session):
        found = list(team.session.scalars(select(Comment).order_by(Comment.id)))
        team.session.expunge_all()
    return found


@pytest.mark.parametrize("status", HIDDEN)
@pytest.mark.parametrize("has_reply", [False, True])
def test_only_who_may_see_it_sees_what_is_not_public(
    enter: Callable[[str], Browser], team: Team, status: Status, *, has_reply: bool
) -> None:
    team.set_site(posts_limit="off", rules="off", website="on")
    seen = team.say("canaryseen")
    hidden = team.say("canaryhidden", name="canaryname", website="https://canarysite.example/")
    below = team.say("canarybelow", parent=hidden) if has_reply else None
    set_status(team.session, str(hidden), status)
    addresses = [f"?thread=/a{more}" for more in ("", "&cursor=")] + [
        f"?{what}={each}" for each in (seen, hidden, below) if each for what in ("comment", "answer")
    ]
    moderator, contributor = enter("moderator"), enter("contributor")
    page = moderator.see(f"{TALK}?thread=/a")
    assert {"canaryseen", "canaryhidden", "canaryname"} <= set(re.findall(r"canary(?:seen|hidden|name)", page.text))
    assert {"pending": "waiting", "rejected": "not for us", "spam": "spam", "deleted": "deleted"}[status] in page.text
    for address in addresses:
        text = contributor.get(TALK + address).text
        assert "canaryhidden" not in text, address
        assert "canaryname" not in text, address
        assert "canarysite" not in text, address
    for who in ("other", "none", "out"):
        assert "canary" not in "".join(enter(who).get(TALK + address).text for address in addresses)
    assert contributor.get(f"{TALK}?comment={hidden}").status_code == (200 if has_reply else 404)


def test_a_discussion_in_which_all_is_held_is_none_for_contributors(
    enter: Callable[[str], Browser], team: Team
) -> None:
    team.set_site(premoderation="all")
    team.say("Held", title="Secret title", page="/held-page")
    contributor = enter("contributor")
    pages = [contributor.get(f"{TALK}?thread={key}").text.replace(key, "KEY") for key in ("/held-page", "/other-page")]
    unique = re.compile(r'name="(?:key|csrf_token)" value="[^"]+"')
    assert unique.sub("", pages[0]) == unique.sub("", pages[1])


def test_another_sites_discussion_opens_by_no_address(enter: Callable[[str], Browser], team: Team) -> None:
    comment = team.say("canary")
    cursor = re.search(r"cursor=([\w-]+)", _fill_branch(team, enter("moderator"), comment))
    assert cursor
    other = enter("other")
    for query in (f"comment={comment}", f"answer={comment}", "thread=/a", f"thread=/a&cursor={cursor[1]}"):
        answer = other.get(f"/moderate/elsewhere/threads/talk?{query}")
        assert "canary" not in answer.text, query


def _fill_branch(team: Team, mo: Browser, root: int) -> str:
    team.set_site(posts_limit="off", rules="off")
    for number in range(12):
        team.say(f"Reply {number}", parent=root)
    return mo.get(f"{TALK}?thread=/a").text


def test_every_comment_stands_on_some_page_once(mo: Browser, team: Team) -> None:
    team.set_site(posts_limit="off", rules="off")
    roots = [team.say(f"Root {number}") for number in range(27)]
    replies = [team.say(f"Reply {number}", parent=roots[0]) for number in range(40)]
    for each in (roots[3], roots[26], replies[5], replies[20]):
        set_status(team.session, str(each), Status.SPAM)
    found, waiting, seen = list[str](), [f"{TALK}?thread=/a"], set[str]()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            page = mo.see(path)
            found += page.items
            waiting += [link for link in page.links if "cursor=" in link]
    assert sorted(found) == sorted(map(str, roots + replies))


def test_one_comment_is_reached_however_deep(mo: Browser, team: Team) -> None:
    team.set_site(posts_limit="off", rules="off")
    number = team.say("Depth 0")
    for depth in range(1, 40):
        number = team.say(f"Depth {depth}", parent=number)
    page = mo.see(f"{TALK}?comment={number}")
    assert f"comment-{number}" in page.ids
    assert {"Depth 0", "Depth 38", "Depth 39"} <= set(re.findall(r"Depth \d+", page.text))


def test_a_page_asks_the_same_however_large_it_is(app: Flask, mo: Browser, team: Team) -> None:
    def count() -> int:
        mo.see(f"{TALK}?thread=/a")
        with app.app_context():
            engine = db.engine
        with listening(engine) as said:
            mo.see(f"{TALK}?thread=/a")
        return len(said.sent)

    team.set_site(posts_limit="off", rules="off")
    root = team.say()
    team.say(parent=root)
    few = count()
    for _ in range(30):
        team.say(parent=root)
        team.say()
    assert count() == few
    assert few <= 13


@pytest.mark.parametrize(("voice", "name"), [("own", "The moderator"), ("team", "Town Talk")])
def test_an_answer_stands_there_at_once_with_a_badge(
    mo: Browser, team: Team, client: FlaskClient, voice: str, name: str
) -> None:
    comment = team.say("Does it?")
    team.set_site(email="required", premoderation="all")
    answer = send(mo, form_of(mo.see(f"{TALK}?answer={comment}")), body="It *does*.", voice=voice)
    assert answer.status_code == 303, answer.text
    root, reply = comments_of(client)
    assert (reply["parent"], reply["html"]) == (root["id"], "<p>It <em>does</em>.</p>")
    assert reply["author"] == {"name": name, "url": None, "role": "moderator"}
    shown = mo.see(answer.location)
    assert "Your answer stands there." in shown.text
    assert ("written by The moderator" in shown.text) is (voice == "team")
    assert mo.undo(shown).location == answer.location
    assert [each["id"] for each in comments_of(client)] == [root["id"]]
    log = mo.see("/moderate/town/log")
    assert "answered" in log.text
    assert mo.undo(log).status_code == 303
    assert [each["id"] for each in comments_of(client)] == [root["id"], reply["id"]]


def test_a_form_that_comes_twice_answers_once(mo: Browser, team: Team, client: FlaskClient) -> None:
    comment = team.say()
    form = form_of(mo.see(f"{TALK}?answer={comment}"))
    first, second = send(mo, form, body="Once"), send(mo, form, body="Once")
    assert first.location == second.location
    assert len(comments_of(client)) == 2
    send(mo, form, body="Twice, for it was changed")
    assert len(comments_of(client)) == 3


def test_a_preview_posts_nothing_and_keeps_everything(mo: Browser, team: Team, client: FlaskClient) -> None:
    comment = team.say()
    form = form_of(mo.see(f"{TALK}?answer={comment}"))
    answer = send(mo, form, body="So **bold**", voice="team", action="preview")
    assert answer.status_code == 200
    assert "<strong>bold</strong>" in answer.text
    page = see(answer)
    assert "So **bold**" in page.text
    again = form_of(page)
    assert (dict(again.fields)["key"], dict(again.fields)["voice"]) == (dict(form.fields)["key"], "team")
    assert len(comments_of(client)) == 1


def test_members_have_the_last_word_and_contributors_have_not(
    enter: Callable[[str], Browser], team: Team, client: FlaskClient
) -> None:
    comment = team.say()
    mo, contributor = enter("moderator"), enter("contributor")
    contributor.post("/moderate/town/written", page="/a")
    form = form_of(contributor.see(f"{TALK}?answer={comment}"))
    mo.post("/moderate/town/threads/close", thread="/a")
    page = contributor.see(f"{TALK}?answer={comment}")
    assert [each.action for each in page.forms] == ["/moderate/town/written/undo"]
    refused = send(contributor, form, body="Too late")
    assert refused.status_code == 409
    assert send(mo, form_of(mo.see(f"{TALK}?answer={comment}")), body="The last word").status_code == 303
    assert [each["html"] for each in comments_of(client)] == ["<p>Hello</p>", "<p>The last word</p>"]


def test_contributors_answer_but_publish_nothing(enter: Callable[[str], Browser], team: Team) -> None:
    comment = team.say()
    contributor = enter("contributor")
    contributor.post("/moderate/town/written", page="/a")
    assert send(contributor, form_of(contributor.see(f"{TALK}?answer={comment}")), body="I wrote it").status_code == 303
    (held,) = team.hold("Wait")
    before = dump(team.session)
    answer = contributor.post(
        TALK, thread="/a", parent=str(held), publish=f"{held}-1", body="Hi", action="post", key="k" * 22
    )
    assert answer.status_code == 403
    assert dump(team.session) == before


def test_the_first_comment_of_a_page_can_be_the_teams(mo: Browser, team: Team, client: FlaskClient) -> None:
    send(mo, form_of(mo.see(f"{TALK}?thread=/new")), body="Welcome", voice="team")
    (root,) = comments_of(client, "/new")
    assert root["author"]["name"] == "Town Talk"
    assert "Nobody has written" in mo.see(f"{TALK}?thread=opaque").text
    answer = mo.post(TALK, thread="opaque", body="Hi", action="post")
    assert answer.status_code == 422
    assert team.session


def test_the_teams_name_is_the_teams(mo: Browser, team: Team, client: FlaskClient) -> None:
    team.set_site(team_name="The Gardeners")
    for name in ("The Gardeners", "the gardeners", "Thе Gardeners", "The  Gardeners"):
        draft = {"url": "https://town.example/a", "body": "Hi", "author": {"name": name}}
        assert client.post("/api/v1/sites/town/comments", json=draft).status_code == 422, name
    send(mo, form_of(mo.see(f"{TALK}?thread=/a")), body="Welcome", voice="team")
    assert comments_of(client)[0]["author"]["name"] == "The Gardeners"


def reply_form(mo: Browser, number: int = 0) -> Form:
    return form_of(mo.see("/moderate/town/"), number=number)


def test_publish_and_answer_in_one_go(mo: Browser, team: Team, client: FlaskClient) -> None:
    (comment,) = team.hold("Is it open?")
    form = reply_form(mo)
    assert send(mo, form, body="From nine on.").location == "/moderate/town/"
    assert send(mo, form, body="From nine on.").location == "/moderate/town/"
    root, reply = comments_of(client)
    assert (root["id"], reply["parent"]) == (str(comment), str(comment))
    page = mo.see("/moderate/town/")
    assert "Published, and your answer stands below it." in page.text
    mo.undo(page)
    assert comments_of(client) == []
    assert [row.status for row in rows(team)] == ["pending", "deleted"]
    mo.undo(mo.see("/moderate/town/"))
    assert len(comments_of(client)) == 2
    with reading(team.session):
        thread = team.session.scalars(select(Thread.id)).one()
    assert read_tally(team.session, thread) == recount(team.session, thread)


@pytest.mark.parametrize("deed", ["spam", "approve"])
def test_what_somebody_else_decided_meanwhile_is_not_answered_and_no_text_is_lost(
    enter: Callable[[str], Browser], team: Team, deed: str
) -> None:
    team.hold("Is it open?")
    mo, other = enter("moderator"), enter("owner")
    form = reply_form(mo)
    other.press(other.see("/moderate/town/"), deed)
    answer = send(mo, form, body="From nine on.", voice="team")
    assert answer.status_code == 409
    page = see(answer)
    assert "Somebody else decided meanwhile" in page.text
    assert "From nine on." in page.text
    assert len(rows(team)) == 1
    again = form_of(page)
    assert ("publish" in dict(again.fields)) is (deed == "spam")
    assert send(mo, again, body="From nine on.").status_code == 303
    assert [row.status for row in rows(team)] == ["approved", "approved"]


def test_a_form_that_comes_again_after_a_crash_goes_on(mo: Browser, team: Team, client: FlaskClient) -> None:
    """The comment was published, and then nothing more happened."""
    team.hold("Is it open?")
    form = reply_form(mo)
    mo.press(mo.see("/moderate/town/"), "approve")
    assert send(mo, form, body="From nine on.").status_code == 303
    assert len(comments_of(client)) == 2


def test_an_empty_answer_publishes_nothing(mo: Browser, team: Team) -> None:
    team.hold("Is it open?")
    answer = send(mo, reply_form(mo), body="  ")
    assert answer.status_code == 422
    assert "Please write something first." in answer.text
    assert [row.status for row in rows(team)] == ["pending"]


def test_no_form_that_was_made_up_publishes_another_comment(mo: Browser, team: Team) -> None:
    one, two = team.hold("One", "Two")
    before = dump(team.session)
    for publish in (f"{two}-1", "x", f"{one}-", f"{one}-٣", f"{one}-9999999999", "-1"):
        answer = mo.post(TALK, thread="/a", parent=str(one), publish=publish, body="Hi", action="post")
        assert answer.status_code == 422, publish
    assert dump(team.session) == before


def test_decisions_in_a_discussion_lead_back_to_it(mo: Browser, team: Team) -> None:
    (comment,) = team.hold("Wait")
    answer = mo.press(mo.see(f"{TALK}?thread=/a"), "approve")
    assert answer.location == f"{TALK}?comment={comment}#comment-{comment}"
    page = mo.see(answer.location)
    assert "Published." in page.text
    assert mo.undo(page).location == answer.location
    assert team.status(comment) == "pending"


def test_ways_lead_to_the_discussion(mo: Browser, team: Team) -> None:
    (comment,) = team.hold("Wait")
    place = f"{TALK}?comment={comment}#comment-{comment}"
    assert place in mo.see("/moderate/town/").links
    assert place in mo.see("/moderate/town/log").links
    assert f"{TALK}?thread=/a" in mo.see("/moderate/town/threads/").links


@pytest.mark.parametrize("value", [*MARKUP, *TRICKS])
def test_what_is_typed_stays_text_and_what_was_written_carries_no_markup(mo: Browser, team: Team, value: str) -> None:
    comment = team.say()
    form = form_of(mo.see(f"{TALK}?answer={comment}"))
    for fields in ({"body": value}, {"voice": value}, {"thread": value}, {"parent": value}, {"state": value}):
        answer = send(mo, form, **({"body": "Hi", "action": "preview"} | fields))
        assert answer.status_code in {200, 422}, fields
        see(answer)
    with writing(team.session):
        row = team.session.get_one(Comment, comment, populate_existing=True)
        row.author_name, row.author_url, row.draft_html = value[:100], value, None
        row.channel = value[:20]
        thread = team.session.get_one(Thread, row.thread_id, populate_existing=True)
        thread.title, thread.url = value, value
    for path in (f"{TALK}?comment={comment}", f"{TALK}?thread=/a", f"/moderate/town/threads/enter?parent={comment}"):
        mo.see(path)


def test_no_address_breaks_the_page(mo: Browser, team: Team) -> None:
    team.say()
    for value in (*TRICKS, *UNSTORABLE, *MARKUP, "0", "-1", "9" * 30):
        for name in ("thread", "comment", "answer", "cursor"):
            query = {"thread": "/a"} | {name: value}
            answer = mo.client.get(TALK, query_string=query)
            assert answer.status_code in {200, 404, 422}, (name, value)
            see(answer)


def test_a_log_row_of_an_answer_names_the_member(mo: Browser, team: Team) -> None:
    send(mo, form_of(mo.see(f"{TALK}?thread=/a")), body="Welcome", voice="team")
    with reading(team.session):
        entry = team.session.scalars(select(LogEntry)).one()
    assert (entry.actor, entry.action, entry.before, entry.after) == ("member", "answer", None, "approved")
    assert entry.user_id is not None
