"""Which address leads to which thread."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.keys import (
    canonical_key,
    check_page,
    is_page_key,
    key_of_url,
)
from discuss.errors import Invalid

BASE = "https://town.example/"

PIECES = st.sampled_from(
    [
        "a", "B", "2009", "é", "%C3%A9", "%c3%a9", "%E9", "%2F", "%2f", "%25", "%", "%zz", "%2e", ".", "..", "/",
        "//",
        "+", "%2B", "%20", " ", "'", ",", "%2C", ";", ";jsessionid=1", "?", "&", "=", "#", "~", "%7E", "utm_source=x",
        "fbclid", "b=2", "a=1", "index.html", "|", "[", "中", "😀", "@", ":", "!", "*", "$", "(",
    ]
)  # fmt: skip
PATHS = st.lists(PIECES, max_size=12).map(lambda pieces: "/p" + "".join(pieces))

SAME = [
    ("/2009/town-hall", "/2009/town-hall/", "/2009//town-hall", "/2009/./x/../town-hall"),
    ("/2009/town-hall", "https://town.example/2009/town-hall", "http://www.town.example:80/2009/town-hall/#comments"),
    ("/2009/town-hall", "HTTPS://Town.Example:443/2009/town-hall?utm_source=x&fbclid=1&gclid=2", " /2009/town-hall\n"),
    ("/", "https://town.example", "https://town.example/", "https://town.example/?", "https://town.example/#top"),
    ("/caf%C3%A9", "/café", "/caf%c3%a9", "https://town.example/caf%C3%a9/"),
    ("/~anna", "/%7Eanna", "/%7eanna"),
    ("/a,b", "/a%2Cb"),
    ("/it%27s", "/it's"),
    ("/a%20b", "/a b"),
    ("/100%25", "/100%"),
    ("/a?x=1&y=2", "/a?y=2&x=1", "/a/?y=2&utm_campaign=z&x=1", "/a?&x=1&&y=2&"),
    ("/a?q=b%20c", "/a?q=b+c"),
    ("/a?p=5", "/a?p=5&X-Amz-Security-Token=secret&X-Amz-Signature=1", "/a?replytocom=12&p=5", "/a?PHPSESSID=1&p=5"),
    ("/a?p=5", "/a?p=5&unapproved=8&moderation-hash=0f#comment-8"),
    ("/a", "/a;jsessionid=1234"),
    ("/a", "/%2e%2e/a", "/b/%2e%2E/a", "/../../a"),
]
DIFFERENT = [
    ("/A", "/a"),
    ("/a/b", "/a%2Fb"),
    ("/a", "/a/index.html"),
    ("/a", "/a.html"),
    ("/a?x=1", "/a"),
    ("/a?x=1", "/a?x=2"),
    ("/a?x", "/a?x="),
    ("/a?x=1&x=2", "/a?x=2&x=1"),
    ("/a?q=b+c", "/a?q=b%2Bc"),
    ("/a?q=1%262", "/a?q=1&2"),
    ("/a+b", "/a b"),
    ("/a%25b", "/a%b0"),
    ("/é", "/e\u0301"),
    ("/post", "post"),
    ("/a?s=1", "/a?S=1"),
]
REFUSED_KEYS = [
    "", "   ", "\u200b\u200b", "\u3164", "null", "undefined", "NaN", "None", "(null)", "[object Object]",
    "/undefined",
    "/null/", "{{ page.url }}", "{{page.id}}", "/posts/{{ slug }}", "/posts/%7B%7B%20slug%20%7D%7D", "{% url %}",
    "<%= post.url %>", "<?php the_ID() ?>", "${location.href}", "#{post.id}", "{Permalink}", "/[object%20Object]",
    "/a?id=%7B%7Bid%7D%7D", "//town.example/a", "javascript:alert(1)", "data:text/html,x", "file:///home/a.html",
    "about:blank", "blob:https://town.example/1", "http:a", "https:/a", "http://", "https:///a",
    "https://a@b.example/",
    "/a\\b", '/a"b', "/a<b>", "/a\x00b", "/a\nb", "/a%00b", "/a%0D%0Ab", "/a%7f", "/a\ud800", "key\x07", "key\ud800",
    "key\uffff", "a\u2028b", "https://town.example:99999/", "https://town.example:0/", "https://127.1/", "x" * 501,
    "/" + "x" * 500, "/" + "é" * 100, "/" + "x" * 2_001,
]  # fmt: skip


@pytest.mark.parametrize("spellings", SAME)
def test_spellings_of_one_page_are_one_key(spellings: tuple[str, ...]) -> None:
    assert {canonical_key(spelling, BASE) for spelling in spellings} == {spellings[0]}


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert canonical_key(one) != canonical_key(other)


@pytest.mark.parametrize("key", REFUSED_KEYS)
def test_what_names_no_page_is_refused_in_words(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        canonical_key(key, BASE)
    assert refused.value.errors[0].pointer == "/thread"
    assert refused.value.errors[0].detail.endswith(".")


@pytest.mark.parametrize(
    "key", ["post-12", "wp:12", "urn:uuid:1", "2009/x", "?p=12", "Über uns", "town.example/a", "x" * 500]
)
def test_other_keys_are_kept_as_they_are(key: str) -> None:
    assert canonical_key(f" {key}\n", BASE) == key
    assert not is_page_key(key)


def test_tracking_may_be_longer_than_a_key() -> None:
    assert canonical_key("/a?fbclid=" + "x" * 1_500) == "/a"


@given(PATHS)
def test_canonical_is_a_fixed_point(path: str) -> None:
    key = canonical_key(path)
    assert canonical_key(key) == key
    assert key.isascii()


@given(PATHS)
def test_a_path_and_its_address_are_one_key(path: str) -> None:
    assert canonical_key(f"https://town.example{path}", BASE) == canonical_key(path)
    assert key_of_url(f"http://www.town.example{path}", BASE, []) == canonical_key(path)


@given(PATHS)
def test_a_pages_address_is_kept_clean_and_leads_to_its_key(path: str) -> None:
    key = canonical_key(path)
    kept = check_page(key, f"https://town.example{path}", BASE, [])
    assert check_page(key, kept, BASE, []) == kept
    assert not set(kept) & set("\"'<>\\` #")


@given(st.text(max_size=40))
def test_any_text_is_a_key_or_refused(text: str) -> None:
    try:
        key = canonical_key(text, BASE)
    except Invalid:
        return
    assert canonical_key(key, BASE) == key


def test_a_full_address_as_key_must_be_of_the_site() -> None:
    with pytest.raises(Invalid) as refused:
        canonical_key("https://evil.example/a", BASE)
    assert refused.value.errors[0].pointer == "/thread"
    assert canonical_key("https://old-host.example/a") == "/a"
    assert canonical_key("https://blog.example/a", BASE, ["https://blog.example"]) == "/a"


@pytest.mark.parametrize("host", ["localhost:4000", "127.0.0.1:8000", "[::1]:1313", "blog.localhost"])
def test_localhost_may_read_and_not_write(host: str) -> None:
    assert canonical_key(f"http://{host}/2009/a/", BASE) == "/2009/a"
    with pytest.raises(Invalid):
        check_page("/2009/a", f"http://{host}/2009/a/", BASE, [])
    assert check_page("/2009/a", f"http://{host}/2009/a/", BASE, [f"http://{host}"]) == f"http://{host}/2009/a/"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://town.example/a/?utm_source=x&token=secret#b", "https://town.example/a/"),
        ("http://www.town.example:80/a", "http://www.town.example/a"),
        ("https://town.example/it's//b?y=1&x=2", "https://town.example/it%27s/b?x=2&y=1"),
        ("https://town.example", "https://town.example/"),
    ],
)
def test_the_address_to_keep(url: str, kept: str) -> None:
    assert check_page("opaque", url, BASE, []) == kept


@pytest.mark.parametrize(
    "url",
    [
        "", "null", "/2009/a", "town.example/a", "javascript:alert(1)", "data:,x", "ftp://town.example/a",
        "https://town.example.evil.example/", "https://evil-town.example/", "https://evil.example/town.example/",
        "https://town.example@evil.example/", "https://u:p@town.example/", "https://town.example:8443/",
        "https://town.example\\@evil.example/", "https://town.example/\"onclick='x", "https://town.example/<b>",
        "https://town.example/a\x00", "https://town.example/a%0a", "https://town.example/a\r\nX: y",
        "https://town.example/\ud800",
        "https://xn--town.example/", "https://tоwn.example/", "https://town.example/{{ page.url }}",
        "https://town.example/" + "a" * 2_000, "https://town.example/" + "a" * 600, "https:town.example",
    ],
)  # fmt: skip
def test_what_is_no_page_of_the_site_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        key_of_url(url, BASE, [])
    assert refused.value.errors[0].pointer == "/url"


@pytest.mark.parametrize("rest", ["a%00", "a?b=%0D%0A", "?q=" + "%20" * 600 + "é" * 100])
def test_an_address_to_keep_is_safe_whatever_the_key(rest: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_page("opaque", f"https://town.example/{rest}", BASE, [])
    assert refused.value.errors[0].pointer == "/url"


def test_the_page_must_be_the_one_the_key_names() -> None:
    with pytest.raises(Invalid) as refused:
        check_page("/a", "https://town.example/b", BASE, [])
    assert refused.value.errors[0].pointer == "/url"


@pytest.mark.parametrize("path", ["", "/", "/2009/a", "//x", "?p=1"])
def test_a_blog_in_a_folder_ends_where_the_folder_ends(path: str) -> None:
    assert key_of_url(f"https://example.org/blog{path}", "https://example.org/blog/", []).startswith("/blog")


@pytest.mark.parametrize("path", ["/", "/blogs", "/blog/../shop", "/shop/a", "/blog/%2e%2e/shop", "/Blog/"])
def test_pages_outside_the_folder_are_refused(path: str) -> None:
    with pytest.raises(Invalid):
        key_of_url(f"https://example.org{path}", "https://example.org/blog/", ["https://example.org"])
