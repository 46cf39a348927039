"""How the team of a site hears that comments wait: what each of them chose, and a try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.permissions import Action, may
from discuss.notifications import Addressee, build_team_mail, write_trial
from discuss.services.access import access_site
from discuss.services.alert_links import build_feed_url, build_stop_url
from discuss.services.alert_messages import build_queue_url
from discuss.services.alerting import TEAM
from discuss.services.mailing import build_sender, send_mail
from discuss.store.queries import alerts as queries, hooks
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.config import Settings
    from discuss.domain.hooks import Destination
    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class HookView:
    """A site's web hook. `failing`: since when nothing arrives there, in milliseconds, and `error` why."""

    destination: Destination
    failing: int | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldView:
    """How a site's team is told, and whether at all.

    `can_mail`: whether mails can leave; `told`: the names of those who get them. Of the one who asks: whether they want
    mails, None for who is not on the team; the address of their feed, if they have one; the hook, if they may set it.
    """

    is_told: bool
    can_mail: bool
    told: tuple[str, ...]
    wants_mail: bool | None
    feed: str | None
    may_hook: bool
    hook: HookView | None


def load_told(session: Session, instance: Instance, actor: Actor, site: str) -> ToldView:
    """Load how the team of a site is told. Raises UnknownSite, NotAllowed."""
    with reading(session):
        found = access_site(session, actor, site, Action.SEE_HELD)
        team = queries.list_team(session, found.id, TEAM)
        may_hook = may(actor, Action.SET_SITE, found.id)
        hook = _view_hook(session, found.id) if may_hook else None
        is_heard = is_told(session, instance.settings, found.id)
    own = next((each for each in team if each.id == actor.user_id), None)
    return ToldView(
        is_told=is_heard,
        can_mail=instance.settings.can_mail,
        told=tuple(each.name for each in team if each.wants_mail),
        wants_mail=own.wants_mail if own else None,
        feed=build_feed_url(instance, found.id, own.id, own.feed) if own and own.feed is not None else None,
        may_hook=may_hook,
        hook=hook,
    )


def is_told(session: Session, settings: Settings, site_id: int) -> bool:
    """Whether anybody on a site's team hears that a comment waits: by mail, a feed, or a web hook at which it arrives.

    Within a transaction; `settings` alone, for an installation that is only looked at.
    """
    team = queries.list_team(session, site_id, TEAM)
    if any(each.feed is not None or (settings.can_mail and each.wants_mail) for each in team):
        return True
    hook = hooks.find_hook(session, site_id)
    return hook is not None and not hook.complained


def set_own_mail(session: Session, actor: Actor, site: str, *, wanted: bool) -> None:
    """Say whether one wants the mails. Who is not on the team has none. Raises UnknownSite, NotAllowed."""
    with writing(session):
        found = access_site(session, actor, site, Action.SEE_HELD)
        if queries.find_teammate(session, found.id, actor.user_id or 0, TEAM):
            queries.set_mail(session, found.id, actor.user_id or 0, wanted=wanted)


def send_try(session: Session, instance: Instance, actor: Actor, site: str) -> str | None:
    """Send oneself a mail to see whether it arrives, and give the address; None where no mail can be sent.

    Raises UnknownSite, NotAllowed, MailFailed.
    """
    with reading(session):
        found = access_site(session, actor, site, Action.SEE_HELD)
        member = queries.find_teammate(session, found.id, actor.user_id or 0, TEAM)
        if member is None or not instance.settings.can_mail:
            return None
        sender, now = build_sender(instance, found), instance.clock()
        to = Addressee(
            email=member.email,
            mark=f"trial-{now}.{found.id}.{member.id}",
            stop_url=build_stop_url(instance, found.id, member.id),
            at=now,
        )
        mail = build_team_mail(sender, to, write_trial(sender, build_queue_url(instance, found)))
    send_mail(instance, mail)
    return member.email


def _view_hook(session: Session, site_id: int) -> HookView | None:
    hook = hooks.find_hook(session, site_id)
    if hook is None:
        return None
    return HookView(destination=hooks.read_destination(hook), failing=hook.failing, error=hook.error)
