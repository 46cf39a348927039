"""Bans: who may not write on a site, until when and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.bans import REASON_LIMIT, BanKind, BanOrder, list_domains
from discuss.domain.ids import build_id
from discuss.domain.lists import parse_domains
from discuss.domain.permissions import Action
from discuss.domain.texts import check_email, check_text
from discuss.domain.times import DAY, month_of
from discuss.errors import FieldError, Invalid, NotFound
from discuss.rendering.links import list_links
from discuss.services.access import access_site
from discuss.services.identity import build_mark
from discuss.services.moderation import MOST_ITEMS, Item
from discuss.store.queries import bans as queries, comments as comment_queries, sites as site_queries
from discuss.store.session import reading, writing
from discuss.store.tables import LogEntry
from discuss.store.team_tables import Ban

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance
    from discuss.store.tables import Comment, Site

_MARKS = {BanKind.READER: "reader", BanKind.ADDRESS: "address", BanKind.NETWORK: "network"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BanView:
    """A ban as the team sees it. Times are milliseconds since 1970; `by` is a member's name."""

    id: int
    kind: BanKind
    label: str
    until: int | None
    reason: str | None
    by: str | None
    created: int


@dataclass(frozen=True, slots=True)
class Theirs:
    """What those whom `order` names wrote in the last `days` days."""

    order: BanOrder
    days: int


@dataclass(frozen=True, slots=True)
class _Target:
    """Whom a ban hits: the mark that is compared, the words for the list, and the key of the month if it needs one."""

    mark: bytes
    label: str
    plain: str = ""
    secret: bytes | None = None


def add_ban(session: Session, instance: Instance, actor: Actor, site: str, order: BanOrder) -> BanView:
    """Ban somebody from a site; another ban of the same one is replaced. Raises UnknownSite, NotAllowed, Invalid."""
    now = instance.clock()
    reason = check_text(order.reason.strip(), pointer="/reason", limit=REASON_LIMIT) if order.reason else None
    if order.until is not None and order.until <= now:
        raise Invalid(FieldError("/until", "A ban has to end in the future."))
    with writing(session):
        found = access_site(session, actor, site, Action.DECIDE)
        target = _find_target(session, instance, found, order)
        ban = Ban(
            id=build_id(now, instance.draw()),
            site_id=found.id,
            kind=order.kind,
            mark=target.mark,
            label=target.label,
            secret=target.secret,
            until=order.until,
            reason=reason,
            by=actor.user_id,
            created=now,
        )
        queries.replace_ban(session, ban)
        _record(session, actor, ban, "ban", now)
        return _view(ban, None)


def remove_ban(session: Session, instance: Instance, actor: Actor, site: str, ban_id: int) -> None:
    """End a ban. Raises UnknownSite, NotAllowed, NotFound."""
    with writing(session):
        found = access_site(session, actor, site, Action.DECIDE)
        ban = queries.find_ban(session, found.id, ban_id)
        if ban is None:
            raise NotFound("There is no such ban.")
        _record(session, actor, ban, "unban", instance.clock())
        session.delete(ban)


def list_bans(session: Session, instance: Instance, actor: Actor, site: str) -> list[BanView]:
    """List the bans that hold, newest first. Raises UnknownSite, NotAllowed."""
    with reading(session):
        found = access_site(session, actor, site, Action.DECIDE)
        return [_view(ban, by) for ban, by in queries.load_bans(session, found.id, instance.clock())]


def load_theirs(session: Session, instance: Instance, actor: Actor, site: str, wanted: Theirs) -> list[Item]:
    """Give what somebody wrote of late and is public or waits, newest first.

    At most as many as one decision takes: hand them to `moderation.decide`, and ask again for the rest. Called before
    that, it is the preview. Raises UnknownSite, NotAllowed, Invalid.
    """
    order, since = wanted.order, build_id(instance.clock() - wanted.days * DAY, 0)
    with reading(session):
        found = access_site(session, actor, site, Action.DECIDE)
        target = _find_target(session, instance, found, order)
        lately = queries.Lately(found.id, since, MOST_ITEMS)
        if order.kind is BanKind.DOMAIN:
            return _load_linking(session, lately, target.plain)
        mark = target.plain if order.kind is BanKind.EMAIL else target.mark
        rows = queries.list_by_author(session, lately, order.kind, mark)
        return [Item(row.id, row.version) for row in rows]


def check_target(session: Session, instance: Instance, site: Site, order: BanOrder) -> str:
    """Give the words by which a list names whom the ban would hit. Call it within a transaction. Raises Invalid."""
    return _find_target(session, instance, site, order).label


def _load_linking(session: Session, lately: queries.Lately, domain: str) -> list[Item]:
    rows = queries.list_with_text(session, lately, domain)
    return [Item(row.id, row.version) for row in rows if domain in list_domains(_links(row.body_html, row.author_url))]


def _links(html: str, website: str | None) -> list[str]:
    return [*list_links(html), *([website] if website else [])]


def _find_target(session: Session, instance: Instance, site: Site, order: BanOrder) -> _Target:
    match order.kind:
        case BanKind.DOMAIN:
            return _target_domain(instance, order)
        case BanKind.EMAIL:
            return _target_email(session, instance, site, order)
        case _:
            return _target_author(session, _access_comment(session, site, order), order.kind)


def _target_domain(instance: Instance, order: BanOrder) -> _Target:
    try:
        (domain,) = parse_domains(order.value or "")
    except ValueError as error:
        raise Invalid(FieldError("/value", "Name one domain, such as example.org.")) from error
    return _Target(build_mark(instance.secret, f"domain:{domain}"), domain, domain)


def _target_email(session: Session, instance: Instance, site: Site, order: BanOrder) -> _Target:
    given = order.value if order.comment is None else _access_comment(session, site, order).author_email
    try:
        email = check_email(given or "").lower()
    except Invalid as invalid:
        raise Invalid(*(FieldError("/value", error.detail) for error in invalid.errors)) from invalid
    if not email or not queries.is_confirmed(session, site.id, email):
        detail = "Nobody confirmed on this site that this address is theirs: a ban could hit a stranger."
        raise Invalid(FieldError("/value", detail))
    return _Target(build_mark(instance.secret, f"email:{email}"), "…@" + email.rpartition("@")[2], email)


def _target_author(session: Session, comment: Comment, kind: BanKind) -> _Target:
    mark: bytes | None = getattr(comment, _MARKS[kind])
    if comment.author_role is not None:
        raise Invalid(FieldError("/comment", "A member of the team wrote this."))
    if mark is None:
        raise Invalid(FieldError("/comment", f"No {kind} is known of whoever wrote this."))
    if kind is BanKind.READER:
        return _Target(mark, comment.author_name)
    secret = site_queries.find_address_key(session, month_of(comment.created))
    if secret is None:
        raise Invalid(FieldError("/comment", "This is too old: nobody can tell any more where it came from."))
    return _Target(mark, comment.author_name, secret=secret)


def _access_comment(session: Session, site: Site, order: BanOrder) -> Comment:
    comment = comment_queries.find_comment(session, order.comment) if order.comment is not None else None
    if comment is None or comment.site_id != site.id:
        raise Invalid(FieldError("/comment", "There is no such comment on this site."))
    return comment


def _record(session: Session, actor: Actor, ban: Ban, action: str, now: int) -> None:
    entry = LogEntry(
        site_id=ban.site_id,
        at=now,
        actor="member",
        user_id=actor.user_id,
        action=action,
        reason=f"ban-{ban.kind}",
        note=ban.reason,
        data={"ban": str(ban.id), "until": ban.until},
    )
    session.add(entry)


def _view(ban: Ban, by: str | None) -> BanView:
    return BanView(
        id=ban.id,
        kind=BanKind(ban.kind),
        label=ban.label,
        until=ban.until,
        reason=ban.reason,
        by=by,
        created=ban.created,
    )
