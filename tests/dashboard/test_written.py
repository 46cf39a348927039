"""Your pages: who wrote what, as they say themselves and as owners do; what a contributor sees, and what never."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from discuss.domain.authored import MOST
from discuss.domain.status import Status
from discuss.store.author_tables import Authored
from discuss.store.session import reading, writing
from discuss.store.tables import Membership, Thread, User
from tests.api.worlds import dump, set_status
from tests.dashboard.moderating import see
from tests.dashboard.test_hostile import MARKUP
from tests.dashboard.test_permissions import TABLE, path_of
from tests.dashboard.test_talk import TALK, comments_of, form_of, send
from tests.hostile import TRICKS, UNSTORABLE
from tests.hostile_places import FOREIGN_PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from tests.dashboard.moderating import Browser, Team

PAGE = "/moderate/town/written"
MEMBERS = "/moderate/town/members"
SECRET = re.compile(r"canary\w*")


@pytest.fixture
def zoe(enter: Callable[[str], Browser]) -> Browser:
    """Give the browser of a contributor."""
    return enter("contributor")


def noted(team: Team) -> list[str]:
    with reading(team.session):
        return sorted(team.session.scalars(select(Authored.path)))


def number_of(team: Team, name: str = "contributor") -> int:
    with reading(team.session):
        return team.session.scalars(select(User.id).where(User.email == f"{name}@team.example")).one()


def test_who_only_wrote_pages_lands_on_them(zoe: Browser, team: Team) -> None:
    assert team.session
    for path in ("/moderate/", "/moderate/town/"):
        assert zoe.get(path).location == PAGE
    page = zoe.see(PAGE)
    assert "No page is noted as yours yet." in page.text
    assert "Comments" not in page.text
    assert PAGE in zoe.see("/moderate/town/more").links


def test_a_page_is_claimed_where_it_is_talked_about_answered_and_given_back(
    zoe: Browser, team: Team, client: FlaskClient
) -> None:
    comment = team.say("Needs salt")
    talk = zoe.see(f"{TALK}?thread=/a")
    assert [form.action for form in talk.forms] == [PAGE]
    assert "You answer on the pages that you wrote." in talk.text
    claimed = zoe.client.post(PAGE, data=dict(talk.forms[0].fields))
    assert claimed.location == f"{TALK}?thread=/a"
    page = zoe.see(f"{TALK}?answer={comment}")
    assert "You wrote this page" in page.text
    assert "Under which name" not in page.text
    assert send(zoe, form_of(page), body="I like it so").status_code == 303
    _, reply = comments_of(client)
    assert reply["author"] == {"name": "The contributor", "url": None, "role": "contributor"}
    assert "Author" in client.get("/t/town?url=https://town.example/a").text
    mine = zoe.see(PAGE)
    assert f"{TALK}?thread=/a" in mine.links
    assert "2 comments" in mine.text
    undo = next(form for form in zoe.see(f"{TALK}?thread=/a").forms if form.action.endswith("/undo"))
    assert zoe.client.post(undo.action, data=dict(undo.fields)).location == f"{TALK}?thread=/a"
    assert noted(team) == []
    assert comments_of(client)[1]["author"]["role"] == "contributor", "what was said stays said"


def test_elsewhere_nothing_is_answered_and_never_for_the_team(zoe: Browser, team: Team) -> None:
    comment = team.say()
    zoe.post(PAGE, page="/mine")
    before = dump(team.session)
    for fields in ({"thread": "/a"}, {"thread": "/a", "parent": str(comment)}, {"thread": "/mine", "voice": "team"}):
        answer = zoe.post(TALK, body="Hello", action="post", key="k" * 22, **fields)
        assert answer.status_code == 403, fields
    assert dump(team.session) == before


@pytest.mark.parametrize(("path", "is_hers"), [("/amina/", True), ("/", True), ("/amin/", False), ("/amina", False)])
def test_a_path_stands_for_all_below_it(
    enter: Callable[[str], Browser], team: Team, path: str, *, is_hers: bool
) -> None:
    owner, zoe = enter("owner"), enter("contributor")
    comment = team.say("Needs salt", page="/amina/soup", title="Soup")
    team.say(page="/Amina/soup")
    assert owner.post(f"{MEMBERS}/pages", member=str(number_of(team)), pages=path).location == MEMBERS
    assert path in owner.see(MEMBERS).text
    page = zoe.see(f"{TALK}?comment={comment}")
    assert (f"You wrote the pages below {path}" in page.text) is is_hers
    mine = zoe.see(PAGE)
    assert (f"{TALK}?thread=/amina/soup" in mine.links) is is_hers
    assert (f"{TALK}?thread=/Amina/soup" in mine.links) is (path == "/")
    assert ("all pages below it" in mine.text) is path.endswith("/")


@pytest.mark.parametrize("who", ["owner", "moderator"])
@pytest.mark.parametrize(("voice", "role"), [("own", "contributor"), ("team", None)])
def test_whoever_wrote_the_page_is_its_author(
    enter: Callable[[str], Browser], team: Team, client: FlaskClient, who: str, voice: str, role: str | None
) -> None:
    browser = enter(who)
    browser.post(PAGE, page="https://www.town.example/a/?utm_source=x")
    assert noted(team) == ["/a"]
    send(browser, form_of(browser.see(f"{TALK}?thread=/a")), body="Mine", voice=voice)
    send(browser, form_of(browser.see(f"{TALK}?thread=/b")), body="Not mine", voice=voice)
    assert comments_of(client, "/a")[0]["author"]["role"] == (role or who)
    assert comments_of(client, "/b")[0]["author"]["role"] == who


def test_owners_see_and_change_what_is_noted(enter: Callable[[str], Browser], team: Team) -> None:
    owner, number = enter("owner"), str(number_of(team))
    owner.post(f"{MEMBERS}/pages", member=number, pages="/b\r\n/amina/\r\n\r\n/b")
    assert noted(team) == ["/amina/", "/b"]
    answer = owner.post(f"{MEMBERS}/pages", member=number, pages="/c\nnot a/path")
    assert answer.status_code == 422
    page = see(answer)
    assert 'A path starts with "/"' in page.text
    assert "not a/path" in page.text
    assert noted(team) == ["/amina/", "/b"]
    owner.post(f"{MEMBERS}/pages", member=number, pages="")
    assert noted(team) == []
    for stranger in ("other", "none"):
        assert owner.post(f"{MEMBERS}/pages", member=str(number_of(team, stranger)), pages="/a").status_code == 404
    assert noted(team) == []


def test_who_leaves_wrote_nothing_any_more(enter: Callable[[str], Browser], team: Team) -> None:
    owner, zoe, number = enter("owner"), enter("contributor"), str(number_of(team))
    zoe.post(PAGE, page="/a")
    owner.post(f"{MEMBERS}/role", member=number, role="moderator")
    assert noted(team) == ["/a"]
    owner.post(f"{MEMBERS}/remove", member=number)
    assert noted(team) == []


@pytest.mark.parametrize("page", ["/", "https://town.example/", "https://town.example", "", *FOREIGN_PAGES])
def test_nobody_claims_the_front_page_or_anothers(zoe: Browser, team: Team, page: str) -> None:
    answer = zoe.post(PAGE, page=page)
    if page == "/a":
        assert noted(team) == ["/a"]
    elif answer.status_code == 303:
        assert not any("://" in path or path.endswith("/") for path in noted(team))
    else:
        assert answer.status_code == 422
        assert see(answer).text
        assert noted(team) == []


def test_there_is_an_end_to_claims(zoe: Browser, team: Team) -> None:
    with writing(team.session):
        member = team.session.scalars(select(Membership).join(User).where(User.name == "The contributor")).one()
        rows = [Authored(site_id=member.site_id, user_id=member.user_id, path=f"/{number}") for number in range(MOST)]
        team.session.add_all(rows)
    assert zoe.post(PAGE, page="/0").status_code == 303
    assert zoe.post(PAGE, page="/one-more").status_code == 422
    assert len(noted(team)) == MOST


def test_a_name_that_is_no_address_is_claimed_where_it_is_talked_about(
    enter: Callable[[str], Browser], team: Team, zoe: Browser
) -> None:
    assert zoe.post(PAGE, page="posts/7").status_code == 422
    team.say(page="/seven", thread="posts/7")
    assert zoe.post(PAGE, page="posts/7").status_code == 303
    enter("owner").post(f"{MEMBERS}/pages", member=str(number_of(team)), pages="posts/7\n/a")
    assert noted(team) == ["/a", "posts/7"]


@pytest.mark.parametrize("value", [*TRICKS, *UNSTORABLE, *MARKUP])
def test_whatever_is_typed_stays_text(enter: Callable[[str], Browser], team: Team, value: str) -> None:
    owner, zoe = enter("owner"), enter("contributor")
    for page in (value, f"/{value}"):
        for back in ("", "talk", value):
            answer = zoe.post(PAGE, page=page, back=back)
            assert answer.status_code in {303, 422}, page
            if answer.status_code == 422:
                see(answer)
        assert zoe.post(f"{PAGE}/undo", page=page, back="").status_code == 303
        assert owner.post(f"{MEMBERS}/pages", member=str(number_of(team)), pages=page).status_code in {303, 422}
        zoe.see(PAGE)
        owner.see(MEMBERS)
    assert zoe.post(f"{PAGE}/mail", mail=value).status_code == 303
    assert owner.post(f"{MEMBERS}/pages", member=value, pages="/a").status_code == 404


@pytest.mark.parametrize("value", [*TRICKS, *MARKUP])
def test_whatever_readers_sent_stays_text(zoe: Browser, team: Team, value: str) -> None:
    team.say()
    zoe.post(PAGE, page="/a")
    with writing(team.session):
        thread = team.session.scalars(select(Thread)).one()
        thread.title, thread.url = value[:300], value
    assert "1 comment" in zoe.see(PAGE).text  # which refuses everything strange


def test_the_choice_about_mails_is_her_own(zoe: Browser, team: Team) -> None:
    assert team.session
    assert "You get a mail at contributor@team.example." in zoe.see(PAGE).text
    assert zoe.post(f"{PAGE}/mail", mail="off").location == PAGE
    assert "You get no mail at contributor@team.example." in zoe.see(PAGE).text
    zoe.post(f"{PAGE}/mail", mail="on")
    assert "You get a mail at" in zoe.see(PAGE).text


def hide(team: Team) -> list[int]:
    """Post on her page what nobody may read but the team, in every way that there is; give what it stands under."""
    team.set_site(posts_limit="off", rules="off", website="on", email="optional", premoderation="none")
    found = [team.say("Hello everybody")]
    for status in (status for status in Status if status is not Status.APPROVED):
        for parent in (None, found[0]):
            hidden = team.say(f"canary{status}", **_canaries(status), parent=parent)
            set_status(team.session, str(hidden), status)
            found.append(hidden)
    team.flag(team.say("Reported"), note="canarynote")
    changed = team.say("As it was", name="Ben")
    team.edit(changed, "canarychange")
    found += team.hold("canarywaits")
    team.say("canaryalone", page="/a/alone", title="canarytitle")
    return [*found, changed]


def _canaries(status: Status) -> dict[str, Any]:
    return {
        "name": f"canaryname{status}",
        "website": f"https://canarysite{status}.example/",
        "email": f"canarymail{status}@example.org",
    }


def test_a_contributor_never_sees_what_is_held(zoe: Browser, team: Team, enter: Callable[[str], Browser]) -> None:
    """On every page there is, of every comment, and in what every form answers."""
    numbers = hide(team)
    enter("owner").post(f"{MEMBERS}/pages", member=str(number_of(team)), pages="/a/\n/a")
    keys = ("/a", "/a/alone")
    queries = [f"?thread={key}" for key in keys]
    queries += [f"?{name}={number}" for number in numbers for name in ("comment", "answer", "items", "cursor")]
    queries += ["?q=canary", "?state=spam", "?state=all"]
    opened = 0
    for method, rule in TABLE:
        if method == "GET":
            for query in queries:
                answer = zoe.get(path_of(rule, numbers[1]) + query)
                opened += answer.status_code == 200
                assert not SECRET.findall(answer.text.replace("?q=canary", "")), (rule, query)
                assert "203.0.113." not in answer.text
                assert "192.0.2." not in answer.text
    assert opened > 3 * len(queries)
    for number in numbers:
        for thread in keys:
            fields = {"thread": thread, "parent": str(number), "body": "Hi", "action": "preview", "key": "k" * 22}
            assert not SECRET.findall(zoe.post(TALK, **fields).text), number


def test_forms_tell_a_contributor_nothing_held_either(zoe: Browser, team: Team) -> None:
    numbers = hide(team)
    zoe.post(PAGE, page="/a")
    forms = [rule for method, rule in TABLE if method == "POST" and "<site:site>" in rule]
    for number in numbers:
        fields = {"items": f"{number}-1", "comment": str(number), "thread": "/a", "page": "/a/alone", "deed": "approve"}
        for rule in forms:
            answer = zoe.post(path_of(rule, number), **fields)
            assert not SECRET.findall(answer.text), (rule, number)
    with reading(team.session):
        assert team.session.scalars(select(Authored.path)).all()
