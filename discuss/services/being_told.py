"""How the members of a site hear that comments wait: what each of them chose, and a try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.domain.permissions import Action
from discuss.notifications import Addressee, build_team_mail, write_trial
from discuss.services.access import access_site
from discuss.services.alert_links import build_stop_url
from discuss.services.alert_mails import build_queue_url, build_sender
from discuss.services.alerting import TEAM
from discuss.services.mailing import send_mail
from discuss.store.queries import alerts as queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.config import Settings
    from discuss.domain.permissions import Actor
    from discuss.services.instance import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldView:
    """How a site's team is told. `wants_mail`: whether the one who asks is; None for who is not on the team.

    `told`: the names of those who get mails. `can_mail`: whether any can leave.
    """

    can_mail: bool
    wants_mail: bool | None
    told: tuple[str, ...]

    @property
    def has_channel(self) -> bool:
        """Whether anybody hears of anything."""
        return self.can_mail and bool(self.told)


def load_told(session: Session, instance: Instance, actor: Actor, site: str) -> ToldView:
    """Load how the team of a site is told. Raises UnknownSite, NotAllowed."""
    with reading(session):
        found = access_site(session, actor, site, Action.SEE_HELD)
        team = queries.list_team(session, found.id, TEAM)
    own = [each.wants_mail for each in team if each.id == actor.user_id]
    return ToldView(
        can_mail=instance.settings.can_mail,
        wants_mail=own[0] if own else None,
        told=tuple(each.name for each in team if each.wants_mail),
    )


def has_channel(session: Session, instance: Instance, site_id: int) -> bool:
    """Whether anybody on a site's team hears that a comment waits. Within a transaction."""
    return is_told(session, instance.settings, site_id)


def is_told(session: Session, settings: Settings, site_id: int) -> bool:
    """Tell the same of an installation that is only looked at."""
    return settings.can_mail and any(each.wants_mail for each in queries.list_team(session, site_id, TEAM))


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
