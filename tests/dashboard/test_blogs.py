"""The administrators' page of all blogs: what each has, who owns it, and adding one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from discuss.domain.permissions import Actor
from discuss.errors import Invalid
from discuss.services import blogs, invitations, sites
from discuss.services.blogs import NewBlog
from tests.api.worlds import dump
from tests.dashboard.moderating import Browser, path_of, see
from tests.hostile import TRICKS, UNSTORABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from discuss.services.instance import Instance
    from tests.dashboard.moderating import Team

PAGE = "/moderate/-/blogs"
NEW = {"title": "Harbour News", "url": "https://harbour.example/", "name": "", "email": "ida@harbour.example"}
JOIN = {"way": "new", "name": "Ida", "email": "ida@harbour.example", "new": "three or four words"}
OPERATOR = Actor(is_admin=True)


@pytest.fixture
def admin(enter: Callable[[str], Browser]) -> Browser:
    return enter("admin")


def read_link(page: str) -> str:
    return path_of(page.split('id="invitation">')[1].split("</code>", maxsplit=1)[0])


def squeeze(text: str) -> str:
    return " ".join(text.split())


def test_administrators_find_it_and_others_do_not(admin: Browser, enter: Callable[[str], Browser]) -> None:
    owner = enter("owner")
    for place in ("/moderate/", "/moderate/town/more"):
        assert PAGE in admin.see(place).links
        assert PAGE not in owner.see(place).links


def test_it_tells_of_each_blog_what_it_has_and_who_owns_it(admin: Browser, team: Team) -> None:
    for page in ("/a", "/a", "/b"):
        team.say(page=page)
    team.hold("Wait for me")
    sites.set_site(team.session, "town", {"origins": "https://old.example"})
    sites.add_site(team.session, team.instance, sites.NewSite("empty", "Empty", "https://empty.example"))
    seen = admin.see(PAGE)
    text = squeeze(seen.text)
    assert "Town Talk town https://town.example https://old.example 3 comments · 1 waits Owner: The owner" in text
    assert "owner@team.example" in text
    assert "Elsewhere elsewhere https://elsewhere.example 0 comments · Nothing waits Owner: The other" in text
    assert "Empty empty https://empty.example 0 comments · Nothing waits Nobody owns it. Comments" in text
    assert {"/moderate/town/", "/moderate/empty/members"} <= set(seen.links)


def test_a_blog_is_added_with_the_way_in_for_its_owner(admin: Browser, enter: Callable[[str], Browser]) -> None:
    assert admin.post(PAGE, **NEW).location == PAGE
    page = admin.get(PAGE)
    text = squeeze(see(page).text)
    assert "The blog is added." in text
    assert "Harbour News harbour https://harbour.example 0 comments" in text
    assert "Nobody owns it yet. The invitation is open until" in text
    link = read_link(page.text)
    assert link not in admin.get(PAGE).text, "it is shown once"
    assert "ida@harbour.example" in admin.see("/moderate/harbour/members").text
    out = enter("out")
    assert "Harbour News" in out.see(link).text
    assert out.post(link, **JOIN).location == "/moderate/"
    assert "/moderate/harbour/welcome" in out.see("/moderate/").links
    assert out.get("/moderate/harbour/members").status_code == 200
    assert out.get("/moderate/town/").status_code == 404
    assert "Owner: Ida" in squeeze(admin.see(PAGE).text)


def test_an_invitation_that_nobody_can_take_any_more_is_not_told_of(admin: Browser, team: Team) -> None:
    admin.post(PAGE, **NEW)
    sites.set_admin(team.session, "admin@team.example", is_admin=False)
    (harbour,) = [each for each in blogs.list_blogs(team.session, team.instance, OPERATOR) if each.name == "harbour"]
    assert harbour.invited is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", " ", "Please give it a name."),
        ("url", "ftp://harbour.example", "https://"),
        ("url", "harbour", "An address looks like"),
        ("url", "", "An address looks like"),
        ("email", "nobody", "does not look like an e-mail address"),
        ("email", "", "Please give an e-mail address."),
        ("email", f"{'a' * 60}@{'b' * 60}.example", "This is too long"),
        ("name", "No Good", "lowercase letters, digits and hyphens"),
        ("name", "api", "is a word in addresses"),
        ("name", "town", "There is a site called town already."),
    ],
)
def test_what_is_wrong_is_said_where_and_the_rest_is_kept(
    admin: Browser, team: Team, field: str, value: str, words: str
) -> None:
    before = dump(team.session)
    answer = admin.post(PAGE, **(NEW | {field: value}))
    assert answer.status_code == 422
    (form,) = [form for form in see(answer).forms if form.action == PAGE]
    kept = {name: given for name, given in form.fields if name in NEW}
    assert kept == NEW | {field: value}
    wrong = answer.text.split(f'id="{field}-wrong">')[1].split("</small>")[0]
    assert words in wrong
    assert answer.text.count('aria-invalid="true"') == 1
    assert dump(team.session) == before


def test_everything_that_is_wrong_is_said_at_once(admin: Browser) -> None:
    answer = admin.post(PAGE, title="", url="x", name="No Good", email="nobody")
    assert answer.text.count('aria-invalid="true"') == 4


def test_a_half_made_blog_never_remains(session: Session, instance: Instance) -> None:
    """The randomness gives out between the blog and its invitation."""
    left = [1]

    def draw() -> int:
        return left.pop()

    new = NewBlog(**NEW)
    with pytest.raises(IndexError):
        blogs.add_blog(session, replace(instance, draw=draw), OPERATOR, new)
    assert "harbour" not in [site.name for site in sites.list_sites(session)]
    link = blogs.add_blog(session, instance, OPERATOR, new)
    assert invitations.load_offer(session, instance, link.rpartition("/")[2]).title == "Harbour News"


def test_hostile_values_stay_text(admin: Browser) -> None:
    for number, trick in enumerate([*TRICKS, *UNSTORABLE]):
        for field in NEW:
            answer = admin.post(PAGE, **(NEW | {"name": f"harbour{number}{field}", field: trick}))
            assert answer.status_code in {303, 422}, (field, trick)
            see(admin.get(PAGE) if answer.status_code == 303 else answer)
    admin.see("/moderate/")


def test_of_two_who_add_the_same_at_once_one_is_told_so(session: Session, instance: Instance, engine: Engine) -> None:
    barrier = Barrier(2)

    def work(_number: int) -> str | None:
        with Session(engine, expire_on_commit=False) as own:
            barrier.wait(timeout=60)
            try:
                blogs.add_blog(own, instance, OPERATOR, NewBlog(**NEW))
            except Invalid as error:
                return error.errors[0].pointer
            return None

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(work, range(2))) == {None, "/name"}
    assert [site.name for site in sites.list_sites(session)] == ["harbour"]
