from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain import guesses
from discuss.domain.texts import check_own_email


@pytest.mark.parametrize(
    ("blog", "told"),
    [
        ("https://town.example", ("Town", "town", "https://comments.town.example", "webmaster@town.example")),
        ("https://www.mill-lane.example/", ("Mill Lane", "mill-lane", "https://comments.mill-lane.example", None)),
        ("https://blog.town.example/news", ("Town", "town", "https://comments.blog.town.example", None)),
        ("http://localhost", ("My Blog", "blog", "http://127.0.0.1:8000", "owner@blog.example")),
        ("http://192.168.1.7:8080", ("My Blog", "blog", "http://127.0.0.1:8000", "owner@blog.example")),
        ("http://nas.local", ("My Blog", "blog", "http://127.0.0.1:8000", "owner@blog.example")),
        ("https://[::1", ("My Blog", "blog", "http://127.0.0.1:8000", "owner@blog.example")),
    ],
)
def test_what_follows_from_an_address(blog: str, told: tuple[str, str, str, str | None]) -> None:
    title, name, service, email = told
    assert guesses.guess_title(blog) == title
    assert guesses.guess_name(blog) == name
    assert guesses.guess_service(blog) == service
    assert email is None or guesses.guess_email(blog) == email


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("town.example", "https://town.example"),
        (" town.example/blog/ ", "https://town.example/blog"),
        ("http://town.example", "http://town.example"),
        ("localhost:8001", "http://localhost:8001"),
        ("127.0.0.1:8001/x", "http://127.0.0.1:8001/x"),
        ("", ""),
    ],
)
def test_an_address_is_completed(typed: str, address: str) -> None:
    assert guesses.complete_address(typed) == address


@pytest.mark.parametrize("text", ["https://town", "https://", "", "https://town.example?x", "https://me@town.example"])
def test_what_is_no_address(text: str) -> None:
    assert not guesses.is_address(text)


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<html><head><TITLE lang=en>Town\n Talk</title>", "Town Talk"),
        ("<title>Town Talk – News from the town</title>", "Town Talk"),
        ("<title>Tom &amp; Ann | WordPress</title>", "Tom & Ann"),
        ("<title></title>", ""),
        ("<p>no title", ""),
    ],
)
def test_a_page_says_how_it_is_called(html: str, title: str) -> None:
    assert guesses.find_title(html) == title


@given(st.text())
def test_whatever_is_typed_there_is_a_guess(text: str) -> None:
    address = guesses.complete_address(text)
    assert guesses.guess_title(address)
    assert guesses.guess_name(address)
    assert guesses.guess_service(address).startswith("http")
    assert guesses.guess_person(text)
    assert guesses.find_title(text) is not None
    assert guesses.is_address(address) in {True, False}


@given(st.from_regex(r"https://([a-z0-9-]{1,10}\.){1,3}[a-z]{2,6}", fullmatch=True))
def test_guessed_names_can_be_used(blog: str) -> None:
    assert check_own_email(guesses.guess_email("https://town.example")) == "webmaster@town.example"
    name = guesses.guess_name(blog)
    assert name == name.strip("-").lower()
    assert 0 < len(name) <= 63
