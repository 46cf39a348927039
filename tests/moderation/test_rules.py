from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from discuss.domain.presets import LENIENT
from discuss.domain.settings import SiteSettings, set_settings
from discuss.domain.status import Status
from discuss.moderation import Submission, judge
from discuss.moderation.reasons import REASONS, explain
from discuss.moderation.rules import RULES


def judged(submission: Submission, **changes: str) -> tuple[Status, list[str]]:
    decision = judge(submission, set_settings(SiteSettings(), changes))
    return decision.status, [found.verdict.reason for found in decision.verdicts]


def links(count: int) -> tuple[str, ...]:
    return tuple(f"https://example.org/{number}" for number in range(count))


@pytest.mark.parametrize(
    ("premoderation", "approved", "expected"),
    [
        ("none", 0, (Status.APPROVED, [])),
        ("new", 0, (Status.PENDING, ["first-comment"])),
        ("new", 1, (Status.APPROVED, [])),
        ("all", 0, (Status.PENDING, ["premoderated"])),
        ("all", 9, (Status.PENDING, ["premoderated"])),
    ],
)
def test_whose_comments_wait(premoderation: str, approved: int, expected: tuple[Status, list[str]]) -> None:
    assert judged(Submission(approved_before=approved), premoderation=premoderation) == expected


@pytest.mark.parametrize(("count", "most", "waits"), [(0, "0", False), (1, "0", True), (2, "2", False), (3, "2", True)])
def test_more_links_than_the_site_takes_wait(count: int, most: str, waits: bool) -> None:
    status, reasons = judged(Submission(links=links(count)), premoderation="none", max_links=most)
    assert (status, reasons) == ((Status.PENDING, ["link-count"]) if waits else (Status.APPROVED, []))


def test_rules_can_be_switched_off() -> None:
    assert judged(Submission(links=links(50)), premoderation="none", rules="off") == (Status.APPROVED, [])


def test_who_writes_much_waits_and_a_flood_holds_newcomers_only() -> None:
    assert judged(Submission(is_busy=True), premoderation="none") == (Status.PENDING, ["busy"])
    assert judged(Submission(is_flood=True), premoderation="none") == (Status.PENDING, ["flood"])
    assert judged(Submission(is_flood=True, approved_before=1), premoderation="none") == (Status.APPROVED, [])


def test_every_reason_has_words() -> None:
    status, reasons = judged(Submission(links=links(9), is_busy=True), premoderation="all")
    assert status is Status.PENDING
    assert set(reasons) == {"link-count", "busy", "premoderated"}
    assert all(explain(reason) == REASONS[reason] != reason for reason in reasons)


TRUSTED = Submission(approved_before=5, approved_in_row=5)
OPEN = {"premoderation": "none"}


@pytest.mark.parametrize(
    ("submission", "changes", "expected"),
    [
        (Submission(approved_in_row=5), {}, (Status.APPROVED, ["trusted"])),
        (Submission(approved_in_row=4), {}, (Status.APPROVED, [])),
        (Submission(approved_in_row=5), {"trusted_after": "0"}, (Status.APPROVED, [])),
        (Submission(links=("https://bad.example/x",)), {"blocked_domains": "bad.example"}, "blocked-domain"),
        (Submission(links=("http://a.bad.example:8080",)), {"blocked_domains": "bad.example"}, "blocked-domain"),
        (Submission(links=("mailto:me@bad.example",)), {"blocked_domains": "bad.example"}, "blocked-domain"),
        (Submission(links=("https://notbad.example",)), {"blocked_domains": "bad.example"}, None),
        (Submission(links=("https://ok.example/?bad.example",)), {"blocked_domains": "bad.example"}, None),
        (Submission(links=links(3)), {"allowed_domains": "example.org"}, None),
        (Submission(links=links(3)), {"allowed_domains": "www.example.org, example.com"}, None),
        (Submission(text="A casino"), {"words": "casino"}, "listed-word"),
        (Submission(name="Casino Ann"), {"words": "casino"}, "listed-word"),
        (Submission(website="https://casino.example"), {"words": "casino"}, "listed-word"),
        (Submission(text="Hello"), {"words": "casino"}, None),
        (Submission(repeats=1), {}, "repeated"),
        (Submission(repeats=1), {"repeats": "0"}, None),
        (Submission(copies=2), {}, "copied"),
        (Submission(copies=1), {}, None),
        (Submission(copies=20), {"copies": "0"}, None),
        (Submission(is_trapped=True), {}, "hidden-field"),
        (Submission(is_trapped=True), {"trap": "off"}, None),
        (Submission(seconds=0), {}, None),
        (Submission(seconds=2), {"fastest": "3s"}, "too-fast"),
        (Submission(seconds=3), {"fastest": "3s"}, None),
        (Submission(seconds=None), {"fastest": "3s"}, None),
        (Submission(links=links(99)), {"max_links": "off"}, None),
        (Submission(reported_before=2), {}, "reported-before"),
        (Submission(reported_before=1), {}, None),
        (Submission(reported_before=9), {"reported_before": "0"}, None),
        (Submission(rejected_before=2), {}, "rejected-before"),
        (Submission(rejected_before=1), {}, None),
        (Submission(rejected_before=9), {"rejected_before": "0"}, None),
        (Submission(silence=60 * 86400), {}, "quiet"),
        (Submission(silence=60 * 86400 - 1), {}, None),
        (Submission(silence=60 * 86400), {"quiet_after": "0"}, None),
    ],
)
def test_each_rule_looks_for_one_thing(submission: Submission, changes: dict[str, str], expected: object) -> None:
    if not isinstance(expected, tuple):
        expected = (Status.PENDING, [expected]) if expected else (Status.APPROVED, [])
    assert judged(submission, **OPEN, **changes) == expected
    assert judged(submission, **OPEN, **changes, rules="off") == (Status.APPROVED, [])


@pytest.mark.parametrize("submission", [Submission(text="casino"), Submission(links=("https://casino.example",))])
def test_what_is_on_a_list_may_be_spam(submission: Submission) -> None:
    status, _ = judged(submission, words="casino", blocked_domains="casino.example", listed="spam", premoderation="all")
    assert status is Status.SPAM


@pytest.mark.parametrize("rules", ["on", "off"])
def test_what_holds_for_a_while_is_spoken_for_everybody(rules: str) -> None:
    everything = {**OPEN, "rules": rules, "not_for_trusted": ", ".join(LENIENT)}
    assert judged(replace(TRUSTED, held_by="calm"), **everything) == (Status.PENDING, ["calm"])
    assert judged(Submission(newcomers_held_by="storm"), **everything) == (Status.PENDING, ["storm"])
    assert judged(Submission(approved_before=1, newcomers_held_by="storm"), **everything) == (Status.APPROVED, [])
    assert judged(Submission(is_member=True, held_by="away", newcomers_held_by="storm"), **everything)[1] == []


@pytest.mark.parametrize("name", LENIENT)
def test_the_trusted_are_spared_what_the_site_says(name: str) -> None:
    guilty = replace(
        TRUSTED,
        text="casino",
        links=(*links(9), "https://bad.example"),
        repeats=3,
        copies=3,
        is_trapped=True,
        seconds=0,
        rejected_before=9,
        reported_before=9,
        is_busy=True,
        silence=60 * 86400,
    )
    changes = {"premoderation": "all", "words": "casino", "blocked_domains": "bad.example", "fastest": "9s"}
    settings = set_settings(SiteSettings(), {**changes, "not_for_trusted": ""})
    assert name in {found.rule for found in judge(guilty, settings).verdicts}
    spared = set_settings(settings, {"not_for_trusted": name})
    assert name not in {found.rule for found in judge(guilty, spared).verdicts}
    stranger = replace(guilty, approved_in_row=4)
    assert judge(stranger, spared) == judge(stranger, settings)


@given(
    st.builds(
        Submission,
        text=st.text(),
        name=st.text(),
        website=st.none() | st.text(),
        links=st.lists(st.text() | st.just("https://[::1/")).map(tuple),
        repeats=st.integers(),
        copies=st.integers(),
        seconds=st.none() | st.integers(),
    ),
    st.lists(st.text(min_size=1)).map(tuple),
)
def test_no_rule_ever_fails(submission: Submission, words: tuple[str, ...]) -> None:
    settings = replace(SiteSettings(), words=words, blocked_domains=words, allowed_domains=words, fastest=5)
    for rule in RULES.values():
        verdict = rule(submission, settings)
        assert verdict is None or verdict.reason in REASONS
