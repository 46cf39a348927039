"""Every picture that the paper shows is there, and says in words what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHOWN = [
    (page.name, *found)
    for page in sorted((ROOT / "docs").glob("*.md"))
    for found in re.findall(r'<img src="images/([^"]+)"[^>]* alt="([^"]*)"', page.read_text("utf-8"))
]


def test_moderators_see_pictures() -> None:
    assert sum(page == "moderation.md" for page, _, _ in SHOWN) >= 8


@pytest.mark.parametrize(("page", "picture", "words"), SHOWN)
def test_a_picture_is_there_and_in_words(page: str, picture: str, words: str) -> None:
    assert (ROOT / "docs" / "images" / picture).stat().st_size < 200_000, page
    assert len(words) > 20
