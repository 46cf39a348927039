from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, strategies as st

from discuss.domain.tree import build_branches, build_forest
from tests.sizes import BRANCH

ITEMS = st.lists(
    st.tuples(st.integers(0, 30), st.none() | st.integers(0, 35)), max_size=30, unique_by=lambda item: item[0]
)


@dataclass(frozen=True)
class Leaf:
    id: int
    root_id: int | None


@given(ITEMS)
def test_a_forest_keeps_every_item_once(items: list[tuple[int, int | None]]) -> None:
    forest = build_forest(items)
    assert sorted(forest.order) == sorted(item for item, _ in items)
    assert set(forest.parents) == set(forest.order)


@given(ITEMS)
def test_parents_stand_before_their_children(items: list[tuple[int, int | None]]) -> None:
    forest = build_forest(items)
    seen: set[int | None] = {None}
    for item in forest.order:
        assert forest.parents[item] in seen
        seen.add(item)


@given(ITEMS)
def test_a_parent_is_kept_unless_it_is_missing_or_in_a_cycle(items: list[tuple[int, int | None]]) -> None:
    forest = build_forest(items)
    for item, parent in items:
        is_mended = item in forest.orphans or item in forest.cycles
        assert forest.parents[item] == (None if is_mended else parent)


@given(ITEMS)
def test_orphans_are_those_whose_parent_is_missing(items: list[tuple[int, int | None]]) -> None:
    known = {item for item, _ in items}
    assert build_forest(items).orphans == [item for item, parent in items if parent is not None and parent not in known]


@given(ITEMS)
def test_what_needs_no_mending_is_not_mended(items: list[tuple[int, int | None]]) -> None:
    forest = build_forest(items)
    again = build_forest([(item, forest.parents[item]) for item in forest.order])
    assert (again.order, again.parents, again.orphans, again.cycles) == (forest.order, forest.parents, [], [])


def test_of_a_cycle_the_first_becomes_a_root() -> None:
    forest = build_forest([(1, 1), (5, 2), (2, 3), (3, 4), (4, 2), (6, 3)])
    assert forest.cycles == [1, 2]
    assert forest.order == [1, 2, 5, 4, 3, 6]


def test_siblings_keep_their_order() -> None:
    assert build_forest([(3, None), (1, 3), (2, None), (0, 3)]).order == [3, 1, 0, 2]


def test_a_chain_and_a_cycle_of_any_depth_are_taken() -> None:
    size = BRANCH * 20
    chain = [(number, number + 1) for number in range(size)]
    assert build_forest([*chain, (size, None)]).order == list(range(size, -1, -1))
    assert build_forest([*chain, (size, 0)]).cycles == [0]


@given(
    st.lists(st.integers(0, 9), unique=True),
    st.lists(st.tuples(st.integers(10, 99), st.integers(0, 9)), unique_by=lambda reply: reply[0]),
    st.integers(1, 5),
)
def test_branches_keep_their_first_replies_in_order(
    names: list[int], replies: list[tuple[int, int]], shown: int
) -> None:
    leaves = [Leaf(name, root) for name, root in replies if root in names]
    branches = build_branches([Leaf(name, None) for name in names], leaves, shown)
    assert [branch.root.id for branch in branches] == names
    for branch in branches:
        below = sorted(leaf.id for leaf in leaves if leaf.root_id == branch.root.id)
        assert [reply.id for reply in branch.replies] == below[:shown]
        assert branch.has_more == (len(below) > shown)
