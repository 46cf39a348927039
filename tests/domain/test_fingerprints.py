from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.fingerprints import SIZE, build_fingerprint, normalise, strip_markup

TEXT = "The best pills of the whole town, at https://www.pills.example/buy?from=7 today!"


@given(st.text())
def test_any_text_has_eight_bytes_or_nothing_to_say(text: str) -> None:
    found = build_fingerprint(text).value
    assert (found is None) == (normalise(text) == "")
    assert found is None or len(found) == SIZE


@given(st.text(), st.text(st.characters(categories=["P", "Z"]), max_size=5).filter(lambda text: ":" not in text))
def test_punctuation_at_the_ends_makes_no_difference(text: str, noise: str) -> None:
    assert build_fingerprint(f" {text} {noise}") == build_fingerprint(text)


@pytest.mark.parametrize(
    "other",
    [
        TEXT.upper(),
        TEXT.replace("/buy?from=7", "/somewhere/else#here"),
        TEXT.replace("https://www.", "http://"),
        TEXT.replace(" ", "  \n").replace("!", ""),
        TEXT.replace("best", "bést"),
        TEXT.replace("best", "be\u200bst"),
    ],
)
def test_what_differs_only_for_machines_is_one(other: str) -> None:
    assert build_fingerprint(other) == build_fingerprint(TEXT)


@pytest.mark.parametrize("other", [TEXT.replace("pills.example", "bills.example"), TEXT.replace("whole", "old"), ""])
def test_what_differs_for_people_is_not(other: str) -> None:
    assert build_fingerprint(other) != build_fingerprint(TEXT)


def test_short_texts_tell_nothing() -> None:
    assert build_fingerprint(TEXT).is_telling
    assert not build_fingerprint("Thank you! 👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍").is_telling


def test_it_stays_what_is_stored() -> None:
    found = build_fingerprint("Hello, World").value
    assert found is not None
    assert found.hex() == "936a185caaa266bb"


def test_of_html_the_text_counts() -> None:
    assert strip_markup("<p>A &lt;b&gt; &amp; <em>c</em></p>").split() == ["A", "<b>", "&", "c"]
