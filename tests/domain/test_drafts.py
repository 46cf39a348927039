from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from discuss.domain.drafts import NOTE_LIMIT, Draft, Place, Writer, check_draft, check_note
from discuss.domain.settings import SiteSettings, set_settings
from discuss.errors import Invalid

DRAFT = Draft(url="https://town.example/a?utm_source=x", body="Hello", name="Ann")


def place(**changes: str) -> Place:
    return Place(
        base_url="https://town.example",
        origins=("https://town.example",),
        member_names=["Olga Owner"],
        settings=set_settings(SiteSettings(), changes),
    )


def pointers(draft: Draft, where: Place, writer: Writer = Writer.GUEST) -> list[str]:
    with pytest.raises(Invalid) as refused:
        check_draft(draft, where, writer)
    return [error.pointer for error in refused.value.errors]


def test_a_draft_without_a_key_is_about_its_page() -> None:
    assert check_draft(DRAFT, place()).thread == "/a"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"body": " "}, "/body"),
        ({"body": "x" * 10_001}, "/body"),
        ({"name": "\u200b"}, "/author/name"),
        ({"name": "x" * 101}, "/author/name"),
        ({"name": "Olga Owner"}, "/author/name"),
        ({"email": "nobody"}, "/author/email"),
        ({"website": "javascript:alert(1)"}, "/author/website"),
        ({"title": "x" * 301}, "/title"),
        ({"url": "https://elsewhere.example/a"}, "/url"),
        ({"thread": "undefined"}, "/thread"),
    ],
)
def test_each_field_is_named_where_it_is_wrong(changes: dict[str, Any], pointer: str) -> None:
    assert pointer in pointers(replace(DRAFT, **changes), place())


def test_every_wrong_field_is_named_at_once() -> None:
    draft = replace(DRAFT, body="", name="", email="x", website="y")
    assert set(pointers(draft, place())) == {"/body", "/author/name", "/author/email", "/author/website"}


def test_members_may_use_their_names() -> None:
    assert check_draft(replace(DRAFT, name="Olga Owner"), place(), Writer.MEMBER).name == "Olga Owner"


def test_an_address_is_asked_for_where_it_is_needed() -> None:
    assert pointers(DRAFT, place(email="required")) == ["/author/email"]
    assert pointers(replace(DRAFT, subscribe=True), place()) == ["/author/email"]
    assert check_draft(replace(DRAFT, subscribe=True), place(email="off")).email is None


@given(st.booleans(), st.sampled_from(["off", "optional", "required"]), st.booleans())
def test_what_nobody_asked_for_is_not_kept(subscribe: bool, email: str, website: bool) -> None:
    draft = replace(DRAFT, email="ann@example.org", website="https://ann.example/", subscribe=subscribe)
    checked = check_draft(draft, place(email=email, website="on" if website else "off"))
    assert (checked.email is not None) == (email == "required" or (email == "optional" and subscribe))
    assert checked.subscribe == subscribe
    assert (checked.website is not None) == website


def test_checking_a_checked_draft_changes_nothing() -> None:
    draft = replace(DRAFT, name="  Ann\u200b  of  Town ", title=" A  title ", body="\r\nHello\r\n")
    checked = check_draft(draft, place())
    assert check_draft(checked, place()) == checked


def test_a_note_may_be_missing_but_not_long() -> None:
    assert check_note(None) is check_note("") is None
    assert check_note("Look") == "Look"
    with pytest.raises(Invalid):
        check_note("x" * (NOTE_LIMIT + 1))
