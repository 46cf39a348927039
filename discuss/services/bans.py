"""Bans: who may not write on a site, until when and why."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.bans import REASON_LIMIT, BanKind, BanOrder, list_domains
from discuss.domain.decisions import Deed
from discuss.domain.ids import build_id
from discuss.domain.lists import parse_domains
from discuss.domain.permissions import Action
from discuss.domain.texts import check_email, check_text
from discuss.domain.times import DAY, month_of
from discuss.errors import FieldError, Invalid, NotFound, UnknownComment
from discuss.rendering.links import list_links
from discuss.services.access import access_comment, access_site
from discuss.services.deeds import Batch
from discuss.services.identity import build_mark
from discuss.services.measure_rows import Turn
from discuss.services.moderation import MOST_ITEMS, Decision, Item, decide_within
from discuss.store.queries import bans as queries, sites as site_queries
from discuss.store.session import reading, writing
from discuss.store.tables import LogEntry
from discuss.store.team_tables import Ban

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """What those whom `order` names wrote in the `days` days up to `before`, and nobody decided about since then."""

    order: BanOrder
    days: int
    before: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """A ban that holds now, and what became of their comments: under the batch's name both can be undone."""

    ban: BanView
    batch: Batch


@dataclass(frozen=True, slots=True)
class _Target:
    """Whom a ban hits: the mark that is compared, the words for the list, and the key of the month if it needs one."""

    mark: bytes
    label: str
    plain: str = ""
    secret: bytes | None = None


def add_ban(session: Session, instance: Instance, actor: Actor, site: str, wanted: Theirs) -> Spoken:
    """Ban somebody from a site, and call what they wrote spam: both or, whatever happens, neither.

    Another ban of the same one is replaced. Raises UnknownSite, NotAllowed, Invalid.
    """
    now, order = instance.clock(), wanted.order
    reason = check_text(order.reason.strip(), pointer="/reason", limit=REASON_LIMIT) if order.reason else None
    if order.until is not None and order.until <= now:
        raise Invalid(FieldError("/until", "A ban has to end in the future."))
    turn = Turn(session, instance, actor, secrets.token_hex(8))
    with writing(session):
        found = access_site(session, actor, site, Action.DECIDE)
        items, target = _list_theirs(session, instance, found, wanted)
        sweep = Decision(items=items, deed=Deed.SPAM, note=reason)
        results = decide_within(session, (instance, actor, turn.batch), sweep, {}) if items else []
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
        _record(turn, ban, "ban")
        return Spoken(_view(ban, None), Batch(turn.batch, results))


def remove_ban(session: Session, instance: Instance, actor: Actor, site: str, ban_id: int) -> None:
    """End a ban. Raises UnknownSite, NotAllowed, NotFound."""
    with writing(session):
        found = access_site(session, actor, site, Action.DECIDE)
        if not end_ban(Turn(session, instance, actor, batch=""), found.id, ban_id):
            raise NotFound("There is no such ban.")


def end_ban(turn: Turn, site_id: int, ban_id: int, *, for_good: bool = True) -> bool:
    """End a ban within a transaction; says whether there was one. What it holds instead of ends too, if `for_good`."""
    ban = queries.find_ban(turn.session, site_id, ban_id)
    if ban is not None:
        if not for_good:
            queries.release_replaced(turn.session, ban)
        _record(turn, ban, "unban")
        turn.session.delete(ban)
    return ban is not None


def list_bans(session: Session, instance: Instance, actor: Actor, site: str) -> list[BanView]:
    """List the bans that hold, newest first. Raises UnknownSite, NotAllowed."""
    with reading(session):
        found = access_site(session, actor, site, Action.DECIDE)
        return [_view(ban, by) for ban, by in queries.load_bans(session, found.id, instance.clock())]


def load_theirs(session: Session, instance: Instance, actor: Actor, site: str, wanted: Theirs) -> list[Item]:
    """Give what `add_ban` would call spam, at most as many as one decision takes.

    Raises UnknownSite, NotAllowed, Invalid.
    """
    with reading(session):
        found = access_site(session, actor, site, Action.DECIDE)
        return list(_list_theirs(session, instance, found, wanted)[0])


def _list_theirs(session: Session, instance: Instance, site: Site, wanted: Theirs) -> tuple[Sequence[Item], _Target]:
    """Give what somebody wrote of late and is public or waits, newest first, and who that is. Raises Invalid."""
    order, target = wanted.order, _find_target(session, instance, site, wanted.order)
    if not wanted.days:
        return [], target
    since = build_id(max(0, wanted.before - wanted.days * DAY), 0)
    lately = queries.Lately(site.id, since, wanted.before, MOST_ITEMS)
    if order.kind is BanKind.DOMAIN:
        return _load_linking(session, lately, target.plain), target
    mark = target.plain if order.kind is BanKind.EMAIL else target.mark
    return [Item(row.id, row.version) for row in queries.list_by_author(session, lately, order.kind, mark)], target


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
    try:
        return access_comment(session, site, order.comment or 0)
    except UnknownComment as unknown:
        raise Invalid(FieldError("/comment", "There is no such comment on this site.")) from unknown


def _record(turn: Turn, ban: Ban, action: str) -> None:
    entry = LogEntry(
        site_id=ban.site_id,
        at=turn.instance.clock(),
        actor="member",
        user_id=turn.actor.user_id,
        action=action,
        reason=f"ban-{ban.kind}",
        note=ban.reason,
        batch=turn.batch or None,  # by hand a ban is ended for good: nothing of that can be undone
        data={"ban": str(ban.id), "until": ban.until},
    )
    turn.session.add(entry)


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
