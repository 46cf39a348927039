from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.authored import MOST, is_below, paths_over, read_paths
from discuss.domain.keys import canonical_key
from discuss.errors import Invalid
from tests.hostile import TRICKS, UNSTORABLE

BASE = "https://town.example"
WORDS = st.text("abcé%20/", max_size=30)


@pytest.mark.parametrize(
    ("key", "paths"),
    [
        ("/", ("/",)),
        ("/amina", ("/amina", "/amina/", "/")),
        ("/amina/soup", ("/amina/soup", "/amina/soup/", "/amina/", "/")),
        ("/amina?p=/3/", ("/amina?p=/3/", "/amina/", "/")),
        ("post-7", ("post-7",)),
        ("post/7", ("post/7",)),
    ],
)
def test_a_page_is_noted_by_itself_and_by_each_path_it_is_below(key: str, paths: tuple[str, ...]) -> None:
    assert paths_over(key) == paths


@given(WORDS)
def test_a_path_covers_what_begins_with_it_and_nothing_else(text: str) -> None:
    try:
        key = canonical_key(f"/{text}")
    except Invalid:
        return
    page = key.partition("?")[0].rstrip("/") + "/"
    assert all(path == key or (is_below(path) and page.startswith(path)) for path in paths_over(key))


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("/amina/", "/amina/"),
        (" /amina ", "/amina"),
        ("https://town.example/amina/", "/amina/"),
        ("http://www.town.example/amina?utm_source=x", "/amina"),
        ("/", "/"),
        ("/amina/?p=3", "/amina?p=3"),
        ("post-7", "post-7"),
        ("/caf\u00e9/", "/caf%C3%A9/"),
    ],
)
def test_what_owners_write_is_read_as_keys_are(line: str, path: str) -> None:
    assert read_paths(f"\r\n{line}\r\n\r\n{line}\n", BASE, []) == [path]


@pytest.mark.parametrize(
    "line",
    [
        *("amina/soup", "https://elsewhere.example/a", "javascript:alert(1)/", "{{ path }}", "//evil.example/"),
        *("/" + "a" * 500, "/" + "a" * 499 + "/", "/a\x00b"),
    ],
)
def test_what_is_no_page_of_the_site_is_refused_in_words(line: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_paths(line, BASE, [])
    assert [each.pointer for each in refused.value.errors] == ["/paths"]


def test_there_is_an_end_to_it() -> None:
    assert len(read_paths("\n".join(f"/{n}" for n in range(MOST)), BASE, [])) == MOST
    with pytest.raises(Invalid):
        read_paths("\n".join(f"/{n}" for n in range(MOST + 1)), BASE, [])


@pytest.mark.parametrize("value", [*TRICKS, *UNSTORABLE])
def test_nothing_strange_is_kept(value: str) -> None:
    try:
        paths = read_paths(value, BASE, [])
    except Invalid:
        return
    assert all(len(path) <= 500 and "\x00" not in path and path.encode() for path in paths)
