"""Every route × every role, from one table; forms without our proof; and no GET that changes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.worlds import dump
from tests.dashboard.moderating import Browser, Team, see

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

WHO = ("owner", "moderator", "admin", "contributor", "other", "none", "out")
_TEAM = (200, 200, 200, 403, 404, 404, 303)
_TEAM_FORM = (303, 303, 303, 403, 404, 404, 303)
_OWNERS = (200, 403, 200, 403, 404, 404, 303)
_OWNERS_FORM = (303, 403, 303, 403, 404, 404, 303)
_ADMIN = (403, 403, 200, 403, 404, 404, 303)
_EVERYBODY = (200, 200, 200, 200, 200, 200, 303)

# Each route with its answers to the roles of WHO; 303 for who is out leads to the sign-in.
TABLE: dict[tuple[str, str], tuple[int, ...]] = {
    ("GET", "/moderate/"): (200, 200, 200, 303, 200, 200, 303),
    ("GET", "/moderate/-/sign-in"): (303, 303, 303, 303, 303, 303, 200),
    ("POST", "/moderate/-/sign-in"): (422,) * 7,
    ("POST", "/moderate/-/sign-out"): (303,) * 7,
    ("POST", "/moderate/-/sign-out-everywhere"): (303,) * 7,
    ("GET", "/moderate/-/account"): _EVERYBODY,
    ("POST", "/moderate/-/account"): (422, 422, 422, 422, 422, 422, 303),
    ("GET", "/moderate/-/forgotten"): (200,) * 7,
    ("POST", "/moderate/-/forgotten"): (200,) * 7,
    ("GET", "/moderate/-/tokens"): _EVERYBODY,
    ("POST", "/moderate/-/tokens"): (422, 422, 422, 422, 422, 422, 303),
    ("POST", "/moderate/-/tokens/remove"): (404, 404, 404, 404, 404, 404, 303),
    ("GET", "/moderate/-/password/<token>"): (404,) * 7,
    ("POST", "/moderate/-/password/<token>"): (404,) * 7,
    ("GET", "/moderate/-/welcome/<token>"): (404,) * 7,
    ("POST", "/moderate/-/welcome/<token>"): (404,) * 7,
    ("GET", "/moderate/-/welcome"): (303,) * 7,
    ("GET", "/moderate/-/backups"): (403, 403, 200, 403, 403, 403, 303),
    ("POST", "/moderate/-/backups"): (403, 403, 422, 403, 403, 403, 303),
    ("GET", "/moderate/-/blogs"): (403, 403, 200, 403, 403, 403, 303),
    ("POST", "/moderate/-/blogs"): (403, 403, 422, 403, 403, 403, 303),
    ("GET", "/moderate/-/handover"): (403, 403, 200, 403, 403, 403, 303),
    ("GET", "/moderate/-/invitation/<key>"): (404,) * 7,
    ("POST", "/moderate/-/invitation/<key>"): (404,) * 7,
    ("GET", "/moderate/<site:site>/"): (200, 200, 200, 303, 404, 404, 303),
    ("GET", "/moderate/<site:site>/edit/<id:comment>"): _TEAM,
    ("POST", "/moderate/<site:site>/edit/<id:comment>"): _TEAM_FORM,
    ("POST", "/moderate/<site:site>/preview"): _TEAM,
    ("POST", "/moderate/<site:site>/decide"): _TEAM_FORM,
    ("POST", "/moderate/<site:site>/ask"): _TEAM_FORM,
    ("POST", "/moderate/<site:site>/notes"): _TEAM_FORM,
    ("POST", "/moderate/<site:site>/notes/remove"): _TEAM_FORM,
    ("POST", "/moderate/<site:site>/presence"): _TEAM,
    ("POST", "/moderate/<site:site>/undo"): (404, 404, 404, 403, 404, 404, 303),
    ("GET", "/moderate/<site:site>/figures"): _TEAM,
    ("GET", "/moderate/<site:site>/log"): _TEAM,
    ("GET", "/moderate/<site:site>/more"): (200, 200, 200, 200, 404, 404, 303),
    ("GET", "/moderate/<site:site>/log/<any(csv, jsonl):kind>"): _TEAM,
    ("GET", "/moderate/<site:site>/house-rules"): _OWNERS,
    ("POST", "/moderate/<site:site>/house-rules"): _OWNERS_FORM,
    ("GET", "/moderate/<site:site>/check"): _OWNERS,
    ("POST", "/moderate/<site:site>/check"): (422, 403, 422, 403, 404, 404, 303),
    ("GET", "/moderate/<site:site>/rules/"): _TEAM,
    ("POST", "/moderate/<site:site>/rules/try"): (200, 403, 200, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/rules/save"): (303, 403, 303, 403, 404, 404, 303),
    ("GET", "/moderate/<site:site>/bans/"): _TEAM,
    ("GET", "/moderate/<site:site>/bans/new"): _TEAM,
    ("POST", "/moderate/<site:site>/bans/preview"): _TEAM,
    ("POST", "/moderate/<site:site>/bans/add"): _TEAM_FORM,
    ("POST", "/moderate/<site:site>/bans/remove"): (404, 404, 404, 403, 404, 404, 303),
    ("GET", "/moderate/<site:site>/members"): _OWNERS,
    ("POST", "/moderate/<site:site>/members"): (422, 403, 422, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/members/role"): (422, 403, 422, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/members/pages"): (404, 403, 404, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/members/remove"): (404, 403, 404, 403, 404, 404, 303),
    ("GET", "/moderate/<site:site>/alerts"): _TEAM,
    ("POST", "/moderate/<site:site>/alerts/mail"): _TEAM_FORM,
    ("POST", "/moderate/<site:site>/alerts/try"): (422, 422, 422, 403, 404, 404, 303),
    ("GET", "/moderate/<site:site>/written"): (200, 200, 200, 200, 404, 404, 303),
    ("POST", "/moderate/<site:site>/written"): (422, 422, 403, 422, 404, 404, 303),
    ("POST", "/moderate/<site:site>/written/undo"): (303, 303, 303, 303, 404, 404, 303),
    ("POST", "/moderate/<site:site>/written/mail"): (303, 303, 303, 303, 404, 404, 303),
    ("POST", "/moderate/<site:site>/alerts/feed"): _TEAM_FORM,
    ("POST", "/moderate/<site:site>/alerts/feed/end"): _TEAM_FORM,
    ("POST", "/moderate/<site:site>/alerts/hook"): (422, 403, 422, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/alerts/hook/try"): (404, 403, 404, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/alerts/hook/remove"): _OWNERS_FORM,
    ("GET", "/moderate/<site:site>/welcome"): _OWNERS,
    ("POST", "/moderate/<site:site>/welcome/tick"): (404, 403, 404, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/welcome/address"): (422, 403, 422, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/welcome/care"): (422, 403, 422, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/welcome/rules"): _OWNERS_FORM,
    ("POST", "/moderate/<site:site>/welcome/first"): (422, 403, 422, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/members/invite"): (422, 403, 422, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/members/uninvite"): (404, 403, 404, 403, 404, 404, 303),
    ("GET", "/moderate/<site:site>/members/hand-over"): (404, 403, 404, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/members/hand-over"): (404, 403, 404, 403, 404, 404, 303),
    ("GET", "/moderate/<site:site>/remove"): _ADMIN,
    ("POST", "/moderate/<site:site>/remove"): (403, 403, 422, 403, 404, 404, 303),
    ("GET", "/moderate/<site:site>/well"): _ADMIN,
    ("POST", "/moderate/<site:site>/well"): _ADMIN,
    ("GET", "/moderate/<site:site>/threads/"): _TEAM,
    ("GET", "/moderate/<site:site>/threads/close"): _TEAM,
    ("POST", "/moderate/<site:site>/threads/close"): _TEAM_FORM,
    ("POST", "/moderate/<site:site>/threads/open"): _TEAM_FORM,
    ("GET", "/moderate/<site:site>/threads/calm"): _TEAM,
    ("POST", "/moderate/<site:site>/threads/calm"): _TEAM_FORM,
    ("GET", "/moderate/<site:site>/threads/quiet"): _TEAM,
    ("POST", "/moderate/<site:site>/threads/quiet"): _TEAM_FORM,
    ("GET", "/moderate/<site:site>/state"): _TEAM,
    ("POST", "/moderate/<site:site>/state"): (422, 422, 422, 403, 404, 404, 303),
    ("POST", "/moderate/<site:site>/state/end"): (422, 422, 422, 403, 404, 404, 303),
    ("GET", "/moderate/<site:site>/threads/talk"): (200, 200, 200, 200, 404, 404, 303),
    ("POST", "/moderate/<site:site>/threads/talk"): (422, 422, 422, 422, 404, 404, 303),
    ("GET", "/moderate/<site:site>/threads/enter"): _TEAM,
    ("POST", "/moderate/<site:site>/threads/enter"): (422, 422, 422, 403, 404, 404, 303),
}


def routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/moderate")
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }


def path_of(rule: str, comment: int) -> str:
    """Fill in what stands in a rule's braces."""
    values = {"<site:site>": "town", "<any(csv, jsonl):kind>": "csv", "<id:comment>": str(comment)}
    for place, value in values.items():
        rule = rule.replace(place, value)
    return rule


def stay(browser: Browser, enter: Callable[[str], Browser], who: str) -> Browser:
    """Give the same browser, or one that signs in anew where the last form ended the session."""
    is_out = browser.get("/moderate/-/account").status_code == 303
    return enter(who) if is_out and who != "out" else browser


def test_the_table_has_every_route(app: Flask) -> None:
    assert routes(app) == TABLE.keys()


@pytest.mark.parametrize("who", WHO)
def test_each_role_may_what_the_table_says(enter: Callable[[str], Browser], team: Team, who: str) -> None:
    (comment,) = team.hold("Wait for me")
    number = WHO.index(who)
    data = {"items": f"{comment}-1", "deed": "approve", "batch": "0" * 16, "thread": "/a", "email": "x@y.example"}
    data |= {"word": "Hello", "note": "1"}
    data |= {"kind": "domain", "value": "spam.example", "lasting": "ever", "sweep": "7", "ban": "1"}
    text = {"action": "save", "body": "Changed", "version": "1"}
    browser = enter(who)
    for (method, rule), expected in TABLE.items():
        browser, path = stay(browser, enter, who), path_of(rule, comment)
        form = data | (text if "/edit/" in rule else {})
        before = dump(team.session)
        answer = browser.get(f"{path}?thread=/a") if method == "GET" else browser.post(path, **form)
        assert answer.status_code == expected[number], (method, rule)
        assert answer.text
        if answer.status_code != 303 and answer.mimetype not in {"text/csv", "application/json"}:
            see(answer)
        is_own = who == "contributor" and "/written" in rule  # what they say of their own pages
        if who in {"contributor", "other", "none", "out"} and "<site:site>" in rule and not is_own:
            assert dump(team.session) == before, (method, rule)
        if who == "out" and "<site:site>" in rule:
            assert answer.location.startswith("/moderate/-/sign-in")


def test_outsiders_cannot_tell_a_site_that_exists(enter: Callable[[str], Browser]) -> None:
    other = enter("other")
    texts = [other.get(f"/moderate/{site}/").text for site in ("town", "nowhere")]
    assert texts[0] == texts[1]


def test_each_sees_the_own_sites_alone(enter: Callable[[str], Browser]) -> None:
    seen = {who: enter(who).client.get("/moderate/", follow_redirects=True).text for who in WHO[:-1]}
    assert {who for who, text in seen.items() if "Town Talk" in text} == {"owner", "moderator", "admin", "contributor"}
    assert {who for who, text in seen.items() if "Elsewhere" in text} == {"other", "admin"}


@pytest.mark.parametrize("token", [None, "", "x", "of another"])
def test_a_form_without_our_proof_does_nothing(enter: Callable[[str], Browser], team: Team, token: str | None) -> None:
    (comment,) = team.hold("Wait for me")
    mo = enter("moderator")
    data: dict[str, Any] = {"items": f"{comment}-1", "deed": "approve", "thread": "/a"}
    if token is not None:
        data["csrf_token"] = enter("owner").token() if token == "of another" else token
    before = dump(team.session)
    for rule in (rule for method, rule in TABLE if method == "POST"):
        answer = mo.client.post(path_of(rule, comment), data=data)
        assert answer.status_code == 400, rule
        see(answer)
    assert dump(team.session) == before
    assert mo.get("/moderate/").status_code == 200


def test_other_doors_ask_for_no_proof(mo: Browser, team: Team) -> None:
    comment = team.say()
    assert mo.client.post(f"/c/{comment}/report", data={"reason": "spam"}).status_code == 303
    draft = {"url": "https://town.example/a", "body": "Hello", "author": {"name": "Ann"}}
    assert mo.client.post("/api/v1/sites/town/comments", json=draft).status_code == 201


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_method_does_anything(mo: Browser, method: str) -> None:
    assert mo.client.open("/moderate/town/decide", method=method).status_code in {400, 405}
