"""What was known of readers and texts at a moment of the past: the facts for the rules, from what was written since."""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from discuss.domain.ids import build_id
from discuss.domain.status import Status
from discuss.domain.times import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

_BAD = frozenset({Status.REJECTED, Status.SPAM})
_MOST = 20  # as far as the store counts


class Past(NamedTuple):
    """A comment as it came in, as far as facts need it. `status` is its first one; marks are keyed hashes."""

    id: int
    thread: int
    created: int
    reader: bytes | None
    address: bytes | None
    fingerprint: bytes | None
    status: Status


@dataclass(slots=True)
class _Reader:
    """Whose comments have which status now: ids in their order. `reported`: open reports of each comment."""

    approved: list[int] = field(default_factory=list)
    bad: list[int] = field(default_factory=list)
    reported: dict[int, int] = field(default_factory=dict)


class Memory:
    """Takes in what happened, in order of time, and gives the facts of the next comment as the store would have."""

    def __init__(self, stirs: Mapping[int, int]) -> None:
        """`stirs`: when somebody was heard in each thread before all that is to come, in milliseconds."""
        self._stirs = stirs
        self._shown: dict[int, list[tuple[int, int]]] = {}
        self._readers: dict[bytes, _Reader] = {}
        self._alike: dict[bytes, dict[int, tuple[bytes | None, bytes | None]]] = {}
        self._known: dict[int, tuple[Past, Status]] = {}
        self._early: dict[int, Status] = {}

    def add(self, past: Past) -> None:
        """Take in a comment that was written."""
        self._place(past, self._early.pop(past.id, past.status))

    def change(self, comment: int, status: Status) -> None:
        """Take in that a comment has another status. In the millisecond in which it is written that may come first."""
        if comment not in self._known:
            self._early[comment] = status
            return
        past, former = self._known[comment]
        self._remove(past, former)
        self._place(past, status)

    def report(self, comment: int, more: int) -> None:
        """Take in that a comment has `more` open reports, or fewer where that is negative."""
        known = self._known.get(comment)
        if known is not None and known[0].reader is not None:
            reported = self._of(known[0].reader).reported
            reported[comment] = reported.get(comment, 0) + more

    def recall(self, past: Past) -> dict[str, int]:
        """Give the facts that were known when `past` came in, and was not taken in yet. `count_repeats` is apart."""
        found = self._readers.get(past.reader) if past.reader is not None else None
        reader = found or _Reader()
        since = bisect_right(reader.approved, reader.bad[-1]) if reader.bad else 0
        return {
            "approved_before": min(len(reader.approved), 1),
            "approved_in_row": len(reader.approved) - since,
            "rejected_before": min(len(reader.bad), _MOST),
            "reported_before": min(self._count_reported(reader), _MOST) if reader.reported else 0,
            "copies": self._count_copies(past),
            "silence": self._measure_silence(past),
        }

    def count_repeats(self, past: Past, seconds: int) -> int:
        """Count how often the same reader had written this text within `seconds`."""
        since = build_id(past.created - seconds * 1000, 0)
        return sum(
            comment > since and (reader == past.reader if reader is not None else address == past.address is not None)
            for comment, (reader, address) in self._list_alike(past).items()
        )

    def _measure_silence(self, past: Past) -> int:
        """Give for how many seconds nobody was heard in the thread."""
        shown = self._shown.get(past.thread)
        stirs = (shown[-1][0] if shown else 0, self._stirs.get(past.thread, 0))
        return max(0, past.created - (max(stirs) or past.created)) // 1000

    def _count_copies(self, past: Past) -> int:
        """Count the other readers who had written this text within a day."""
        since = build_id(past.created - DAY, 0)
        others = {reader or address for comment, (reader, address) in self._list_alike(past).items() if comment > since}
        return len(others - {past.reader or past.address, None})

    def _list_alike(self, past: Past) -> dict[int, tuple[bytes | None, bytes | None]]:
        return self._alike.get(past.fingerprint, {}) if past.fingerprint is not None else {}

    def _count_reported(self, reader: _Reader) -> int:
        public_or_waiting = (Status.APPROVED, Status.PENDING)
        return sum(n > 0 and self._known[comment][1] in public_or_waiting for comment, n in reader.reported.items())

    def _of(self, reader: bytes) -> _Reader:
        found = self._readers.get(reader)
        if found is None:
            found = self._readers[reader] = _Reader()
        return found

    def _place(self, past: Past, status: Status) -> None:
        self._known[past.id] = past, status
        if status.is_visible:
            insort(self._shown.setdefault(past.thread, []), (past.created, past.id))
        if past.fingerprint is not None and status is not Status.DELETED:
            self._alike.setdefault(past.fingerprint, {})[past.id] = past.reader, past.address
        if past.reader is not None and (ids := self._list(past.reader, status)) is not None:
            insort(ids, past.id)

    def _remove(self, past: Past, status: Status) -> None:
        if status.is_visible:
            self._shown[past.thread].remove((past.created, past.id))
        if past.fingerprint is not None:
            self._alike.get(past.fingerprint, {}).pop(past.id, None)
        if past.reader is not None and (ids := self._list(past.reader, status)) is not None:
            del ids[bisect_right(ids, past.id) - 1]

    def _list(self, reader: bytes, status: Status) -> list[int] | None:
        if status is Status.APPROVED:
            return self._of(reader).approved
        return self._of(reader).bad if status in _BAD else None
