from __future__ import annotations

import pytest

from discuss.rendering import render_html
from discuss.rendering.tree import parse_tree, write_tree

REL = 'rel="nofollow ugc noopener"'

RENDERED = (
    ("", ""),
    ("<p></p><br>", ""),
    ("one\ntwo\r\nthree", "<p>one<br>\ntwo<br>\nthree</p>"),
    ("one\n\ntwo\r\n \r\nthree", "<p>one</p>\n<p>two</p>\n<p>three</p>"),
    ("one<br />\ntwo", "<p>one<br>\ntwo</p>"),
    ("one<br><br>two", "<p>one</p>\n<p>two</p>"),
    ("one<br>\n<br/>two", "<p>one</p>\n<p>two</p>"),
    ("<p>one\ntwo</p>\n\n<p>three</p>\n", "<p>one\ntwo</p>\n<p>three</p>"),
    ("<b>a</b> <i>b</i> <s>c</s> <strike>d</strike>", "<p><strong>a</strong> <em>b</em> <del>c</del> <del>d</del></p>"),
    ("a <b>b\nc</b>", "<p>a <strong>b<br>\nc</strong></p>"),
    ("<h2>a</h2>b", "<p><strong>a</strong></p>\n<p>b</p>"),
    ("a<blockquote>b\n\nc</blockquote>d", "<p>a</p>\n<blockquote><p>b</p><p>c</p></blockquote>\n<p>d</p>"),
    ("a<ul><li>b</li><li>c\nd</li></ul>", "<p>a</p>\n<ul><li>b</li><li>c\nd</li></ul>"),
    ("<ul>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
    ("<div>a</div><div>b</div>", "<p>a</p>\n<p>b</p>"),
    ("<pre>\n\na\n<b>b</b></pre>", "<pre><code>\na\nb</code></pre>"),
    ("<pre><code class='language-c x'>a</code></pre>", "<pre><code>a</code></pre>"),
    ("<pre lang=c>a<br>b</pre>", "<pre><code>a\nb</code></pre>"),
    ("<b>a<ul><li>b</ul>", "<p>a</p>\n<ul><li>b</li></ul>"),
    ("<table><tr><td><p>a</p><p>b</p>c<td>d", "<table><tbody><tr><td>a<br>b<br>c</td><td>d</td></tr></tbody></table>"),
    ("<a href='https://a.example'><p>b</p><p>c</p></a>", f'<p><a href="https://a.example" {REL}>b<br>c</a></p>'),
    ("<a href='https://a.example' rel=me>b</a>", f'<p><a href="https://a.example" {REL}>b</a></p>'),
    ("<a href=javascript:x>b</a> <a name=x>c</a>", "<p>b c</p>"),
    ("<img src=https://a.example/b.png alt=c>", f'<p><a href="https://a.example/b.png" {REL}>c</a></p>'),
    ("<font color=red>a</font> <abbr title=b>c</abbr>", "<p>a c</p>"),
    ("a<script>b</script>c<style>d</style>e<iframe>f</iframe>", "<p>ace</p>"),
    ("a<script>b", "<p>ab</p>"),
    ("a<!-- b -->c", "<p>ac</p>"),
    ("AT&T &amp; &lt;b&gt; &copy; &nbsp;x", "<p>AT&amp;T &amp; &lt;b&gt; © \u00a0x</p>"),
    ("a < b and c > d", "<p>a &lt; b and c &gt; d</p>"),
    ("<table><tr></tr><tr><td>a</table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
    ("<table></table>", ""),
    ("<i>cut of", "<p><em>cut of</em></p>"),
    ("cut of <a href='https://a.exam", "<p>cut of</p>"),
)


@pytest.mark.parametrize(("html", "expected"), RENDERED)
def test_foreign_html_gets_our_shape(html: str, expected: str) -> None:
    assert render_html(html).html == expected


@pytest.mark.parametrize(
    "html",
    [
        "<b>" * 2_000 + "word",
        "<div><p>" * 1_000 + "word",
        "<table><tr><td>" * 600 + "word",
        "word " * 20_000,
        "<a " + " ".join(f"a{number}" for number in range(20_000)) + ">word",
        "word <p onclick='alert(1)'>" * 2_000,
    ],
)
def test_too_much_markup_leaves_the_text(html: str) -> None:
    rendered = render_html(html)
    assert rendered.excerpt.startswith("word")
    assert rendered.html.startswith("<p>")
    assert "onclick" not in rendered.html


def test_deep_nesting_keeps_every_word() -> None:
    html = "".join(f"<blockquote>{number} " for number in range(200))
    assert "199" in render_html(html).html


def test_a_tag_that_closes_nothing_is_ignored() -> None:
    assert write_tree(parse_tree("</b>a<i>b</b>").children) == "a<i>b</i>"
