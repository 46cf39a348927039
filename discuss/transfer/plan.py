"""A page as it will come in: every comment once, after its parent, with what had to be mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from discuss.domain.tree import build_forest
from discuss.transfer.records import CommentRecord, Severity, ThreadRecord, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from discuss.transfer.records import Record


@dataclass(frozen=True, slots=True)
class PlannedComment:
    """A record and the place in `PagePlan.comments` of its parent; `source_id` is unique on the page."""

    record: CommentRecord
    parent: int | None
    source_id: str


@dataclass(frozen=True, slots=True)
class PagePlan:
    thread: ThreadRecord
    comments: list[PlannedComment]
    troubles: list[Trouble] = field(default_factory=list)


def plan_pages(records: Iterable[Record]) -> Iterator[PagePlan]:
    """Gather a stream of records page by page. Troubles go with the page that was being read."""
    thread: ThreadRecord | None = None
    comments: list[CommentRecord] = []
    troubles: list[Trouble] = []
    for record in records:
        if isinstance(record, ThreadRecord):
            if thread is not None:
                yield plan_page(thread, comments, troubles)
                comments, troubles = [], []
            thread = record
        elif isinstance(record, CommentRecord):
            comments.append(record)
        else:
            troubles.append(record)
    if thread is not None:
        yield plan_page(thread, comments, troubles)
    elif troubles:
        yield PagePlan(_nowhere(troubles[0].where), [], troubles)


def plan_page(thread: ThreadRecord, records: list[CommentRecord], troubles: list[Trouble]) -> PagePlan:
    """Order one page's comments so that parents stand first, and mend what the source got wrong.

    A comment whose parent is missing attaches to the thread; a cycle is cut at its first comment; of comments that
    share an id, replies belong to the first. All of it is listed.
    """
    found = list(troubles)
    ids = _source_ids(records, found)
    places = {name: place for place, name in reversed(list(enumerate(ids)))}
    forest = build_forest([(place, _parent(record, places)) for place, record in enumerate(records)])
    found += [
        _trouble(records[place], "parent-missing", "What it answers is not in the file; it stands on its own now.")
        for place in forest.orphans
    ]
    found += [
        _trouble(records[place], "parent-cycle", "It answers itself by a detour; it stands on its own now.")
        for place in forest.cycles
    ]
    position = {place: index for index, place in enumerate(forest.order)}
    comments = [
        PlannedComment(records[place], position.get(forest.parents[place]), ids[place])  # type: ignore[arg-type]
        for place in forest.order
    ]
    return PagePlan(thread, comments, found)


def _parent(record: CommentRecord, places: dict[str, int]) -> int | None:
    """Give the place of the parent, -1 (which is nobody's) where it is missing, None for a root."""
    return places.get(record.parent, -1) if record.parent is not None else None


def _source_ids(records: list[CommentRecord], troubles: list[Trouble]) -> list[str]:
    """Name each comment: by its id, and where that is missing or repeated by what it says."""
    ids: list[str] = []
    taken: set[str] = set()
    for record in records:
        name = record.source_id or record.fingerprint
        if name in taken:
            troubles.append(_trouble(record, "id-repeated", "Another comment on this page has the same id."))
            name = f"{name}/{record.fingerprint}"
        while name in taken:
            name += "+"
        taken.add(name)
        ids.append(name)
    return ids


def _trouble(record: CommentRecord, code: str, detail: str) -> Trouble:
    return Trouble(record.where, code, detail, Severity.REPAIRED)


def _nowhere(where: str) -> ThreadRecord:
    return ThreadRecord(
        source_id="", link="", title="", created=None, closed=False, public=True, where=where, is_empty=True
    )
