"""Values → what goes over the wire. The one place that decides which fields a reader sees."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from discuss.api import shapes
from discuss.domain.names import NAME_LIMIT
from discuss.domain.policy import build_policy
from discuss.domain.settings import Email, fit_settings
from discuss.domain.status import Status
from discuss.domain.texts import BODY_LIMIT, EMAIL_LIMIT, WEBSITE_LIMIT
from discuss.domain.times import format_time
from discuss.services.house_rules import render_house_rules
from discuss.web.decisions import explain_own
from discuss.web.words import load_speech

if TYPE_CHECKING:
    from discuss.domain.measures import Measure
    from discuss.domain.settings import SiteSettings
    from discuss.domain.thread import Closing
    from discuss.services.answers import PostAnswer
    from discuss.services.own_comments import OwnView
    from discuss.services.views import PageView, PlaceView, SiteView, ThreadView

LIMITS = shapes.Limits(name=NAME_LIMIT, email=EMAIL_LIMIT, website=WEBSITE_LIMIT, body=BODY_LIMIT)


def present_page(page: PageView, *, can_mail: bool = False) -> shapes.Page:
    """`can_mail`: whether this installation sends mail, so that nobody is promised any where it does not."""
    comments = [
        present_comment(row, page.mores.get(row.id))
        for branch in page.branches
        for row in (branch.root, *branch.replies)
    ]
    comments.extend(present_comment(row) for row in page.replies)
    return shapes.Page(
        site=present_site(page.head.site, can_mail=can_mail),
        thread=present_thread(page.head.thread),
        comments=comments,
        next=page.next,
    )


def present_place(place: PlaceView) -> shapes.Place:
    return shapes.Place(
        thread=present_thread(place.head.thread),
        comment=present_comment(place.comment),
        ancestors=[present_comment(row) for row in place.ancestors],
        cursor=place.cursor,
    )


def present_site(site: SiteView, *, can_mail: bool) -> shapes.Site:
    return _present_site(site.title, fit_settings(site.settings, can_mail=can_mail))


@lru_cache(maxsize=256)
def _present_site(title: str, settings: SiteSettings) -> shapes.Site:
    wanted: dict[shapes.Field, bool] = {
        "subscribe": settings.reply_mails,
        "email": settings.email is Email.REQUIRED,
        "website": settings.website,
    }
    return shapes.Site(
        name=title,
        policy=build_policy(settings),
        rules_html=render_house_rules(settings) or None,
        team_link=settings.team_link,
        fields=[field for field, is_wanted in wanted.items() if is_wanted],
        limits=LIMITS,
        votes=settings.votes.value,
        max_depth=settings.max_depth,
    )


def present_thread(thread: ThreadView) -> shapes.Thread:
    return shapes.Thread(
        key=thread.key,
        url=thread.url,
        title=thread.title,
        state="closed" if thread.closing else "open",
        closed=present_closing(thread.closing) if thread.closing else None,
        notices=[present_notice(each) for each in thread.notices],
        count=thread.count,
        version=thread.version,
    )


def present_closing(closing: Closing) -> shapes.Closed:
    return shapes.Closed(
        at=format_time(closing.at),
        by=closing.by,
        reason=closing.reason,
        note_html=closing.note_html,
        until=_time(closing.until),
        successor=closing.successor,
        scope=closing.scope.value,
    )


def present_notice(measure: Measure) -> shapes.Notice:
    return shapes.Notice(
        cause=measure.cause.value,
        kind=measure.kind.value,
        root=str(measure.root) if measure.root is not None else None,
        note_html=measure.note_html,
        until=_time(measure.until),
        pace=measure.pace,
    )


def present_comment(row: Any, more: str | None = None) -> shapes.Comment:
    """Present a comment that stands on a page: visible, or a tombstone. `row` has the columns of the table."""
    is_visible = row.status == Status.APPROVED
    return shapes.Comment(
        id=str(row.id),
        parent=str(row.parent_id) if row.parent_id is not None else None,
        depth=row.depth,
        replies=row.replies,
        pinned=bool(row.pinned),
        author=_author(row) if is_visible else UNSET,
        html=row.body_html if is_visible else UNSET,
        created=format_time(row.created),
        edited=_time(row.edited) if is_visible else None,
        score=row.up - row.down if is_visible else 0,
        kind=row.kind,
        more=more,
        channel=(row.channel or UNSET) if is_visible else UNSET,
        deleted=UNSET if is_visible else True,
    )


def present_posted(answer: PostAnswer) -> shapes.Posted:
    """Present to its author what was posted, whatever its status."""
    row = answer.comment
    return shapes.Posted(
        comment=shapes.Comment(
            id=str(row.id),
            parent=str(row.parent_id) if row.parent_id is not None else None,
            depth=row.depth,
            replies=row.replies,
            pinned=bool(row.pinned),
            author=_author(row),
            html=row.body_html,
            created=format_time(row.created),
            edited=_time(row.edited),
            score=row.up - row.down,
            kind=row.kind,  # type: ignore[arg-type]
            more=None,
            channel=row.channel or UNSET,  # type: ignore[arg-type]
        ),
        status=answer.status,  # type: ignore[arg-type]
        version=answer.version,
        edit_token=answer.edit_token,
        edit_until=_time(answer.edit_until),
        usually=answer.usually,
    )


def present_own(own: OwnView) -> shapes.Own:
    return shapes.Own(
        id=str(own.id),
        thread=own.thread_key,
        url=own.thread_url,
        status=own.status,  # type: ignore[arg-type]
        change=own.change,  # type: ignore[arg-type]
        reasons=[*explain_own(load_speech("pages", own.language), own), *_quote_rules(own)],
        message=own.told.message if own.told else None,
        usually=own.usually,
        author=shapes.Author(name=own.author_name, url=own.author_url, role=None),
        body=own.body,
        html=own.html,
        created=format_time(own.created),
        edited=_time(own.edited),
        edit_until=_time(own.edit_until),
    )


def _quote_rules(own: OwnView) -> list[str]:
    """Give the house rules, as Markdown, where the comment did not keep to them."""
    return [own.told.rules] if own.told and own.told.rules else []


def _author(row: Any) -> shapes.Author:
    return shapes.Author(name=row.author_name, url=row.author_url, role=row.author_role)


def _time(millis: int | None) -> str | None:
    return format_time(millis) if millis is not None else None
