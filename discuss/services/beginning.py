"""The first evening of an installation: a blog and the person who runs it, made together, and the way in for them."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from discuss.domain.guesses import find_title
from discuss.domain.permissions import Role
from discuss.domain.settings import SiteSettings, dump_settings, set_settings
from discuss.domain.times import DAY
from discuss.errors import FetchFailed
from discuss.outbound import ANYWHERE, Way, fetch
from discuss.services.password_links import sign_token
from discuss.services.sites import NewSite, build_site, build_user, store_site, store_user
from discuss.store.queries import checklist, sites as queries
from discuss.store.session import reading, writing
from discuss.store.tables import Membership

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

LASTS = DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """A blog, and who runs it and this installation. `person`: the name, which they may change when they come in."""

    site: NewSite
    email: str
    person: str
    language: str = "en"
    timezone: str = "UTC"


def begin(session: Session, instance: Instance, beginning: Beginning) -> None:
    """Make a site, its owner, and the list of what is still to be done, or nothing. Raises Invalid, Conflict."""
    settings = {"language": beginning.language, "timezone": beginning.timezone}
    site = build_site(instance, beginning.site)
    site.settings = dump_settings(set_settings(SiteSettings(), settings))
    user = build_user(instance, beginning.email, beginning.person)
    user.is_admin = True
    with writing(session):
        store_site(session, site)
        store_user(session, user)
        session.flush()
        session.add(Membership(site_id=site.id, user_id=user.id, role=Role.OWNER))
        checklist.begin_checklist(session, site.id, instance.clock())


def read_title(blog: str) -> str:
    """Give the name that a blog gives itself; empty where nobody answers or nothing is said."""
    try:
        answer = fetch(blog, Way(allow=ANYWHERE, seconds=5, most_bytes=200_000))
    except FetchFailed:
        return ""
    return find_title(answer.body.decode("utf-8", "replace")) if answer.status == HTTPStatus.OK else ""


def has_begun(session: Session) -> bool:
    """Whether there is a site already."""
    with reading(session):
        return bool(queries.list_sites(session))


def find_way_in(session: Session, instance: Instance) -> str | None:
    """Give the link by which the first person comes in, once and within LASTS; None where they came."""
    with reading(session):
        expected = checklist.list_expected(session)
        token = sign_token(instance, expected[0], LASTS) if expected else None
    return f"{instance.settings.base_url}/welcome/{token}" if token else None
