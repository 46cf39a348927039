from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import nh3
from hypothesis import given, settings, strategies as st

from discuss.errors import Invalid
from discuss.rendering import Rendered, render_html, render_markdown
from discuss.rendering.sanitiser import sanitise

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = (
    *("a", "b c", " ", "\n", "\n\n", "é", "漢", "\u202e", "\u00a0", "\x0c"),
    *"&<>'\"\\\t|",
    "&amp;",
    "&#60;",
    "&#12;",
    "&#13;",
)
ADDRESSES = (
    "https://a.example/b_c",
    "www.a.example",
    "javascript:x",
    "//a.example",
    "mailto:a@b.example",
    "http://é.example",
)
INLINE_MARKS = ("*", "**", "_", "`", "~~", "[", "](", ")", "![", "]", "[r]: ", "<b>", "://")
BLOCK_MARKS = ("> ", "- ", "1. ", "# ", "```", "    ", "|-|-|", "---")
KEPT = "p br hr blockquote pre ul ol li em strong del sub sup table thead tbody tr th td code a img"
TAGS = [*KEPT.split(), "b", "div", "h1", "i", "s", "script", "svg", "x"]
OPENED = st.sampled_from(TAGS).map(lambda tag: f"<{tag}>")
CLOSED = st.sampled_from(TAGS).map(lambda tag: f"</{tag}>")
LINKS = st.sampled_from(ADDRESSES).map(lambda address: f"<a href='{address}' title='\"'>")
IMAGES = st.sampled_from(ADDRESSES).map(lambda address: f"<img src='{address}' alt=x>")


def joined(*strategies: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(*strategies), max_size=40).map("".join)


MARKDOWN = joined(st.sampled_from((*WORDS, *INLINE_MARKS, *BLOCK_MARKS, *ADDRESSES)), st.text(max_size=5))
HTML = joined(OPENED, CLOSED, LINKS, IMAGES, st.sampled_from(WORDS), st.text(max_size=5))


def rendered_if_accepted(body: str, *, images: bool) -> Rendered:
    try:
        return render_markdown(body, images=images)
    except Invalid:
        return render_html("")


class _Events(HTMLParser):
    """Writes down what a parser sees, whatever way it is quoted."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, sorted(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(tag)

    def handle_data(self, data: str) -> None:
        self.seen.append(("text", data))


def clean_with_nh3(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(KEPT.split()),
        attributes={
            "ol": {"start"},
            "code": {"class"},
            "a": {"href", "title", "rel"},
            "img": {"src", "alt", "loading", "referrerpolicy"},
        },
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


@given(MARKDOWN, st.booleans())
@settings(max_examples=300)
def test_markdown_comes_out_safe(safe: Callable[[str], tuple[str, ...]], body: str, images: bool) -> None:
    rendered = rendered_if_accepted(body, images=images)
    assert safe(rendered.html) == rendered.links
    assert len(rendered.excerpt) <= 200
    assert "\n" not in rendered.excerpt


@given(HTML, st.booleans())
@settings(max_examples=300)
def test_html_comes_out_safe(safe: Callable[[str], tuple[str, ...]], html: str, images: bool) -> None:
    rendered = render_html(html, images=images)
    assert safe(rendered.html) == rendered.links


@given(MARKDOWN, st.booleans())
@settings(max_examples=300)
def test_sanitising_rendered_markdown_again_changes_nothing(body: str, images: bool) -> None:
    rendered = rendered_if_accepted(body, images=images)
    assert render_html(rendered.html, images=images) == rendered


@given(HTML, st.booleans())
@settings(max_examples=600)
def test_sanitising_rendered_html_again_changes_nothing(html: str, images: bool) -> None:
    rendered = render_html(html, images=images)
    assert render_html(rendered.html, images=images) == rendered


@given(st.one_of(MARKDOWN.map(lambda body: rendered_if_accepted(body, images=True)), HTML.map(render_html)))
@settings(max_examples=300)
def test_another_sanitiser_finds_nothing_to_remove(rendered: Rendered) -> None:
    assert _Events(clean_with_nh3(rendered.html)).seen == _Events(rendered.html).seen


@given(HTML)
def test_the_first_of_the_two_steps_alone_lets_only_known_elements_through(html: str) -> None:
    tags = {seen[0] for seen in _Events(sanitise(html)).seen if isinstance(seen, tuple)}
    assert tags <= {*KEPT.split(), "b", "div", "h1", "i", "s", "text"}


@given(st.text(max_size=300))
def test_any_text_at_all_renders(safe: Callable[[str], tuple[str, ...]], text: str) -> None:
    links = safe(rendered_if_accepted(text, images=False).html) + safe(render_html(text).html)
    assert all(link.startswith(("https://", "http://", "mailto:")) for link in links)


def test_eight_threads_give_what_one_gives() -> None:
    bodies = [f"*{n}* https://a.example/{n} `x{n}`\n\n- <b>{n}</b>\n\n> {n} & {n}\n" * (n % 7 + 1) for n in range(120)]
    alone = [render_markdown(body) for body in bodies]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(render_markdown, bodies)) == alone
        assert list(pool.map(render_html, bodies)) == [render_html(body) for body in bodies]
