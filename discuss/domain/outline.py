"""How a page of a thread is drawn: replies nested as deep as the site wants, then side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(slots=True)
class Node:
    """A comment as it is drawn. `parent` is the row it answers, where its place on the page does not show that.

    `is_apart`: its parent is not on this page. `more` is the cursor of the replies that are left out.
    """

    row: Any
    parent: Any = None
    is_apart: bool = False
    more: str | None = None
    children: list[Node] = field(default_factory=list)


def build_outline(
    rows: Iterable[Any], max_depth: int, mores: Mapping[int, str] | None = None, known: Iterable[Any] = ()
) -> list[Node]:
    """Nest rows, in which every parent stands before its children, at most `max_depth` deep.

    Deeper ones stand beside their parent. `known` are rows that may be named as parents without being drawn.
    """
    top: list[Node] = []
    named = {row.id: row for row in known}
    drawn: dict[int, tuple[Node, int, list[Node]]] = {}  # each node with its depth and the list it stands in
    for row in rows:
        node = Node(row, more=(mores or {}).get(row.id))
        if row.parent_id in drawn:
            parent, depth, beside = drawn[row.parent_id]
            is_nested = depth < max_depth
            place = parent.children if is_nested else beside
            node.parent = None if is_nested else parent.row
            depth += int(is_nested)
        else:
            place, depth = top, 0
            node.parent, node.is_apart = named.get(row.parent_id), row.parent_id is not None
        place.append(node)
        drawn[row.id] = (node, depth, place)
    return top
