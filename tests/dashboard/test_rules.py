"""The page of the rules: the three ways, fine tuning, the rehearsal before saving, and what is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy import select

from discuss.dashboard.rules import CHOICES, GROUPS, LISTS, NUMBERS, SPANS
from discuss.domain.presets import PRESET_WORDS, PRESETS
from discuss.domain.settings import FIELDS, load_settings, show_settings
from discuss.services import sites
from discuss.services.tuning import SETTINGS
from discuss.store.session import writing
from discuss.store.tables import Comment, LogEntry, Site
from discuss.web.words import load_speech
from tests.api.worlds import dump
from tests.dashboard.moderating import Browser, Team, see
from tests.hostile import TRICKS

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = "/moderate/town/rules/"


@pytest.fixture
def owner(enter: Callable[[str], Browser]) -> Browser:
    return enter("owner")


def stored(team: Team) -> dict[str, str]:
    team.session.rollback()
    return show_settings(load_settings(sites.access_site(team.session, "town").settings))


def break_rules(team: Team, **stored: object) -> None:
    with writing(team.session):
        row = sites.access_site(team.session, "town")
        row.settings = cast("Any", row.settings | stored)


def test_every_setting_of_the_rules_is_asked_for_in_its_way() -> None:
    asked = [name for names in GROUPS.values() for name in names]
    assert sorted(asked) == sorted(SETTINGS)
    assert {*CHOICES, *LISTS, *NUMBERS, "not_for_trusted"} == set(asked)
    for name, choices in CHOICES.items():
        for choice in choices:
            FIELDS[name].metadata["parse"](choice)
    for name, most in NUMBERS.items():
        FIELDS[name].metadata["parse"](str(most))
        with pytest.raises(ValueError, match="whole number"):
            FIELDS[name].metadata["parse"](str(most + 1))
    words = load_speech("dashboard", "en").words
    assert {f"span_{choice}" for name in SPANS for choice in CHOICES[name]} <= words.keys()
    for name in asked:
        assert {f"set_{name}", f"set_{name}_hint"} <= words.keys()


def test_each_preset_is_one_sentence_as_in_the_documents() -> None:
    words = load_speech("dashboard", "en").words
    assert {preset: words[f"preset_{preset}_about"] for preset in PRESET_WORDS} == {
        preset: sentence.replace("'", "&#39;") for preset, sentence in PRESET_WORDS.items()
    }


def test_a_preset_is_tried_and_saved(owner: Browser, team: Team) -> None:
    team.set_site(premoderation="none", posts_limit="off")
    team.say("Hello"), team.say("Hello again")
    before = dump(team.session)
    answer = owner.post(f"{RULES}try", rules_preset="strict")
    assert answer.status_code == 200
    tried = see(answer)
    assert "2 comments more would have waited or gone to the spam" in tried.text
    assert dump(team.session) == before, "trying changes nothing"
    form = next(form for form in tried.forms if form.action.endswith("/save"))
    assert owner.client.post(form.action, data=dict(form.fields)).location == RULES
    assert PRESETS["strict"].items() <= stored(team).items()  # type: ignore[index]
    page = owner.see(RULES)
    assert "The new rules hold." in page.text
    with writing(team.session):
        entry = team.session.scalars(select(LogEntry).where(LogEntry.action == "rules")).one()
        assert entry.user_id is not None
        assert "premoderation" in (entry.data or {})["changed"]
    assert "rules changed" in owner.see("/moderate/town/log").text


def test_what_was_set_by_a_command_stays_as_it_is(owner: Browser, team: Team) -> None:
    team.set_site(repeats="3h", max_links="off")
    html = owner.get(RULES).text
    assert '<option value="3h" selected>3h</option>' in html
    assert '<option value="off" selected>any number</option>' in html
    assert '<option value="5s">5 seconds</option>' in html


def test_what_people_had_approved_is_named(owner: Browser, team: Team) -> None:
    (comment, _) = team.hold("See https://a.example", "See https://b.example")
    owner.press(owner.see("/moderate/town/"), "approve")
    team.set_site(premoderation="none", rules="on", max_links="off")
    text = see(owner.post(f"{RULES}try", max_links="0")).text
    assert "2 comments more would have waited" in text
    assert "Somebody from the team published 1 of them." in text
    assert "published by somebody from the team" in text
    assert "It has more links than the site takes unseen." in text
    assert team.status(comment)


def test_fine_tuning_keeps_lists_and_ticks(owner: Browser, team: Team) -> None:
    answer = owner.post(
        f"{RULES}save", words="casino*\nfree money", not_for_trusted=["", "links", "copies"], max_links="7"
    )
    assert answer.status_code == 303
    now = stored(team)
    assert (now["words"], now["not_for_trusted"], now["max_links"]) == ("casino*, free money", "links, copies", "7")
    assert "casino*, free money" in owner.see(RULES).text
    assert "mixture of its own" in owner.see(RULES).text
    owner.post(f"{RULES}save", not_for_trusted=[""])
    assert stored(team)["not_for_trusted"] == ""


@pytest.mark.parametrize(
    ("name", "value"), [("max_links", "many"), ("repeats", "soon"), ("blocked_domains", "no domain"), ("copies", "99")]
)
@pytest.mark.parametrize("way", ["try", "save"])
def test_what_cannot_hold_is_refused_with_the_reason(
    owner: Browser, team: Team, way: str, name: str, value: str
) -> None:
    before = dump(team.session)
    answer = owner.post(RULES + way, **{name: value, "trusted_after": "9"})
    assert answer.status_code == 422
    text = see(answer).text
    words = load_speech("dashboard", "en").words
    assert f"“{words[f'set_{name}']}” was not understood, so nothing was saved." in text
    assert value in answer.text, "what was typed is not lost"
    assert dump(team.session) == before


@pytest.mark.parametrize("value", ["wild", "", "\0", "x" * 3000])
def test_no_other_preset_and_no_other_setting(owner: Browser, team: Team, value: str) -> None:
    before = dump(team.session)
    assert owner.post(f"{RULES}save", rules_preset=value).status_code == 422
    assert owner.post(f"{RULES}save", title="Ours", language="de").status_code == 303
    assert dump(team.session) == before


def test_what_is_broken_holds_and_says_so(owner: Browser, mo: Browser, team: Team) -> None:
    team.set_site(premoderation="none")
    break_rules(team, max_links={})
    comment = team.say("Hello")
    assert team.status(comment) == "pending"
    assert "Something is wrong with the rules" in mo.see("/moderate/town/").text
    text = mo.see(RULES).text
    assert "“Most links” cannot be read as it is stored." in text
    assert "The rule “Many links” failed, last on" in text
    assert owner.post(f"{RULES}save", max_links="many").status_code == 422
    assert owner.post(f"{RULES}save", max_links="4").status_code == 303
    assert "cannot be read" not in owner.see(RULES).text
    assert "Something is wrong" not in mo.see("/moderate/town/").text
    team.session.rollback()
    assert team.status(team.say("Hello again")) == "approved"


def test_who_moderates_sees_the_rules_and_the_owner_sets_them(mo: Browser, team: Team) -> None:
    team.set_site(rules_preset="careful")
    page = mo.see(RULES)
    assert "A reader's first comment waits for the team" in page.text
    assert "The owner of the site can change this." in page.text
    assert not page.forms


def test_tricks_are_shown_as_they_are(owner: Browser, team: Team) -> None:
    team.set_site(premoderation="none", posts_limit="off")
    comments = [team.say(f"Number {number}") for number, _ in enumerate(TRICKS)]
    with writing(team.session):
        for comment, trick in zip(comments, TRICKS, strict=True):
            row = team.session.get_one(Comment, comment)
            row.author_name = row.excerpt = "".join(sign for sign in trick if sign.isprintable())
    assert f"{len(TRICKS)} comments more" in see(owner.post(f"{RULES}try", premoderation="all")).text
    for trick in TRICKS:
        answer = owner.post(f"{RULES}try", words=trick, repeats=trick)
        assert answer.status_code == 422
        see(answer)


def test_without_comments_there_is_nothing_to_try_on(owner: Browser, site: Site) -> None:
    assert site.name == "town"
    assert "There are no comments yet" in see(owner.post(f"{RULES}try", rules_preset="relaxed")).text


def test_two_owners_do_not_take_back_each_others_rules(owner: Browser, team: Team) -> None:
    form = next(form for form in owner.see(RULES).forms if "trusted_after" in dict(form.fields))
    sites.set_site(team.session, "town", {"blocked_domains": "spam.example"})
    tried = see(owner.client.post(f"{RULES}try", data=dict(form.fields) | {"max_links": "1"}))
    save = next(form for form in tried.forms if form.action.endswith("/save"))
    answer = owner.client.post(save.action, data=dict(save.fields))
    assert answer.status_code == 409
    again = see(answer)
    assert "Somebody else changed this meanwhile" in again.text
    assert "spam.example" in again.text
    assert (stored(team)["blocked_domains"], stored(team)["max_links"] == "1") == ("spam.example", False)
