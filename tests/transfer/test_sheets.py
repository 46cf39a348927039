from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given, strategies as st

from discuss.transfer.sheets import disarm, write_row
from tests.hostile import TRICKS

SIGNS = "=+-@＝＋－＠﹢﹣﹦﹫⁼₊"


@pytest.mark.parametrize("before", ["", " ", "\t", "\r", "\n", "\u00a0", "\u200b", "\ufeff", " \u2003\u200e"])
@pytest.mark.parametrize("sign", SIGNS)
def test_no_formula_begins_a_cell(before: str, sign: str) -> None:
    assert disarm(f"{before}{sign}1+1") == f"'{before}{sign}1+1"


@pytest.mark.parametrize("text", ["", "a", "1-1", "a=b", "ann@town.example", "/2009/09/a?b=c", "'=1", "2026-11-22"])
def test_what_is_none_stays_as_it_is(text: str) -> None:
    assert disarm(text) == text


@given(
    st.lists(
        st.one_of(
            st.none(), st.integers(0), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
        ),
        min_size=2,
    )
)
def test_a_row_is_read_as_it_was_written(cells: list[object]) -> None:
    (row,) = csv.reader(StringIO(write_row(cells), newline=""))
    assert [cell.removeprefix("'") for cell in row] == [
        str("" if each is None else each).removeprefix("'") for each in cells
    ]


def test_hostile_cells_stay_in_their_cell() -> None:
    for trick in TRICKS:
        (row,) = csv.reader(StringIO(write_row([trick, "next"]), newline=""))
        assert row[1] == "next", trick
