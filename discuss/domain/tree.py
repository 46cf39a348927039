"""The shape of a discussion: a page's order, and a forest made of whatever an import brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from discuss.domain.paging import REPLIES_SHOWN

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence


class Node(Protocol):
    """What the page needs to know of a comment: its id and, on a reply, the root it belongs to."""

    @property
    def id(self) -> int: ...
    @property
    def root_id(self) -> int | None: ...


NodeT = TypeVar("NodeT", bound=Node)
Id = TypeVar("Id", bound="Hashable")


@dataclass(frozen=True, slots=True)
class Branch(Generic[NodeT]):
    """A root, its first replies in order of id, and whether there are more."""

    root: NodeT
    replies: list[NodeT]
    has_more: bool


def build_branches(roots: Sequence[NodeT], replies: Iterable[NodeT], shown: int = REPLIES_SHOWN) -> list[Branch[NodeT]]:
    """Put each reply under its root, in the order of `roots`, at most `shown` each; one beyond says there are more."""
    below: dict[int | None, list[NodeT]] = {root.id: [] for root in roots}
    for reply in replies:
        below[reply.root_id].append(reply)
    for found in below.values():
        found.sort(key=lambda reply: reply.id)
    return [Branch(root, below[root.id][:shown], len(below[root.id]) > shown) for root in roots]


@dataclass(frozen=True, slots=True)
class Forest(Generic[Id]):
    """Every item once, each after its parent; the parent each was given; and what had to be mended."""

    order: list[Id]
    parents: dict[Id, Id | None]
    orphans: list[Id] = field(default_factory=list)
    cycles: list[Id] = field(default_factory=list)


def build_forest(items: Sequence[tuple[Id, Id | None]]) -> Forest[Id]:
    """Order `(id, parent)` pairs so that parents stand first, keeping the given order of siblings.

    An item whose parent is missing becomes a root and is listed in `orphans`; of each cycle the first item given
    becomes a root and is listed in `cycles`. Linear, and without recursion: chains may be of any depth.
    """
    known = {item for item, _ in items}
    orphans = [item for item, parent in items if parent is not None and parent not in known]
    parents = {item: parent if parent in known else None for item, parent in items}
    cycles = _cut_cycles(parents)
    children: dict[Id | None, list[Id]] = {}
    for item, parent in parents.items():
        children.setdefault(parent, []).append(item)
    order: list[Id] = []
    stack = list(reversed(children.get(None, [])))
    while stack:
        item = stack.pop()
        order.append(item)
        stack.extend(reversed(children.get(item, [])))
    return Forest(order, parents, orphans, cycles)


def _cut_cycles(parents: dict[Id, Id | None]) -> list[Id]:
    cut: list[Id] = []
    safe: set[Id] = set()
    for start in parents:
        path: list[Id] = []
        on_path: set[Id] = set()
        item: Id | None = start
        while item is not None and item not in safe and item not in on_path:
            path.append(item)
            on_path.add(item)
            item = parents[item]
        if item is not None and item in on_path:
            first = next(found for found in parents if found in set(path[path.index(item) :]))
            parents[first] = None
            cut.append(first)
        safe.update(path)
    return cut
