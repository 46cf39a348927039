"""Decisions by forms: what is offered, what one sees before a large one, and mending a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from discuss.services.identity import build_edit_token
from discuss.services.own_comments import load_own
from discuss.store.session import writing
from discuss.store.tables import Comment, Subscription
from tests.api.worlds import dump
from tests.dashboard.moderating import Browser, Form, Team, View, see
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from discuss.services.own_comments import OwnView

QUEUE = "/moderate/town/"
PREVIEW = "/moderate/town/preview"
DECIDE = "/moderate/town/decide"


def items(page: View) -> list[str]:
    return [dict(form.fields)["items"] for form in page.forms if form.action == DECIDE]


def final(page: View) -> Form:
    (form,) = [form for form in page.forms if form.action == DECIDE]
    return form


def confirm(mo: Browser, page: View, **more: Any) -> View:
    """Press the one button under what a decision would do, and give the page after it."""
    form, data = final(page), dict[str, Any]()
    for name, value in form.fields:
        data.setdefault(name, []).append(value)
    (button,) = form.buttons
    answer = mo.client.post(form.action, data=data | dict([button]) | more)
    assert answer.status_code == 303, answer.text
    return mo.see(answer.location)


def own(team: Team, comment: int) -> OwnView:
    team.session.rollback()
    return load_own(team.session, team.instance, comment, build_edit_token(team.instance, comment))


def text_of(team: Team, comment: int) -> str:
    team.session.rollback()
    return team.session.get_one(Comment, comment, populate_existing=True).body


def test_a_selection_is_foreseen_before_it_is_decided(mo: Browser, team: Team) -> None:
    ids = team.hold("One", "Two", "Three")
    chosen = items(mo.see(QUEUE))[:2]
    before = dump(team.session)
    page = see(mo.post(PREVIEW, items=chosen, deed="approve"))
    assert dump(team.session) == before
    assert "2 comments, on 1 page" in page.text
    assert "2 can be read by everybody then" in page.text
    after = confirm(mo, page)
    assert "2 comments published." in after.text
    assert [team.status(each) for each in ids] == ["approved", "approved", "pending"]
    mo.undo(after)
    assert [team.status(each) for each in ids] == ["pending"] * 3


def test_one_with_answers_is_foreseen_only_if_they_go_along(mo: Browser, team: Team) -> None:
    root = team.say()
    reply = team.say(parent=root)
    page = mo.see(f"{QUEUE}?state=published")
    (seen,) = [each for each in items(page) if each.startswith(str(root))]
    answer = mo.post(DECIDE, items=seen, deed="reject", state="published", with_replies="1", message="Both were unkind")
    assert answer.status_code == 200
    assert team.status(root) == "approved"
    page = see(answer)
    assert "1 answer below goes along" in page.text
    assert "2 cannot be read any more" in page.text
    assert "Both were unkind" in page.text
    confirm(mo, page, message="Both were unkind")
    assert [team.status(each) for each in (root, reply)] == ["rejected"] * 2
    assert [(own(team, each).told or None) and own(team, each).told.message for each in (root, reply)] == [  # type: ignore[union-attr]
        "Both were unkind"
    ] * 2


def test_one_without_answers_is_one_tap_whatever_is_ticked(mo: Browser, team: Team) -> None:
    (comment,) = team.hold("One")
    mo.press(mo.see(QUEUE), "spam", with_replies="1")
    assert team.status(comment) == "spam"


def test_what_leaves_an_empty_place_is_said(mo: Browser, team: Team) -> None:
    root = team.say()
    team.say(parent=root)
    answer = mo.post(PREVIEW, items=f"{root}-1", deed="delete")
    assert "1 of these leaves a line" in see(answer).text


def test_everything_of_a_kind_is_decided_and_taken_back(mo: Browser, team: Team) -> None:
    ids = team.hold(*(f"Number {n}" for n in range(30)))
    page = mo.see(QUEUE)
    form = next(form for form in page.forms if ("everything", "1") in form.fields)
    seen = see(mo.client.post(form.action, data=dict(form.fields) | {"deed": "spam"}))
    assert "30 comments" in seen.text
    late = team.say("Somebody else writes meanwhile")
    team.edit(ids[3], "And one changes the text")
    after = confirm(mo, seen)
    assert "29 comments put with the spam." in after.text
    assert "1 was changed meanwhile and stays as it is." in after.text
    assert after.items == [str(ids[3]), str(late)]
    mo.undo(after)
    assert {team.status(each) for each in ids} == {"pending"}


def test_everything_means_what_is_shown_on_that_page(mo: Browser, team: Team) -> None:
    published = team.say()
    (waiting,) = team.hold("One")
    form = next(f for f in mo.see(f"{QUEUE}?state=published").forms if ("everything", "1") in f.fields)
    seen = see(mo.client.post(form.action, data=dict(form.fields) | {"deed": "delete"}))
    assert confirm(mo, seen).items == []
    assert (team.status(published), team.status(waiting)) == ("deleted", "pending")


def test_a_preview_of_nothing_has_no_button(mo: Browser, team: Team) -> None:
    (comment,) = team.hold("One")
    page = see(mo.post(PREVIEW, items=f"{comment}-7", deed="spam"))
    assert "1 was changed meanwhile or is gone" in page.text
    assert final(page).buttons == []


def test_two_who_decide_many_do_not_overwrite_each_other(enter: Callable[[str], Browser], team: Team) -> None:
    ids = team.hold("One", "Two", "Three")
    mo, owner = enter("moderator"), enter("owner")
    mine = see(mo.post(PREVIEW, items=items(mo.see(QUEUE)), deed="spam"))
    theirs = see(owner.post(PREVIEW, items=items(owner.see(QUEUE))[:2], deed="approve"))
    confirm(owner, theirs)
    after = confirm(mo, mine)
    assert [team.status(each) for each in ids] == ["approved", "approved", "spam"]
    assert "Put with the spam." in after.text
    assert "Somebody else decided about 2 of them meanwhile: published. Those were not changed." in after.text


@pytest.mark.parametrize("deed", ["reject", "delete"])
def test_reason_and_message_reach_the_author_and_no_page_of_decisions(mo: Browser, team: Team, deed: str) -> None:
    (comment,) = team.hold("One")
    mo.press(mo.see(QUEUE), deed, reason="house-rules", message=" Please read\r\nthem. ", note="for us")
    told = own(team, comment).told
    assert told is not None
    assert (told.reason, told.message) == ("house-rules", "Please read\nthem.")
    log = mo.see("/moderate/town/log").text
    assert "Against our house rules" in log
    assert "Please read" not in log


def test_a_message_beside_another_button_harms_nothing(mo: Browser, team: Team) -> None:
    (comment,) = team.hold("One")
    mo.press(mo.see(QUEUE), "approve", message="Never mind")
    assert (team.status(comment), own(team, comment).told) == ("approved", None)


def test_an_edit_is_turned_down_and_that_taken_back(mo: Browser, team: Team) -> None:
    comment = team.say("As it was")
    team.edit(comment, "As it became")
    mo.press(mo.see(QUEUE), "reject-edit", reason="advertising")
    assert (team.status(comment), text_of(team, comment)) == ("approved", "As it was")
    after = mo.see(QUEUE)
    assert after.items == []
    assert "Kept as it is: the change was turned down." in after.text
    mo.undo(after)
    assert "As it became" in mo.see(QUEUE).text


def test_a_published_root_is_put_on_top_and_back(mo: Browser, team: Team) -> None:
    root = team.say()
    team.say(parent=root)
    page = mo.see(f"{QUEUE}?state=published")
    pins = [form for form in page.forms if ("deed", "pin") in form.buttons]
    assert [dict(form.fields)["items"] for form in pins] == [f"{root}-1"], "an answer cannot stand on top"
    mo.client.post(pins[0].action, data=dict(pins[0].fields) | {"deed": "pin"})
    page = mo.see(f"{QUEUE}?state=published")
    assert "It stands on top now." in page.text
    assert any(("deed", "unpin") in form.buttons for form in page.forms)


def test_a_text_is_mended_seen_before_and_taken_back(mo: Browser, team: Team) -> None:
    comment = team.say("It is *wrnog*")
    (link,) = [link for link in mo.see(f"{QUEUE}?state=published").links if "/edit/" in link]
    page = mo.see(link)
    assert "It is *wrnog*" in page.text
    fields = dict(page.forms[0].fields) | {"body": "It is *right*"}
    seen = see(mo.client.post(page.forms[0].action, data=fields | {"action": "preview"}))
    assert "It is right" in seen.text
    assert text_of(team, comment) == "It is *wrnog*"
    answer = mo.client.post(page.forms[0].action, data=fields | {"action": "save", "note": "a slip"})
    assert answer.location == f"{QUEUE}?state=published"
    after = mo.see(answer.location)
    assert "The text is changed." in after.text
    assert text_of(team, comment) == "It is *right*"
    assert "a slip" in mo.see("/moderate/town/log").text
    mo.undo(after)
    assert text_of(team, comment) == "It is *wrnog*"


def test_a_text_that_changed_meanwhile_is_not_overwritten_unseen(mo: Browser, team: Team) -> None:
    comment = team.say("As it was")
    page = mo.see(f"/moderate/town/edit/{comment}")
    team.edit(comment, "As it became")
    form = page.forms[0]
    data = dict(form.fields) | {"body": "My version", "action": "save"}
    answer = mo.client.post(form.action, data=data)
    assert answer.status_code == 422
    again = see(answer)
    assert "Somebody else changed or decided about it meanwhile." in again.text
    assert "My version" in again.text
    assert text_of(team, comment) == "As it was"
    assert "the author's change is dropped" in again.text
    assert mo.client.post(form.action, data=data | dict(again.forms[0].fields)).status_code == 303
    assert text_of(team, comment) == "My version"


@pytest.mark.parametrize("body", ["", " ", "x" * 10_001, "a\x00b"])
def test_a_text_that_cannot_be_kept_is_given_back_with_the_reason(mo: Browser, team: Team, body: str) -> None:
    comment = team.say("As it was")
    data = {"body": body, "version": "1"}
    for action in ("save", "preview"):
        answer = mo.post(f"/moderate/town/edit/{comment}", **data, action=action)
        assert answer.status_code == 422, action
        see(answer)
    assert text_of(team, comment) == "As it was"


@pytest.mark.parametrize("value", TRICKS)
def test_a_hostile_text_stays_text_in_every_form(mo: Browser, team: Team, value: str) -> None:
    comment = team.say()
    answer = mo.post(f"/moderate/town/edit/{comment}", body=value, version="1", action="save", note=value)
    assert answer.status_code in {303, 422}
    page = see(answer if answer.status_code == 422 else mo.get(f"/moderate/town/edit/{comment}"))
    assert value.strip() in page.text
    seen = see(mo.post(PREVIEW, items=f"{comment}-2", deed="reject", message=value, note=value))
    assert value.strip() in seen.text or dict(final(seen).fields).get("note") == value.strip()
    mo.post(DECIDE, items=f"{comment}-2", deed="reject", message=value, note=value)
    see(mo.get("/moderate/town/log"))


@pytest.mark.parametrize(
    "data",
    [
        {"deed": "spam"},
        {"items": "x", "deed": "spam"},
        {"items": "1-1", "deed": "nonsense"},
        {"items": "1-1", "deed": "edit"},
        {"items": "1-1", "deed": "reject", "message": "x" * 1001},
        {"items": "1-1", "deed": "reject", "message": "a\x00b"},
        {"everything": "1", "deed": "edit"},
        {"everything": "1", "deed": "reject", "message": "a\x00b"},
        {"everything": "1", "deed": "reject", "reason": "nonsense"},
    ],
)
@pytest.mark.parametrize("path", [PREVIEW, DECIDE])
def test_a_form_that_is_not_ours_is_refused_in_words(mo: Browser, team: Team, path: str, data: dict[str, str]) -> None:
    (comment,) = team.hold("One")
    answer = mo.post(path, **data)
    assert answer.status_code == 422
    see(answer)
    assert team.status(comment) == "pending"


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 15, "9" * 400, "1e5", "٣"])
def test_a_moment_that_is_no_moment_means_now(mo: Browser, team: Team, before: str) -> None:
    (comment,) = team.hold("One")
    team.session.rollback()
    answer = mo.post(DECIDE, everything="1", sure="1", before=before, expected=before, deed="spam")
    assert answer.status_code == 303
    see(mo.get(answer.location))
    assert team.status(comment) in {"spam", "pending"}


def test_texts_of_other_sites_and_of_nobody_are_not_there(enter: Callable[[str], Browser], team: Team) -> None:
    comment = team.say()
    admin = enter("admin")
    assert admin.get(f"/moderate/elsewhere/edit/{comment}").status_code == 404
    assert admin.get("/moderate/town/edit/7").status_code == 404
    assert admin.get("/moderate/town/edit/x").status_code == 404
    admin.post(DECIDE, items=f"{comment}-1", deed="delete")
    assert admin.get(f"/moderate/town/edit/{comment}").status_code == 404


def test_the_mails_that_would_go_out_are_counted(mo: Browser, team: Team, session: Session) -> None:
    root = team.say("Is it open?")
    with writing(session):
        first = session.get_one(Comment, root)
        first.address, thread = bytes(16), first.thread_id  # somebody else wrote it
        session.add(
            Subscription(
                id=1,
                thread_id=thread,
                comment_id=root,
                email="lena@town.example",
                reader=bytes(16),
                created=1,
                confirmed=2,
            )
        )
    team.set_site(premoderation="all", posts_limit="off")
    reply = team.say("It is", parent=root)
    page = see(mo.post(PREVIEW, items=f"{reply}-1", deed="approve"))
    assert "1 mail goes to a reader who waits for answers" in page.text
