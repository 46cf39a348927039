"""How a reader came, and what is secret, is no part of which page it is."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.tracking import meaningful_path, meaningful_query


@pytest.mark.parametrize(
    "name",
    [
        "utm_source", "UTM_Medium", "utm_anything", "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid",
        "msclkid", "yclid",
        "twclid", "ttclid", "igshid", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "mkt_tok", "pk_campaign",
        "mtm_source",
        "replytocom", "unapproved", "moderation-hash", "preview_nonce", "PHPSESSID", "jsessionid", "sessionid", "token",
        "access_token", "X-Amz-Security-Token", "x-amz-signature", "X-Goog-Signature", "Signature", "api_key",
        "utm%5Fsource",
    ],
)  # fmt: skip
def test_dropped(name: str) -> None:
    assert meaningful_query(f"{name}=x&p=1&{name}") == "p=1"


@pytest.mark.parametrize(
    "name", ["p", "page_id", "id", "lang", "page", "q", "ref", "s", "utm", "tokens", "attachment_id"]
)
def test_kept(name: str) -> None:
    assert meaningful_query(f"{name}=x") == f"{name}=x"


@pytest.mark.parametrize(
    ("query", "kept"),
    [("", ""), ("&&", ""), ("b&a", "a&b"), ("b=1&a=2", "a=2&b=1"), ("a=2&a=1", "a=2&a=1"), ("a=b=c", "a=b%3Dc"),
    ("=", "="),
     ("a+b=c+d", "a%20b=c%20d"), ("a=%2b", "a=%2B"), ("a=é", "a=%C3%A9"), ("a=%", "a=%25"), ("2009", "2009")],
)  # fmt: skip
def test_one_spelling(query: str, kept: str) -> None:
    assert meaningful_query(query) == kept


@given(st.text(max_size=40))
def test_a_fixed_point(query: str) -> None:
    once = meaningful_query(query)
    assert meaningful_query(once) == once


def test_sessions_in_paths() -> None:
    assert meaningful_path("/a;jsessionid=1F/b;JSESSIONID=2;v=1") == "/a/b;v=1"
