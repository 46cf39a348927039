from __future__ import annotations

import pytest

from discuss.domain.policy import build_policy
from discuss.domain.settings import SiteSettings, set_settings


def policy(**changes: str) -> str:
    return build_policy(set_settings(SiteSettings(), changes))


def test_a_site_may_say_it_in_its_own_words() -> None:
    assert policy(policy="We keep nothing.") == "We keep nothing."


def test_the_line_tells_how_long_things_are_kept() -> None:
    assert "12 days" in policy(keep_deleted="12d")
    assert "3 days" in policy(keep_unconfirmed="3d")


def test_without_e_mail_there_is_no_word_of_it() -> None:
    assert "e-mail" in policy()
    assert "e-mail" not in policy(email="off")


@pytest.mark.parametrize(
    ("language", "word"), [("de", "sichtbar"), ("de-AT", "sichtbar"), ("en", "shown"), ("xx", "shown")]
)
def test_the_line_speaks_the_language_of_the_site(language: str, word: str) -> None:
    assert word in policy(language=language)


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_is_one_line_without_gaps(language: str) -> None:
    assert not {"\n", "{", "}"} & set(policy(language=language))
