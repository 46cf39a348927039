"""Bringing discussions in: read everything once, then store page by page, adding only what is not here yet."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from discuss.domain.fingerprints import build_fingerprint, strip_markup
from discuss.domain.ids import build_id
from discuss.domain.keys import canonical_key, is_page_key, origin_of
from discuss.domain.searching import build_search_text
from discuss.domain.status import Status
from discuss.domain.times import from_millis, to_millis
from discuss.errors import FieldError, Invalid, UnknownSite
from discuss.services.import_rendering import render_pages
from discuss.services.import_reports import Report
from discuss.store.queries import comments as queries, importing, sites as site_queries
from discuss.store.session import reading, writing
from discuss.store.tables import Thread
from discuss.transfer.plan import PagePlan, PlannedComment, plan_pages
from discuss.transfer.records import TextFormat
from discuss.transfer.sources import READERS, open_source, recognise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from discuss.rendering import Rendered
    from discuss.services.instance import Instance
    from discuss.store.tables import Site

_ANONYMOUS = "Anonymous"


@dataclass(frozen=True, slots=True)
class Import:
    """What to bring in: a file, into a site (by name), in a format (None: recognised)."""

    file: Path
    site: str
    source: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class _Target:
    """Where it goes."""

    site_id: int
    base_url: str
    source: str
    images: bool


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a comment of the page stands: what its children need to know."""

    id: int
    root_id: int | None
    depth: int


def import_file(session: Session, instance: Instance, wanted: Import) -> dict[str, Any]:
    """Bring in a file and give the report. A second run adds nothing; nothing that is here is changed or deleted.

    The file is read to its end before anything is stored. Raises UnknownSite, Malformed, TooLarge, Invalid.
    """
    source = wanted.source or recognise(wanted.file)
    if source is None:
        raise Invalid(FieldError("file", f"This is in no format that is known here. Known are: {', '.join(READERS)}."))
    target = _find_target(session, wanted.site, source)
    report = Report(source=source, site=wanted.site, is_dry_run=wanted.dry_run)
    for plan in _read(wanted.file, source, instance.clock()):
        with reading(session):
            report.count_page(plan, _key(plan), _known(session, target, plan))
    if not wanted.dry_run:
        plans = (plan for plan in _read(wanted.file, source, instance.clock()) if plan.comments and _key(plan))
        with render_pages(plans, report.fresh, images=target.images) as pages:
            for plan, rendered in pages:
                _store_page(session, instance, target, plan, rendered)
    return report.finish()


def _read(file: Path, source: str, now: int) -> Iterator[PagePlan]:
    with open_source(file) as stream:
        yield from plan_pages(READERS[source](stream, from_millis(now)))


def _find_target(session: Session, name: str, source: str) -> _Target:
    with reading(session):
        site: Site | None = site_queries.find_site(session, name)
        if site is None:
            raise UnknownSite(f"There is no site called {name}.")
        return _Target(site.id, site.base_url, source, site.settings.get("images") == "on")


def _key(plan: PagePlan) -> str | None:
    """Give the thread's key: the path of its link, whatever host the export names, since blogs move."""
    try:
        return canonical_key(plan.thread.link)
    except Invalid:
        return None


def _known(session: Session, target: _Target, plan: PagePlan) -> dict[str, Any]:
    return importing.find_imported(session, target.site_id, target.source, plan.thread.source_id)


def _store_page(
    session: Session, instance: Instance, target: _Target, plan: PagePlan, rendered: list[Rendered]
) -> None:
    """Store one page in one transaction; rendering was done before it begins."""
    with writing(session):
        thread = _lock_thread(session, instance, target, plan)
        known = {name: _Spot(row.id, row.root_id, row.depth) for name, row in _known(session, target, plan).items()}
        spots = _draw_spots(session, instance, plan, known)
        rows = [
            _build_row(target, thread, comment, spot, plan.thread.source_id)
            | _build_text(comment, text)
            | {
                "parent_id": spots[comment.parent].id if comment.parent is not None else None,
                "changed": instance.clock(),
            }
            for comment, spot, text in zip(plan.comments, spots, rendered, strict=True)
            if comment.source_id not in known
        ]
        importing.add_comments(session, thread, rows)
        ids = {row["id"] for row in rows}
        decided = [
            _build_log(target, thread, comment, spot, instance.clock())
            for comment, spot in zip(plan.comments, spots, strict=True)
            if spot.id in ids and comment.record.status is not Status.APPROVED
        ]
        importing.add_log_entries(session, decided)


def _lock_thread(session: Session, instance: Instance, target: _Target, plan: PagePlan) -> Thread:
    """Lock the page's thread. A new one takes over what the source says; an old one keeps what was decided here."""
    now = instance.clock()
    key = canonical_key(plan.thread.link)
    is_new = queries.find_thread(session, target.site_id, key) is None
    record = plan.thread
    thread = queries.lock_or_add_thread(
        session,
        Thread(
            id=queries.draw_thread_id(session, now, instance.draw),
            site_id=target.site_id,
            key=key,
            url=origin_of(target.base_url) + key if is_page_key(key) else target.base_url,
            title=record.title if record.public else None,
            created=to_millis(record.created) if record.created else now,
        ),
    )
    if thread.published is None and record.created:
        thread.published = to_millis(record.created)
    if is_new and record.closed:
        thread.closed_at, thread.closed_reason = now, "imported"
        thread.version += 1
    return thread


def _draw_spots(session: Session, instance: Instance, plan: PagePlan, known: dict[str, _Spot]) -> list[_Spot]:
    """Give every comment of the page its place: the one it has here already, or a new one below its parent's."""
    taken: set[int] = set()
    while True:
        spots: list[_Spot] = []
        for comment in plan.comments:
            parent = spots[comment.parent] if comment.parent is not None else None
            spots.append(known.get(comment.source_id) or _draw_spot(instance, comment, parent, taken))
        fresh = [spot.id for spot, comment in zip(spots, plan.comments, strict=True) if comment.source_id not in known]
        clashes = importing.find_taken_ids(session, fresh)
        if not clashes and len(set(fresh)) == len(fresh):
            return spots
        taken |= clashes


def _draw_spot(instance: Instance, comment: PlannedComment, parent: _Spot | None, taken: set[int]) -> _Spot:
    created = to_millis(comment.record.created)
    while (drawn := build_id(created, instance.draw(), parent.id if parent else None)) in taken:
        pass
    if parent is None:
        return _Spot(drawn, None, 0)
    return _Spot(drawn, parent.root_id or parent.id, parent.depth + 1)


def _build_row(target: _Target, thread: Thread, comment: PlannedComment, spot: _Spot, page: str) -> dict[str, Any]:
    record = comment.record
    return {
        "id": spot.id,
        "site_id": target.site_id,
        "thread_id": thread.id,
        "root_id": spot.root_id,
        "depth": spot.depth,
        "status": record.status,
        "kind": record.kind,
        "author_name": record.author_name or _ANONYMOUS,
        "author_email": record.author_email,
        "author_url": record.author_website,
        "created": to_millis(record.created),
        "source": target.source,
        "source_page": page,
        "source_id": comment.source_id,
    }


def _build_text(comment: PlannedComment, text: Rendered) -> dict[str, Any]:
    is_markdown = comment.record.text_format is TextFormat.MARKDOWN
    body = escape(comment.record.text) if comment.record.text_format is TextFormat.PLAIN else comment.record.text
    words = body if is_markdown else strip_markup(text.html)
    return {
        "body": body,
        "body_format": "markdown" if is_markdown else "html",
        "body_html": text.html,
        "excerpt": text.excerpt,
        "rendered_by": text.rendered_by,
        "fingerprint": build_fingerprint(words).kept,
        "search_text": build_search_text(comment.record.author_name or _ANONYMOUS, words),
    }


def _build_log(target: _Target, thread: Thread, comment: PlannedComment, spot: _Spot, now: int) -> dict[str, Any]:
    return {
        "site_id": target.site_id,
        "thread_id": thread.id,
        "comment_id": spot.id,
        "at": now,
        "actor": "import",
        "action": "import",
        "after": comment.record.status,
        "reason": comment.record.reason,
    }
