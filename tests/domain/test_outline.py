from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import given, strategies as st

from discuss.domain.outline import build_outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from discuss.domain.outline import Node


@dataclass(frozen=True)
class Row:
    id: int
    parent_id: int | None


@st.composite
def forests(draw: st.DrawFn) -> list[Row]:
    """Rows in which every parent stands before its children; some parents are not there."""
    size = draw(st.integers(0, 30))
    parents = [draw(st.none() | st.integers(-3, number - 1)) for number in range(size)]
    return [Row(number, parent) for number, parent in enumerate(parents)]


def walk(nodes: Iterable[Node], depth: int = 0) -> Iterator[tuple[Node, int]]:
    for node in nodes:
        yield node, depth
        yield from walk(node.children, depth + 1)


@given(forests(), st.integers(0, 8))
def test_every_comment_stands_there_once_and_none_too_deep(rows: list[Row], most: int) -> None:
    drawn = list(walk(build_outline(rows, most)))
    assert sorted(node.row.id for node, _ in drawn) == [row.id for row in rows]
    assert all(depth <= most for _, depth in drawn)


@given(forests(), st.integers(0, 8))
def test_siblings_keep_their_order(rows: list[Row], most: int) -> None:
    for node, _ in walk(build_outline(rows, most)):
        ids = [child.row.id for child in node.children]
        assert ids == sorted(ids)


@given(forests(), st.integers(0, 8))
def test_whoever_does_not_stand_below_the_parent_names_it(rows: list[Row], most: int) -> None:
    known = {row.id for row in rows}
    above: dict[int, int | None] = {}
    for node, _ in walk(build_outline(rows, most)):
        above.update({child.row.id: node.row.id for child in node.children})
        parent = node.row.parent_id
        if parent not in known:
            assert node.is_apart == (parent is not None)
        elif above.get(node.row.id) != parent:
            assert node.parent.id == parent
        else:
            assert node.parent is None


def test_a_chain_goes_flat_where_it_is_deep_enough() -> None:
    rows = [Row(0, None), Row(1, 0), Row(2, 1), Row(3, 2)]
    (root,) = build_outline(rows, 1)
    assert [node.row.id for node in root.children] == [1, 2, 3]
    assert [node.parent and node.parent.id for node in root.children] == [None, 1, 2]


def test_known_rows_are_named_but_not_drawn() -> None:
    (node,) = build_outline([Row(5, 4)], 6, known=[Row(4, None)])
    assert node.is_apart
    assert node.parent == Row(4, None)
