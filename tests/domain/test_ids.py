from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from discuss.domain.ids import MAX_ID, RANDOM_BITS, build_id, parse_id
from discuss.errors import Invalid

MILLIS = st.integers(-(2**45), 2**45)
RANDOM = st.integers(0, 2**RANDOM_BITS - 1)
ID = st.integers(0, MAX_ID - (1 << RANDOM_BITS))


@given(MILLIS, st.integers(), st.none() | ID)
def test_an_id_has_63_bits(created: int, chance: int, parent: int | None) -> None:
    assert 0 <= build_id(created, chance, parent) <= MAX_ID < 2**63


@given(st.integers(0, 2**41), st.integers(0, 2**41), RANDOM, RANDOM)
def test_the_order_of_ids_is_the_order_of_time(one: int, other: int, chance: int, luck: int) -> None:
    if one < other:
        assert build_id(one, chance) < build_id(other, luck)


@given(MILLIS, RANDOM, ID)
def test_a_reply_comes_after_what_it_replies_to_whatever_the_clocks_say(created: int, chance: int, parent: int) -> None:
    assert build_id(created, chance, parent) > parent


@given(st.integers(0, 2**42 - 1), RANDOM)
def test_an_id_tells_its_time_and_keeps_its_chance(created: int, chance: int) -> None:
    drawn = build_id(created, chance)
    assert (drawn >> RANDOM_BITS, drawn & (2**RANDOM_BITS - 1)) == (created, chance)


@given(st.integers(0, MAX_ID))
def test_an_id_is_read_as_it_is_written(number: int) -> None:
    assert parse_id(str(number)) == number


@given(st.text().filter(lambda text: not (text.isascii() and text.isdigit())))
def test_any_other_text_is_no_id(text: str) -> None:
    with pytest.raises(Invalid):
        parse_id(text)


@pytest.mark.parametrize("text", [str(2**63), "9" * 19, "0" * 20, "９", "²", "1_0", " 1", "1\n", "+1", "-1", "1.0", ""])
def test_what_looks_like_an_id_and_is_none(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_id(text, "/parent")
    assert refused.value.errors[0].pointer == "/parent"
