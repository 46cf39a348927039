"""What the queue is narrowed down to, as somebody asks for it, and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.ids import build_id
from discuss.domain.keys import asked_key
from discuss.domain.names import NAME_LIMIT
from discuss.domain.paging import STRANGE_CURSOR, parse_id_cursor
from discuss.domain.searching import build_asked_words
from discuss.domain.texts import check_text
from discuss.errors import FieldError, Invalid
from discuss.moderation.reasons import REASONS
from discuss.services.reactions import FlagReason
from discuss.store.queries.queue import QueueFilter

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from discuss.store.tables import Site

QUESTION_LIMIT = 200
_NOT_WHY = (
    "trusted",
    "by-author",
    "edited",
    "imported",
    "ban-reader",
    "ban-address",
    "ban-network",
    "ban-email",
    "ban-domain",
)
RULE_REASONS = {symbol: words for symbol, words in REASONS.items() if symbol not in _NOT_WHY}
"""Why something waits, as one may ask for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Nothing of it: everything. What is given holds together.

    `q`: words, each as somebody begins to write it. `thread`: a key. `author`: a name just as it stands. `person`: a
    comment whose reader wrote the others too. `like`: one whose text others have. `reason`: a symbol of a rule or of a
    report. `asked`: somebody asks the others. `since`, `until`: when it was written, in milliseconds, `until` left out.
    """

    q: str | None = None
    thread: str | None = None
    author: str | None = None
    person: int | None = None
    like: int | None = None
    reason: str | None = None
    asked: bool = False
    since: int | None = None
    until: int | None = None


def build_filter(site: Site, narrowing: Narrowing, status: str | None, cursor: str | None = None) -> QueueFilter:
    """Check what is asked for, all of it. Raises Invalid."""
    errors: list[FieldError] = []

    def check(what: Callable[[], Any]) -> Any:
        try:
            return what()
        except Invalid as error:
            errors.extend(error.errors)

    wanted = {
        "words": check(lambda: _check_words(narrowing.q)) or (),
        "thread": check(lambda: _check_thread(site, narrowing.thread)),
        "author": check(lambda: _check_author(narrowing.author)),
        "after": check(lambda: parse_place(cursor)),
        "person": narrowing.person,
        "like": narrowing.like,
        "asked": narrowing.asked,
        "since": None if narrowing.since is None else build_id(narrowing.since, 0),
        "until": None if narrowing.until is None else build_id(narrowing.until, 0),
    } | (check(lambda: _check_reason(narrowing.reason)) or {})
    if errors:
        raise Invalid(*errors)
    return QueueFilter(site_id=site.id, status=status, **wanted)


def _check_words(question: str | None) -> list[str] | None:
    if question is None:
        return None
    words = build_asked_words(check_text(question, pointer="?q", limit=QUESTION_LIMIT))
    if not words:
        raise Invalid(FieldError("?q", "There is no word in this to look for: words are letters and digits."))
    return words


def _check_thread(site: Site, key: str | None) -> str | None:
    return None if key is None else asked_key(key, site.base_url, site.origins)


def _check_author(name: str | None) -> str | None:
    return None if name is None else check_text(name.strip(), pointer="?author", limit=NAME_LIMIT)


def _check_reason(reason: str | None) -> dict[str, str]:
    if reason is None:
        return {}
    if reason in set(FlagReason):
        return {"flag": reason}
    if reason not in REASONS:
        raise Invalid(FieldError("?reason", "This is none of the reasons there are."))
    return {"reason": reason}


def format_place(urgent: int, last: int) -> str:
    return f"{urgent}-{last}"


def parse_place(cursor: str | None) -> tuple[int, int] | None:
    """Read a cursor. Raises Invalid."""
    if cursor is None:
        return None
    urgent, _, last = cursor.partition("-")
    place = parse_id_cursor(last)
    if place is None or urgent not in {"0", "1"}:
        raise Invalid(FieldError("?cursor", STRANGE_CURSOR))
    return int(urgent), place
