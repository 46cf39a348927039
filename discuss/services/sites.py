"""Sites and their people, for the command and the doors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from sqlalchemy.exc import IntegrityError

from discuss.domain.ids import build_id
from discuss.domain.keys import is_registered, origin_of
from discuss.domain.names import check_name
from discuss.domain.permissions import Role
from discuss.domain.settings import dump_settings, keep_broken, load_settings, set_settings
from discuss.domain.texts import check_email, check_own_email, check_title
from discuss.errors import Conflict, FieldError, Invalid, NotFound, OriginRefused, UnknownComment, UnknownSite
from discuss.services.access import lock_site
from discuss.services.house_rules import check_house_rules
from discuss.services.team_rows import check_owner_left
from discuss.store.queries import invitations, members, people, rerendering, sites as queries
from discuss.store.queries.jobs import add_job
from discuss.store.session import reading, writing
from discuss.store.tables import Membership, Site, User

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from discuss.services.instance import Instance

# What addresses of ours begin with, beside `/NAME/here`.
_OUR_OWN = frozenset({"api", "c", "embed", "feeds", "moderate", "static", "t", "welcome"})

# OWASP's second choice for small servers: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class NewSite:
    """A blog to register: its short name, its title, its address, and further origins that may write."""

    name: str
    title: str
    base_url: str
    origins: Sequence[str] = ()


def add_site(session: Session, instance: Instance, new: NewSite) -> Site:
    """Register a blog. Its own address is an allowed origin. Raises Invalid, Conflict."""
    site = build_site(instance, new)
    with writing(session):
        store_site(session, site)
    return site


def build_site(instance: Instance, new: NewSite) -> Site:
    """Make a site that is not stored yet. Raises Invalid."""
    name, base = new.name, new.base_url.rstrip("/")
    if name in _OUR_OWN:
        raise Invalid(FieldError("/name", f"{name} is a word in addresses of this service. Take another one."))
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", name, re.ASCII):
        raise Invalid(FieldError("/name", "A site's name is 1 to 63 lowercase letters, digits and hyphens."))
    allowed = list(dict.fromkeys([origin_of(base), *(origin_of(origin) for origin in new.origins)]))
    now = instance.clock()
    return Site(
        id=build_id(now, instance.draw()),
        name=name,
        title=check_title(new.title),
        base_url=base,
        origins=allowed,
        created=now,
    )


def store_site(session: Session, site: Site) -> None:
    """Store a new site within a transaction. Raises Conflict where its name is taken."""
    taken = f"There is a site called {site.name} already."
    if queries.find_site(session, site.name):
        raise Conflict(taken)
    session.add(site)
    try:
        session.flush()
    except IntegrityError as error:  # since a moment ago
        raise Conflict(taken) from error


def access_site(session: Session, name: str) -> Site:
    """Raises UnknownSite."""
    with reading(session):
        return _find(session, name)


def list_sites(session: Session) -> Sequence[Site]:
    with reading(session):
        return queries.list_sites(session)


def set_site(session: Session, name: str, changes: Mapping[str, str]) -> Site:
    """Change settings of a site, and `title`, `url`, `origins` (divided by spaces). Raises UnknownSite, Invalid."""
    own = {key: value for key, value in changes.items() if key in {"title", "url", "origins"}}
    with writing(session):
        site = _lock(session, name)
        rest = {key: value for key, value in changes.items() if key not in own}
        before = load_settings(site.settings)
        after = set_settings(before, rest)
        if "house_rules" in rest:
            check_house_rules(after)
        site.settings = keep_broken(after, site.settings) | dump_settings(after)
        if after.images is not before.images:
            rerendering.mark_stale(session, site.id)
            add_job(session, "rerender", {}, due=0)
        if "title" in own:
            site.title = check_title(own["title"])
        if "url" in own:
            site.base_url = own["url"].rstrip("/")
        if own.keys() & {"url", "origins"}:
            given = own["origins"].split() if "origins" in own else site.origins
            site.origins = list(dict.fromkeys([origin_of(site.base_url), *(origin_of(origin) for origin in given)]))
        site.revision += 1
    return site


def check_origin(session: Session, site: str | int, origin: str, own_origin: str | None = None) -> None:
    """Raises OriginRefused unless a page of `origin` may write to the site (a name), or to a comment's site (its id).

    `own_origin` is the service's, where its own pages may write too. Raises UnknownSite, UnknownComment.
    """
    with reading(session):
        found = (
            queries.find_site(session, site) if isinstance(site, str) else queries.find_site_of_comment(session, site)
        )
        origins = [*found.origins, *([own_origin] if own_origin else [])] if found else []
    if found is None:
        raise UnknownSite if isinstance(site, str) else UnknownComment
    if not is_registered(origin, origins):
        raise OriginRefused(
            f"{origin} is not registered for this site. Its owner can add it: discuss site set … origins=…"
        )


def add_user(session: Session, instance: Instance, email: str, name: str, password: str | None = None) -> User:
    """Add a person. Raises Invalid, Conflict."""
    user = build_user(instance, email, name, password)
    with writing(session):
        store_user(session, user)
    return user


def build_user(instance: Instance, email: str, name: str, password: str | None = None) -> User:
    """Make a person who is not stored yet. Raises Invalid."""
    now, address = instance.clock(), check_own_email(email)
    hashed = hash_password(password) if password else None
    return User(
        id=build_id(now, instance.draw()),
        email=address,
        name=check_name(name),
        password_hash=hashed,
        created=now,
        confirmed=now,
    )


def store_user(session: Session, user: User) -> None:
    """Store a new person within a transaction. Raises Conflict where the address is known."""
    if queries.find_user(session, user.email):
        raise Conflict(f"There is a user {user.email} already.")
    session.add(user)


def set_role(session: Session, email: str, site: str, role: Role) -> None:
    """Make a user a member of a site, or change the role. Raises UnknownSite, NotFound, Conflict for the last owner."""
    with writing(session):
        found, user = _lock(session, site), _find_user(session, email)
        membership = members.find_membership(session, found.id, user.id)
        if membership is not None and membership.role != role:
            check_owner_left(session, membership)
            invitations.remove_invitations_by(session, found.id, user.id)
        session.merge(Membership(site_id=found.id, user_id=user.id, role=role))
        found.revision += 1


def set_admin(session: Session, email: str, *, is_admin: bool) -> None:
    with writing(session):
        _find_user(session, email).is_admin = is_admin


def set_password(session: Session, email: str, password: str) -> None:
    """Give a person a new password, and end what was begun with the old one. Raises NotFound, Invalid."""
    hashed = hash_password(password)
    with writing(session):
        user = _find_user(session, email)
        user.password_hash = hashed
        user.epoch += 1
        people.end_sign_ins(session, user.id)


def remove_user(session: Session, email: str) -> None:
    """Remove a person; what they wrote stays under the name they gave it.

    Raises NotFound, and Conflict naming the sites that nobody else owns.
    """
    with writing(session):
        user = _find_user(session, email)
        locked = [queries.lock_site(session, site_id) for site_id in members.list_owned(session, user.id)]
        owned = [site for site in locked if site is not None]
        alone = [site.name for site in owned if members.count_members(session, site.id, Role.OWNER) == 1]
        if alone:
            raise Conflict(f"{user.email} is the only owner of {', '.join(alone)}. Make somebody else one first.")
        session.delete(user)


def list_users(session: Session) -> Sequence[tuple[User, str | None, str | None]]:
    with reading(session):
        return queries.list_users(session)


def hash_password(password: str) -> str:
    if not 10 <= len(password) <= 1000:
        raise Invalid(FieldError("/password", "A password has at least 10 characters."))
    return _HASHER.hash(password)


def _find(session: Session, name: str) -> Site:
    site = queries.find_site(session, name)
    if site is None:
        raise UnknownSite(f"There is no site called {name}.")
    return site


def _lock(session: Session, name: str) -> Site:
    return lock_site(session, _find(session, name).id)


def _find_user(session: Session, email: str) -> User:
    user = queries.find_user(session, check_email(email))
    if user is None:
        raise NotFound(f"There is no user {email}.")
    return user
