from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from discuss.domain.checkup.bylines import MOST_NAMES, fold_name, read_authors
from tests.hostile import TRICKS, UNSTORABLE


def data(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    "html",
    [
        '<meta name="author" content="Amina Khan">',
        '<META NAME=Author CONTENT="  AMINA\n khan ">',
        '<meta property="article:author" content="Ａｍｉｎａ Khan"/>',
        data({"@type": "BlogPosting", "author": {"@type": "Person", "name": "Amina Khan"}}),
        data({"@graph": [{"@type": "WebSite"}, {"author": [{"name": "Amina Khan"}, "Amina Khan"]}]}),
        '<p>by <a rel="nofollow author" href="/amina/">Amina <b>Khan</b></a></p>',
    ],
)
def test_a_page_names_its_author_in_many_ways(html: str) -> None:
    assert read_authors(f"<!doctype html><html><head>{html}</head></html>") == ["amina khan"]


@pytest.mark.parametrize(
    "html",
    [
        "<p>Amina Khan wrote this</p>",
        '<!-- <meta name="author" content="Amina Khan"> -->',
        '<meta name="description" content="Amina Khan">',
        data({"comment": [{"@type": "Comment", "author": {"name": "Amina Khan"}}]}),
        data({"mentions": {"@type": "Comment", "author": "Amina Khan"}}),
        data({"author": {"name": ["Amina Khan"]}}),
        '<script type="application/ld+json">{"author": "Amina Khan"</script>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<a rel="author" href="/">Amina Khan',
        '<meta name="author">',
    ],
)
def test_other_names_are_nobodys(html: str) -> None:
    assert read_authors(html) == []


def test_there_is_an_end_to_names() -> None:
    many = "".join(f'<meta name="author" content="A{n}">' for n in range(100))
    assert len(read_authors(many)) == MOST_NAMES
    assert read_authors(f'<meta name="author" content="{"x" * 1000}">') == []


@given(st.text(max_size=200))
def test_nothing_makes_reading_fail(text: str) -> None:
    whole = f'<a rel=author>{text}</a><script type="application/ld+json">{text}</script>'
    assert len(read_authors(text)) <= MOST_NAMES
    assert len(read_authors(whole)) <= MOST_NAMES


@pytest.mark.parametrize("value", [*TRICKS, *UNSTORABLE])
def test_folding_twice_changes_nothing(value: str) -> None:
    read_authors(f'<meta name="author" content="{value}">')
    assert fold_name(fold_name(value)) == fold_name(value)
