from __future__ import annotations

import pytest

from discuss.rendering import RENDERED_BY, render_markdown

REL = 'rel="nofollow ugc noopener"'

RENDERED = (
    ("", ""),
    ("  \n ", ""),
    ("Hello", "<p>Hello</p>"),
    ("one\ntwo", "<p>one<br>\ntwo</p>"),
    ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
    ("*a* __b__ ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>"),
    ("# Title", "<p><strong>Title</strong></p>"),
    ("###### Small *one*", "<p><strong>Small <em>one</em></strong></p>"),
    ("Title\n=====", "<p><strong>Title</strong></p>"),
    ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
    ("> a\n> b\n\nc", "<blockquote><p>a<br>\nb</p></blockquote>\n<p>c</p>"),
    ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
    ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
    ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
    ("```python\nif a < b:\n    pass\n```", '<pre><code class="language-python">if a &lt; b:\n    pass\n</code></pre>'),
    ("```c++\nx\n```", '<pre><code class="language-c++">x\n</code></pre>'),
    ("```\n\nx\n```", "<pre><code>\nx\n</code></pre>"),
    ("    x", "<pre><code>x\n</code></pre>"),
    (
        "|a|b|\n|-|-:|\n|1|*2*|",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td><em>2</em></td></tr></tbody></table>",
    ),
    ("[a](https://b.example 'c\"d')", f'<p><a href="https://b.example" title="c&quot;d" {REL}>a</a></p>'),
    ("[a][1]\n\n[1]: https://b.example", f'<p><a href="https://b.example" {REL}>a</a></p>'),
    ("[a](mailto:b@c.example)", f'<p><a href="mailto:b@c.example" {REL}>a</a></p>'),
    ("[a](www.b.example)", f'<p><a href="https://www.b.example" {REL}>a</a></p>'),
    ("[a](/b)", "<p>a</p>"),
    ("[**a** b](javascript:c)", "<p><strong>a</strong> b</p>"),
    ("a <b>c</b> &amp; d", "<p>a &lt;b&gt;c&lt;/b&gt; &amp; d</p>"),
    ("5 < 6 > 4 \"q\" 'r'", "<p>5 &lt; 6 &gt; 4 \"q\" 'r'</p>"),
    ('(c) -- ... "x"', '<p>(c) -- ... "x"</p>'),
)

LINKED = (
    ("https://a.example", "https://a.example", "https://a.example"),
    ("see https://a.example/b_c_d.", "https://a.example/b_c_d", "https://a.example/b_c_d"),
    ("(https://a.example/b)", "https://a.example/b", "https://a.example/b"),
    ("https://a.example/wiki/B_(c)_d", "https://a.example/wiki/B_(c)_d", "https://a.example/wiki/B_(c)_d"),
    ("https://a.example/?b=1&c=2", "https://a.example/?b=1&amp;c=2", "https://a.example/?b=1&amp;c=2"),
    ("<https://a.example/b>", "https://a.example/b", "https://a.example/b"),
    ("www.a.example/b!", "https://www.a.example/b", "www.a.example/b"),
    ("<anna@a.example>", "mailto:anna@a.example", "anna@a.example"),
    # The text stays as it was typed, the address says where it goes.
    ("https://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4", "https://münchen.example/ä"),
    ("https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example"),
)

NOT_LINKED = (
    "The end.so it was",
    "a.example",
    "anna@a.example",
    "file.py",
    "//a.example",
    "ftp://a.example",
    "http://",
    "www.",
)


@pytest.mark.parametrize(("body", "html"), RENDERED)
def test_markdown_gives_html(body: str, html: str) -> None:
    assert render_markdown(body).html == html


@pytest.mark.parametrize(("body", "href", "text"), LINKED)
def test_addresses_become_links(body: str, href: str, text: str) -> None:
    assert f'<a href="{href}" {REL}>{text}</a>' in render_markdown(body).html


@pytest.mark.parametrize("body", NOT_LINKED)
def test_what_only_looks_like_an_address_stays_text(body: str) -> None:
    assert render_markdown(body).links == ()


def test_an_address_may_break_off_anywhere() -> None:
    assert render_markdown("www.a://b http://* https://a.example/** https:// ://x").links[1] == "https://a.example/"


@pytest.mark.parametrize(
    "words", ["https://a.example/b", "see https://a.example/b_c *d*", "**https://a.example**", "[x] https://a.example"]
)
def test_an_address_may_be_the_words_of_a_link(words: str) -> None:
    rendered = render_markdown(f"[{words}](https://z.example)")
    assert rendered.links == ("https://z.example",)
    assert rendered.excerpt == words.replace("*", "")


def test_two_addresses_with_underscores_in_one_line_stay_whole() -> None:
    body = "https://a.example/B_(c)_d and https://a.example/E_(f)_g"
    assert render_markdown(body).links == ("https://a.example/B_(c)_d", "https://a.example/E_(f)_g")


def test_images_are_links_unless_the_site_wants_them() -> None:
    body = "![a *b*](https://c.example/d.png 'e')"
    assert render_markdown(body).html == f'<p><a href="https://c.example/d.png" title="e" {REL}>a b</a></p>'
    assert render_markdown(body, images=True).html == (
        '<p><img src="https://c.example/d.png" alt="a b" loading="lazy" referrerpolicy="no-referrer"></p>'
    )


def test_an_image_without_words_shows_its_address() -> None:
    assert ">https://c.example/d.png</a>" in render_markdown("![](https://c.example/d.png)").html


def test_an_image_inside_a_link_leaves_its_words() -> None:
    body = "[![b](https://c.example/d.png)](https://e.example)"
    assert render_markdown(body).html == f'<p><a href="https://e.example" {REL}>b</a></p>'


def test_a_paragraph_of_nothing_but_a_refused_image_is_left_out() -> None:
    assert render_markdown("![](javascript:a)").html == ""


def test_links_are_in_the_order_of_the_page() -> None:
    body = "[a](https://1.example) https://2.example ![b](https://3.example/x) <c@4.example>\n\n- www.5.example"
    expected = ("https://1.example", "https://2.example", "https://3.example/x", "mailto:c@4.example")
    assert render_markdown(body).links == (*expected, "https://www.5.example")
    assert render_markdown(body, images=True).links == (*expected, "https://www.5.example")


def test_the_excerpt_is_one_line_of_plain_text() -> None:
    body = "# Hi\n\na *b*\nc & `d < e`\n\n- f\n- g\n\n|h|i|\n|-|-|\n|j|k|\n\n![l](https://m.example/n)"
    assert render_markdown(body).excerpt == "Hi a b c & d < e f g h i j k l"
    assert render_markdown(body, images=True).excerpt == render_markdown(body).excerpt


def test_words_are_not_torn_apart_by_emphasis() -> None:
    assert render_markdown("Town**hall**s").excerpt == "Townhalls"


@pytest.mark.parametrize("body", ["word " * 100, "w" * 500, "a" * 199 + " b", "a" * 200 + " b", "é" * 201])
def test_a_long_excerpt_ends_at_a_word(body: str) -> None:
    excerpt = render_markdown(body).excerpt
    assert len(excerpt) <= 200
    assert excerpt.endswith("…")
    assert not excerpt.endswith(" …")


def test_an_excerpt_that_fits_is_whole() -> None:
    assert render_markdown("w" * 200).excerpt == "w" * 200


def test_rendered_by_names_all_that_shapes_the_output() -> None:
    rendered = render_markdown("a")
    assert rendered.rendered_by == RENDERED_BY
    assert all(name in RENDERED_BY for name in ("discuss-", "markdown-it-py-", "linkify-it-py-", "bleach-"))
