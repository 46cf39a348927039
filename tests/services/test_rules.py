"""The rules with real facts, on every way by which a text comes in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from discuss.domain.decisions import Deed
from discuss.domain.drafts import Draft
from discuss.domain.fingerprints import build_fingerprint
from discuss.domain.measures import Cause, Kind
from discuss.domain.permissions import Actor
from discuss.domain.presets import RULE_SETTINGS
from discuss.domain.settings import FIELDS, SiteSettings, show_settings
from discuss.domain.times import DAY
from discuss.moderation.rules import RULES
from discuss.services import comments, retention, sites, undoing, voices
from discuss.services.authorship import delete_comment
from discuss.services.identity import Visitor, build_edit_token
from discuss.services.measures import Ground, MeasureOrder, set_measure
from discuss.services.transfer import Import, import_file
from discuss.store.session import reading, writing
from discuss.store.tables import Comment, LogEntry, Site
from tests.services.writers import LONG, Writers, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

VILLAGE = Path(__file__).parents[1] / "fixtures" / "village.wxr.xml"
ANN, BEA, CLEO = reader(1), reader(2), reader(3)
OTHER = "The library closes at five, and on Thursdays at eight."
NEVER_OF_EDITS = {"trap", "fast", "busy", "quiet", "trusted"}
"""Facts of a form, a pace or a silence, which an edit does not have; and the one rule that never holds."""


@pytest.fixture
def writers(session: Session, instance: Instance, site: Site) -> Writers:
    assert site.name == "town"
    return Writers(session, instance)


def reasons(writers: Writers, comment: int) -> list[str | None]:
    with reading(writers.session):
        wanted = select(LogEntry.reason).where(LogEntry.comment_id == comment, LogEntry.actor == "rule")
        return list(writers.session.scalars(wanted.order_by(LogEntry.id)))


def rules_of(writers: Writers, comment: int) -> list[tuple[str | None, str | None]]:
    with reading(writers.session):
        wanted = select(LogEntry.rule, LogEntry.reason).where(LogEntry.comment_id == comment)
        return [(row.rule, row.reason) for row in writers.session.execute(wanted)]


def break_settings(writers: Writers, garbage: Any) -> None:
    with writing(writers.session):
        writers.session.execute(update(Site).values(settings=garbage))


def later(writers: Writers, millis: int) -> Writers:
    clock = writers.instance.clock
    return replace(writers, instance=replace(writers.instance, clock=lambda: clock() + millis))


def turn_down(writers: Writers, *comment: int) -> None:
    writers.decide(writers.add_moderator(), Deed.REJECT, *comment)


def guilty_of_repeating(writers: Writers) -> str:
    writers.post(ANN, LONG, page="/before")
    return LONG.upper()


def guilty_of_copying(writers: Writers) -> str:
    writers.post(BEA, LONG, page="/before")
    writers.post(CLEO, LONG + "!", page="/before")
    return LONG


def guilty_of_much(writers: Writers) -> str:
    turn_down(writers, *(writers.post(ANN, page=f"/{number}") for number in range(2)))
    return "Quite harmless"


def guilty_of_reports(writers: Writers) -> str:
    for number in range(2):
        writers.flag(writers.post(ANN, page=f"/{number}"), BEA)
    return "Quite harmless"


def guilty_of_bad_times(writers: Writers) -> str:
    order = MeasureOrder(cause=Cause.AWAY, kind=Kind.HOLD)
    set_measure(writers.session, writers.instance, Actor(is_admin=True), Ground(site="town"), order)
    return "Quite harmless"


def set_and_say(body: str, **changes: str) -> Callable[[Writers], str]:
    def prepare(writers: Writers) -> str:
        writers.set(**changes)
        return body

    return prepare


GUILTY: dict[str, tuple[str, Callable[[Writers], str]]] = {
    "premoderation": ("premoderated", set_and_say("Hello again", premoderation="all")),
    "links": ("link-count", set_and_say("https://a.example", max_links="0")),
    "domains": ("blocked-domain", set_and_say("https://x.bad.example", blocked_domains="bad.example")),
    "words": ("listed-word", set_and_say("A CASÍNO", words="casino")),
    "repeats": ("repeated", guilty_of_repeating),
    "copies": ("copied", guilty_of_copying),
    "rejected": ("rejected-before", guilty_of_much),
    "reported": ("reported-before", guilty_of_reports),
    "measures": ("away", guilty_of_bad_times),
}


def test_every_rule_is_tried() -> None:
    assert GUILTY.keys() == RULES.keys() - NEVER_OF_EDITS


@pytest.mark.parametrize("rule", GUILTY)
def test_a_post_is_held(writers: Writers, rule: str) -> None:
    reason, prepare = GUILTY[rule]
    comment = writers.post(ANN, prepare(writers))
    assert (writers.status(comment), reasons(writers, comment)) == ("pending", [reason])


@pytest.mark.parametrize("rule", GUILTY)
def test_an_edit_of_what_is_published_is_held(writers: Writers, rule: str) -> None:
    reason, prepare = GUILTY[rule]
    comment = writers.post(ANN)
    body = prepare(writers)
    writers.edit(comment, body)
    found = writers.find(comment)
    assert (found.status, found.body, found.draft_body) == ("approved", "Hello", body)
    assert reasons(writers, comment) == [reason]


@pytest.mark.parametrize("rule", GUILTY)
def test_an_edit_of_what_waits_never_publishes_it(writers: Writers, rule: str) -> None:
    reason, prepare = GUILTY[rule]
    comment = writers.post(ANN, prepare(writers))
    writers.edit(comment, "Something harmless")
    assert writers.status(comment) == "pending"
    assert reasons(writers, comment)[0] == reason


@pytest.mark.parametrize(("fact", "reason"), [({"is_trapped": True}, "hidden-field"), ({"seconds": 1}, "too-fast")])
def test_what_the_form_says_is_judged(writers: Writers, fact: dict[str, Any], reason: str) -> None:
    writers.set(fastest="3s")
    comment = writers.post(ANN, **fact)
    assert (writers.status(comment), reasons(writers, comment)) == ("pending", [reason])


def test_after_sixty_quiet_days_a_comment_waits_and_sooner_not(writers: Writers) -> None:
    writers.post(ANN, page="/quiet")
    soon, late = later(writers, 59 * DAY), later(writers, 120 * DAY)
    assert writers.status(soon.post(BEA, page="/quiet")) == "approved"
    comment = late.post(CLEO, page="/quiet")
    assert (writers.status(comment), reasons(writers, comment)) == ("pending", ["quiet"])
    assert writers.status(late.post(CLEO, page="/new")) == "approved"
    writers.set(quiet_after="0")
    assert writers.status(late.post(BEA, page="/quiet")) == "approved"


def test_the_trusted_have_so_many_published_in_a_row(writers: Writers) -> None:
    writers.set(trusted_after="3", not_for_trusted="premoderation")
    first = [writers.post(ANN, page=f"/{number}") for number in range(3)]
    writers.set(premoderation="all")
    assert writers.status(writers.post(ANN)) == "approved"
    assert writers.status(writers.post(BEA)) == "pending"
    turn_down(writers, first[2])
    writers.set(rejected_before="0")
    assert writers.status(writers.post(ANN)) == "pending"


def test_reports_count_until_somebody_has_looked(writers: Writers) -> None:
    writers.set(posts_limit="off")
    reported = [writers.post(ANN, page=f"/{number}") for number in range(3)]
    for comment in reported[:2]:
        writers.flag(comment, BEA)
    assert writers.status(writers.post(BEA)) == "approved"
    moderator = writers.add_moderator()
    writers.decide(moderator, Deed.APPROVE, reported[0])
    assert writers.status(writers.post(ANN, page="/b")) == "approved"
    writers.flag(reported[0], CLEO)  # a person said that it is fine: it counts no more
    assert writers.status(writers.post(ANN, page="/c")) == "approved"
    writers.flag(reported[2], CLEO)
    assert reasons(writers, writers.post(ANN, page="/d")) == ["reported-before"]


def test_a_reported_comment_does_not_hold_its_own_edit(writers: Writers) -> None:
    writers.set(reported_before="1")
    comment = writers.post(ANN)
    writers.flag(comment, BEA)
    writers.edit(comment, "Hello again")
    assert (writers.find(comment).body, reasons(writers, comment)) == ("Hello again", [])


@pytest.mark.parametrize(("name", "rule"), [(name, rule) for rule, names in RULE_SETTINGS.items() for name in names])
def test_a_rule_whose_setting_cannot_be_read_holds(writers: Writers, name: str, rule: str) -> None:
    break_settings(writers, {"premoderation": "none", "posts_limit": "off"} | {name: ["garbage"]})
    comment = writers.post(ANN)
    assert writers.status(comment) == "pending"
    assert (rule, "rule-error") in rules_of(writers, comment)
    writers.set(**{name: show_settings(SiteSettings())[name]} | {"premoderation": "none"})
    assert writers.status(writers.post(BEA)) == "approved"


@pytest.mark.parametrize("garbage", [None, [], "on", 7, {name: {} for name in FIELDS}])
def test_garbage_in_the_settings_stops_nothing(writers: Writers, garbage: Any) -> None:
    break_settings(writers, garbage)
    comment = writers.post(ANN)
    assert writers.status(comment) == "pending"
    tuned = set(RULES) - {"measures"}  # which no setting tunes
    assert {rule for rule, _ in rules_of(writers, comment)} == tuned
    writers.set(language="de")
    assert writers.status(writers.post(BEA)) == "pending"


def test_a_name_makes_nobody_trusted(writers: Writers) -> None:
    writers.set(trusted_after="1", not_for_trusted="premoderation")
    writers.post(ANN, page="/before")
    writers.set(premoderation="all")
    assert writers.status(writers.post(BEA)) == "pending"


def test_the_same_text_may_come_again_after_a_while(writers: Writers) -> None:
    writers.post(ANN, LONG)
    assert writers.status(later(writers, DAY + 1).post(ANN, LONG)) == "approved"


def test_without_a_key_the_address_tells_who_repeats(writers: Writers) -> None:
    home = Visitor(address="192.0.2.1")
    writers.post(home, LONG)
    assert reasons(writers, writers.post(home, LONG)) == ["repeated"]
    assert reasons(writers, writers.post(Visitor(address="192.0.2.2"), LONG)) == []


@pytest.mark.parametrize("body", ["Thank you!", "👍" * 50])
def test_short_texts_are_not_compared(writers: Writers, body: str) -> None:
    found = [writers.post(who, body, page=f"/{number}") for number, who in enumerate([ANN, ANN, BEA, CLEO])]
    assert {writers.status(each) for each in found} == {"approved"}


def test_who_deletes_a_text_may_write_it_again(writers: Writers) -> None:
    comment = writers.post(ANN, LONG)
    delete_comment(writers.session, writers.instance, comment, build_edit_token(writers.instance, comment))
    assert writers.status(writers.post(ANN, LONG)) == "approved"


def test_an_edit_does_not_repeat_itself(writers: Writers) -> None:
    comment = writers.post(ANN, LONG)
    writers.edit(comment, LONG + " Really.")
    writers.edit(comment, LONG)
    assert reasons(writers, comment) == []


def test_one_other_reader_is_no_wave(writers: Writers) -> None:
    for number in range(3):
        writers.post(BEA, f"{LONG} {number}", page=f"/{number}")
    assert writers.status(writers.post(ANN, f"{LONG} 0")) == "approved"


def test_sites_know_nothing_of_each_other(writers: Writers, session: Session, instance: Instance) -> None:
    turn_down(writers, *(writers.post(ANN, LONG, page=f"/{number}") for number in range(2)))
    sites.add_site(session, instance, sites.NewSite("city", "City Talk", "https://city.example"))
    sites.set_site(session, "city", {"premoderation": "none"})
    draft = Draft(url="https://city.example/a", body=LONG, name="Ann")
    answer = comments.post_comment(session, instance, comments.Post(site="city", draft=draft, visitor=ANN))
    assert answer.status == "approved"
    assert reasons(writers, answer.comment.id) == []


def test_fingerprints_follow_the_public_text(writers: Writers) -> None:
    comment = writers.post(ANN, LONG)
    assert writers.find(comment).fingerprint == build_fingerprint(LONG).kept
    writers.edit(comment, OTHER)
    assert writers.find(comment).fingerprint == build_fingerprint(OTHER).kept
    writers.set(words="pills")
    writers.edit(comment, f"{OTHER} Cheap pills")
    assert writers.find(comment).fingerprint == build_fingerprint(OTHER).kept
    moderator = writers.add_moderator()
    batch = writers.decide(moderator, Deed.APPROVE, comment)
    assert batch.results[0].error is None
    assert writers.find(comment).fingerprint == build_fingerprint(f"{OTHER} Cheap pills").kept
    undoing.undo(writers.session, writers.instance, moderator, batch.batch)
    assert writers.find(comment).fingerprint == build_fingerprint(OTHER).kept
    writers.edit(comment, "Thank you!")
    assert writers.find(comment).fingerprint is None, "what people say all day is no wave"


def test_nothing_of_an_erased_text_is_left(writers: Writers) -> None:
    root = writers.post(ANN, LONG)
    writers.post(BEA, parent=root)
    delete_comment(writers.session, writers.instance, root, build_edit_token(writers.instance, root))
    retention.sweep(writers.session, later(writers, 40 * DAY).instance)
    found = writers.find(root)
    assert (found.body, found.fingerprint) == ("", None)


def test_members_are_not_judged(writers: Writers, session: Session) -> None:
    moderator = writers.add_moderator()
    assert moderator.user_id is not None
    writers.set(premoderation="all", words="pills", max_links="0")
    member = voices.Member(user_id=moderator.user_id, role=moderator.roles[next(iter(moderator.roles))])
    draft = Draft(url="https://town.example/a", body="No pills, https://a.example", name="The moderator")
    post = comments.Post(site="town", draft=draft, visitor=ANN, member=member)
    comment = comments.post_comment(session, writers.instance, post).comment.id
    writers.edit(comment, "No pills, please. https://b.example")
    assert (writers.status(comment), reasons(writers, comment)) == ("approved", [])


@pytest.mark.usefixtures("site")
def test_what_is_imported_has_a_fingerprint(session: Session, instance: Instance) -> None:
    import_file(session, instance, Import(file=VILLAGE, site="town"))
    with reading(session):
        rows = session.execute(select(Comment.excerpt, Comment.fingerprint)).all()
    found = {row.excerpt: row.fingerprint for row in rows}
    assert found
    whole = [text for text in found if not text.endswith("…")]
    assert any(found[text] for text in whole)
    for text in whole:
        assert found[text] == build_fingerprint(text).kept
