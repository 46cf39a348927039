from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, strategies as st

from discuss.api.unreadable import explain_unreadable, point_at

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('{"value": NaN}', "/value"),
        ('{"author": {"name": "x", "email": -Infinity}}', "/author/email"),
        ('{"list": [1, [2, "\\ud800"]]}', "/list/1/1"),
        ('{"a/b": {"c~d": Infinity}}', "/a~1b/c~0d"),
        ('{"fine": 1, "broken": 1e999}', "/broken"),
        ('"\\udfff"', ""),
        ('{"\\ud800": 1}', ""),
        ('{"cut": "off', ""),
        ("", ""),
        ("[" * 100_000, ""),
        ("9" * 100_000 + "x", ""),
    ],
)
def test_the_place_is_named(text: str, pointer: str) -> None:
    assert explain_unreadable(text.encode(), "reason").pointer == pointer


@pytest.mark.parametrize("data", [b"\xff", b"\xed\xa0\x80", "{}".encode("utf-16"), b"\x00"])
def test_bytes_that_are_no_text_are_the_whole_bodys_fault(data: bytes) -> None:
    found = explain_unreadable(data, "reason")
    assert (found.pointer, found.detail) == ("", "This is not JSON in UTF-8: reason.")


@given(json_values)
def test_what_is_fine_is_not_blamed(value: object) -> None:
    assert explain_unreadable(json.dumps(value).encode(), "reason").pointer == ""


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_a_pointer_leads_to_the_place(path: list[str]) -> None:
    value: object = math.nan
    for name in reversed(path):
        value = {name: value}
    assert explain_unreadable(json.dumps(value).encode(), "reason").pointer == "".join(map(point_at, path))
