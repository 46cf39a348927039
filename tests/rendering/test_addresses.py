from __future__ import annotations

import pytest
from hypothesis import example, given, strategies as st

from discuss.rendering.addresses import safe_address, safe_image

KEPT = (
    "https://a.example",
    "http://a.example/",
    "https://a.example/b_c/d(e)?f=g&h=%20i#j",
    "https://a.example:8443/x",
    "http://localhost/x",
    "http://[2001:db8::1]:80/x",
    "https://a.example/it's;a=~path|here",
    "mailto:anna@village.example",
    "https://a_b.example",
)

WRITTEN = (
    ("HTTPS://A.Example/Path", "https://a.example/Path"),
    (" https://a.example/\n", "https://a.example/"),
    ("www.a.example/b", "https://www.a.example/b"),
    ("WWW.a.example", "https://www.a.example"),
    ("https://a.example./b", "https://a.example/b"),
    ("https://a.example:/b", "https://a.example/b"),
    ("https://a.example:0443/b", "https://a.example:443/b"),
    ("https://a.example/a b", "https://a.example/a%20b"),
    ("https://a.example/100%", "https://a.example/100%25"),
    ("https://a.example/ä?ö#ü", "https://a.example/%C3%A4?%C3%B6#%C3%BC"),
    ('https://a.example/"><b>', "https://a.example/%22%3E%3Cb%3E"),
    ("https://a.example/\u202egnp.exe", "https://a.example/%E2%80%AEgnp.exe"),
    ("mailto:anna@village.example?bcc=all@x.example&body=hi", "mailto:anna@village.example"),
    ("mailto:anna@MÜNCHEN.example", "mailto:anna@xn--mnchen-3ya.example"),
)

HOSTS = (
    ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
    ("https://MÜNCHEN.example/", "https://xn--mnchen-3ya.example/"),
    ("https://mu\u0308nchen.example/", "https://xn--mnchen-3ya.example/"),
    ("https://straße.example/", "https://xn--strae-oqa.example/"),
    ("https://例え。テスト/", "https://xn--r8jz45g.xn--zckzah/"),
    ("https://ｅｘａｍｐｌｅ．ｃｏｍ/", "https://example.com/"),
    ("https://हिन्दी.example/", "https://xn--j2bd4cyah0f.example/"),
    # A Cyrillic letter that looks like a Latin one: the status bar says where it goes.
    ("https://\u0430pple.example/", "https://xn--pple-43d.example/"),
)

REFUSED = (
    "",
    "#here",
    "/relative",
    "relative",
    "../up",
    "?query",
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript://a.example/%0aalert(1)",
    "javascript:123",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>",
    "data:123",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://a.example/1",
    "view-source:https://a.example",
    "ftp://a.example",
    "feed:https://a.example",
    "intent://a.example",
    "tel:123",
    "http:a.example",
    "http:/a.example",
    "http:///a.example",
    "http://",
    "http://?a",
    "http:\\\\a.example",
    "http://good.example\\@evil.example",
    "http://user@evil.example",
    "http://good.example@evil.example/",
    "http://user:pass@evil.example",
    "http://good.example:80@evil.example",
    "http://good.example%40evil.example",
    "http://good.example%2f.evil.example",
    "http://a..example",
    "http://.a.example",
    "http://-a.example",
    "http://_a.example",
    "http://a b.example",
    "http://a\u00a0b.example",
    "http://a\u200bb.example",
    "http://a\u202eb.example",
    "http://a\u00adb.example",
    "http://a\u2100b.example",
    "http://good.example／.evil.example",
    "http://good.example\uff20evil.example",
    "http://a.example:99999",
    "http://a.example:x",
    "http://[::1",
    "http://[evil.example]",
    "http://<b>.example",
    'http://a".example',
    "http://a.exa\tmple/",
    "http://a.example/\tb",
    "http://a.example/\\b",
    "http://a.example/\x00",
    "http://a.example/\x85",
    f"http://{'a' * 64}.example",
    f"http://a.example/{'a' * 2_000}",
    f"http://a.example/{'ä' * 400}",
    "mailto:",
    "mailto:anna",
    "mailto:@a.example",
    "mailto:anna@",
    "mailto:a b@c.example",
    "mailto:a@b.example,c@d.example",
    "mailto:<a@b.example>",
    "mailto:a%0abcc:b@c.example",
    "mailto://a@b.example",
)


@pytest.mark.parametrize("address", KEPT)
def test_a_plain_address_is_kept(address: str) -> None:
    assert safe_address(address) == address


@pytest.mark.parametrize(("address", "written"), WRITTEN + HOSTS)
def test_an_address_is_written_the_one_safe_way(address: str, written: str) -> None:
    assert safe_address(address) == written


@pytest.mark.parametrize("address", REFUSED)
def test_nobody_is_sent_to(address: str) -> None:
    assert safe_address(address) is None


def test_an_image_has_no_mail_address() -> None:
    assert safe_image("mailto:anna@village.example") is None
    assert safe_image("https://a.example/b.png") == "https://a.example/b.png"


@given(st.text(max_size=40), st.sampled_from(("http://", "https://", "mailto:a@", "www.", "", "http://a.example/")))
@example("İ.example", "http://")
def test_a_safe_address_is_given_back_unchanged(rest: str, start: str) -> None:
    address = safe_address(start + rest)
    assert address is None or (safe_address(address) == address and address.isascii())
