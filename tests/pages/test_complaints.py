"""Whatever a service says about a form is said in each language that there is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from discuss.domain.drafts import Draft, Place, check_draft
from discuss.domain.settings import Email, SiteSettings
from discuss.errors import Invalid
from discuss.rendering import render_markdown
from discuss.web.words import DEFAULT, list_languages, load_speech
from tests.hostile import INVISIBLE_NAMES, TRICKS, UNSTORABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GOOD: dict[str, Any] = {"url": "https://town.example/a", "name": "Ann", "body": "Hello"}
WRONG = {
    "name": ("x" * 101, "Mira", "...", "a\nb", "e" + "\u0301" * 30, *INVISIBLE_NAMES, *UNSTORABLE),
    "body": ("", " ", "x" * 10_001, *UNSTORABLE),
    "email": ("x", "a@b", "x" * 300, *UNSTORABLE, *TRICKS),
    "website": (
        "javascript:x",
        "http://",
        "https://u:p@a.example",
        "x" * 2_500,
        "https://a.example/" + "x" * 600,
        *TRICKS,
    ),
    "url": (
        "https://evil.example/",
        "https://other.example/x",
        "https://town.example/b",
        "x",
        "https://town.example/a\x01",
    ),
}
TOO_MUCH = (
    "> " * 200 + "x",
    "- " * 200 + "x",
    "\n" * 9_000 + "x",
    "|a|b|\n|-|-|\n" + "|1|2|\n" * 900,
    "[" * 5_000,
    "*a " * 3_000,
)


def complaints() -> Iterator[str]:
    place = Place(
        base_url="https://town.example",
        origins=["https://town.example"],
        member_names=["Mira"],
        settings=SiteSettings(website=True, email=Email.OPTIONAL),
    )
    required = Place(base_url=place.base_url, origins=[], member_names=[], settings=SiteSettings(email=Email.REQUIRED))
    for field, values in WRONG.items():
        for value in values:
            draft = Draft(**GOOD | {"thread": "/a", field: value})
            yield from details(partial(check_draft, draft, place))
    yield from details(partial(check_draft, Draft(**GOOD), required))
    yield from details(partial(check_draft, Draft(**GOOD, subscribe=True), place))
    for body in TOO_MUCH:
        yield from details(partial(render_markdown, body))


def details(check: Callable[[], object]) -> list[str]:
    try:
        check()
    except Invalid as invalid:
        return [error.detail for error in invalid.errors]
    return []


@pytest.mark.parametrize("language", [each for each in list_languages("pages") if each != DEFAULT])
def test_every_complaint_is_translated(language: str) -> None:
    said = set(complaints())
    speech = load_speech("pages", language)
    assert len(said) > 20
    assert sorted(detail for detail in said if speech.complain(detail) == detail) == []
