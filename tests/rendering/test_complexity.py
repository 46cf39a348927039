from __future__ import annotations

import pytest

from discuss.errors import Invalid
from discuss.rendering import check_complexity, render_markdown

WORDS = "Some words about the town hall, the *old* school and `one` thing more. "
ESSAY = "".join(f"{WORDS * 5}\nsee [page {number}](https://a.example/{number})\n\n" for number in range(25))
ROWS = "".join(f"|{year}|{year * 3}|*+{year % 7}*|`x`|\n" for year in range(20))
TABLE = f"|year|people|change|note|\n|-|-|-|-|\n{ROWS}"
PROGRAM = "```python\n" + "".join(f"value[{n}] = matrix[{n}][{n}] * **kwargs[{n}]\n" for n in range(220)) + "```\n"
QUOTES = "> > > who said this?\n> > I did.\n> You did?\n\nYes.\n\n- one\n  - two\n    - three\n      1. four\n"
CHECKLIST = "".join(f"- [ ] bring {number} chairs\n" for number in range(200))
POEM = "roses are red\n" * 700

REFUSED = (
    ("[a](b) " * 300, "square brackets"),
    ("https://a.example " * 101, "links and images"),
    ("www.a.example " * 101, "links and images"),
    ("![a](b) " * 101, "links and images"),
    ("<a@b.c> " * 101, "links and images"),
    ("*a* " * 2_000, "asterisks"),
    ("`" + "a`" * 3_000, "backticks"),
    ("a\n" * 1_001, "lines"),
    ("|a|\n|-|\n" + "|b|\n" * 400, "tables"),
    ("|a" * 200 + "\n" + "|-" * 200 + "\n" + "b\n" * 200, "tables"),
    ("> |a|\n> |-|\n" * 160, "tables"),
    (">" * 11 + " a", "nested"),
    ("> - " * 6 + "a", "nested"),
    ("- " * 11 + "a", "nested"),
    ("> > a\n" * 501, "list items"),
    ("[" * 200 + "* " * 400, "brackets"),
    ("- *a*\n\n" * 900, "formatting"),
    ("\n".join(" " * 2 * level + "- a" for level in range(20)), "nested"),
    ("[a]: https://a.example/" + "b" * 1_900 + "\n\n" + "[a] " * 90, "too long"),
)


ACCEPTED = (ESSAY, TABLE, PROGRAM, QUOTES, CHECKLIST, POEM, "ä" * 10_000, "<" * 10_000, "&" * 10_000)


@pytest.mark.parametrize("body", ACCEPTED)
def test_what_people_write_is_accepted(body: str) -> None:
    assert render_markdown(body[:10_000]).html


@pytest.mark.parametrize(("body", "word"), REFUSED)
def test_more_markup_than_words_is_refused_in_words(body: str, word: str) -> None:
    with pytest.raises(Invalid) as caught:
        render_markdown(body)
    (error,) = caught.value.errors
    assert error.pointer == "/body"
    assert word in error.detail
    assert error.detail.endswith(".")


@pytest.mark.parametrize("body", ["a\n" * 1_001, "- " * 11 + "a", "|a|\n|-|\n" + "|b|\n" * 400])
def test_the_frame_is_judged_before_any_parser_runs(body: str) -> None:
    with pytest.raises(Invalid):
        check_complexity(body)


def test_code_blocks_may_hold_what_running_text_may_not() -> None:
    assert render_markdown(f"```\n{'[*a*] ' * 900}\n```").html


def test_nothing_is_left_out_at_the_deepest_level_allowed() -> None:
    body = "\n".join(" " * 2 * level + f"- item{level}" for level in range(10))
    assert all(f"item{level}" in render_markdown(body).html for level in range(10))
