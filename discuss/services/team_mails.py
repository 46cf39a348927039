"""Whether a member gets mails about what waits on a site, or about the pages they wrote: said by the link of a mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from discuss.services.alert_links import read_pages_stop, read_stop
from discuss.services.alerting import TEAM
from discuss.store.queries import alerts as queries, author_news, sites as site_queries
from discuss.store.session import reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance


@dataclass(frozen=True, slots=True)
class TeamMails:
    """What the link of a mail is about: the mails of a site, by name, to an address."""

    site: str
    email: str


def load_team_mails(session: Session, instance: Instance, token: str) -> TeamMails | None:
    """Load what a link ends; None where there is nothing to end any more. Raises NotFound for one that is not ours."""
    site_id, user_id = read_stop(instance, token)
    with reading(session):
        member = queries.find_teammate(session, site_id, user_id, TEAM)
        site = site_queries.seek_site(session, site_id)
        return TeamMails(site.name, member.email) if site and member and member.wants_mail else None


def end_team_mails(session: Session, instance: Instance, token: str) -> None:
    """End them; a second time changes nothing. Raises NotFound for a link that is not ours."""
    site_id, user_id = read_stop(instance, token)
    with writing(session):
        if queries.find_teammate(session, site_id, user_id, TEAM):
            queries.set_mail(session, site_id, user_id, wanted=False)


def load_page_mails(session: Session, instance: Instance, token: str) -> TeamMails | None:
    """Load what the link of a mail about somebody's pages ends; as `load_team_mails` does."""
    site_id, user_id = read_pages_stop(instance, token)
    with reading(session):
        writer, site = author_news.find_writer(session, site_id, user_id), site_queries.seek_site(session, site_id)
        return TeamMails(site.name, writer.email) if site and writer and writer.wants_mail else None


def end_page_mails(session: Session, instance: Instance, token: str) -> None:
    """End them; a second time changes nothing. Raises NotFound for a link that is not ours."""
    site_id, user_id = read_pages_stop(instance, token)
    with writing(session):
        if author_news.find_writer(session, site_id, user_id):
            author_news.lock_mail(session, site_id, user_id).wanted = False
