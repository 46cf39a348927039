"""What a member wants to say, made ready to be posted: under whose name, on which page, with which right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from secrets import token_hex
from typing import TYPE_CHECKING

from discuss.domain.drafts import Draft
from discuss.domain.keys import canonical_key, check_page, is_page_key, origin_of
from discuss.domain.names import build_team_name
from discuss.domain.permissions import Action, Role, may
from discuss.domain.settings import load_settings
from discuss.errors import FieldError, Invalid, NotAllowed, NotAuthenticated
from discuss.services.access import access_site
from discuss.services.comments import Post
from discuss.services.pages_written import find_path
from discuss.services.voices import Letter, Member
from discuss.store.queries import comments as queries, people, talks
from discuss.store.session import reading

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.decisions import Deed
    from discuss.domain.permissions import Actor
    from discuss.services.identity import Visitor
    from discuss.store.tables import Site, User


class Voice(StrEnum):
    """Under whose name a member answers."""

    OWN = "own"
    TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A member's words. `url` is where a page is that nobody has written on yet; `batch` as in `voices.Member`.

    `key`: the same answer sent again under the same key is the same comment.
    """

    site: str
    thread: str
    body: str
    key: str | None = None
    url: str = ""
    parent: int | None = None
    voice: Voice = Voice.OWN
    batch: str | None = None

    @property
    def fingerprint(self) -> bytes:
        said = (self.thread, self.url, self.parent, self.body, self.voice.value)
        return sha256(ascii(said).encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody who is not here said, and who that is. `letter` says how and when."""

    answer: Answer
    name: str
    letter: Letter

    @property
    def fingerprint(self) -> bytes:
        said = (self.answer.fingerprint, self.name, self.letter.channel.value, self.letter.written)
        return sha256(ascii(said).encode()).digest()


def build_answer(session: Session, actor: Actor, answer: Answer, visitor: Visitor) -> Post:
    """Make an answer ready. Raises UnknownSite, NotAllowed, Invalid."""
    with reading(session):
        site = access_site(session, actor, answer.site, Action.ANSWER)
        user = _load_user(session, actor)
        settings = load_settings(site.settings)
        is_team = answer.voice is Voice.TEAM
        name = build_team_name(settings.team_name, site.title, site.name) if is_team else user.name
        member = replace(_build_member(actor, site, answer), role=_choose_role(session, actor, site, answer))
        return _build_post(session, site, answer, name, (member, visitor))


def build_entry(session: Session, actor: Actor, entry: Entry, visitor: Visitor) -> Post:
    """Make ready what a member enters for somebody. Raises UnknownSite, NotAllowed, Invalid."""
    answer = entry.answer
    with reading(session):
        site = access_site(session, actor, answer.site, Action.DECIDE)
        member = _build_member(actor, site, answer, entry.letter)
        post = _build_post(session, site, answer, entry.name, (member, visitor))
    return replace(post, fingerprint=entry.fingerprint)


def find_own_decision(session: Session, actor: Actor, comment_id: int, deed: Deed) -> str | None:
    """Give the batch in which this member decided just this of late, and nobody anything since.

    So a form that comes twice, or again after a crash, finds its own decision and goes on.
    """
    with reading(session):
        last = talks.find_last_decision(session, comment_id)
    is_own = last is not None and last.user_id is not None and last.user_id == actor.user_id
    return str(last.batch) if is_own and last is not None and last.action == deed else None


def _load_user(session: Session, actor: Actor) -> User:
    user = people.load_user(session, actor.user_id or 0)
    if user is None:
        raise NotAuthenticated
    return user


def _choose_role(session: Session, actor: Actor, site: Site, answer: Answer) -> Role:
    """Give what readers see beside the name: of who wrote the page, and says so under the own name, that they did.

    Raises NotAllowed for who is there for the own pages alone, and this is none, or speaks for the team.
    """
    decides, is_own = may(actor, Action.DECIDE, site.id), answer.voice is Voice.OWN
    key = canonical_key(answer.thread, site.base_url, site.origins)
    if is_own and find_path(session, site.id, actor, key) is not None:
        return Role.CONTRIBUTOR
    if not decides:
        raise NotAllowed("You answer under your own name, on the pages that you wrote.")
    return _role_of(actor, site)


def _role_of(actor: Actor, site: Site) -> Role:
    """Give the role; an administrator who is no member speaks as one of the team, never as the site's owner."""
    return actor.roles.get(site.id, Role.MODERATOR)


def _build_member(actor: Actor, site: Site, answer: Answer, letter: Letter | None = None) -> Member:
    return Member(
        user_id=actor.user_id or 0,
        role=_role_of(actor, site),
        has_last_word=may(actor, Action.CLOSE, site.id),
        batch=answer.batch or _name_batch(site, answer.key),
        letter=letter,
    )


def _name_batch(site: Site, key: str | None) -> str:
    """Name the batch after the key, so that who sends an answer again is given the one that it was stored under."""
    return sha256(f"{site.id}:{key}".encode()).hexdigest()[:16] if key else token_hex(8)


def _build_post(session: Session, site: Site, answer: Answer, name: str, who: tuple[Member, Visitor]) -> Post:
    member, visitor = who
    key = canonical_key(answer.thread, site.base_url, site.origins)
    thread = queries.find_thread(session, site.id, key)
    draft = Draft(
        url=_choose_url(site, key, (thread.url if thread else "") or answer.url),
        title=thread.title if thread else None,
        thread=key,
        body=answer.body,
        name=name,
        parent=answer.parent,
    )
    return Post(
        site=site.name,
        draft=draft,
        visitor=visitor,
        key=answer.key,
        fingerprint=answer.fingerprint,
        member=member,
    )


def _choose_url(site: Site, key: str, known: str) -> str:
    """Give the address of the page: the known one while it is the site's own, else what the key says."""
    guessed = origin_of(site.base_url) + key if is_page_key(key) else ""
    if not (known or guessed):
        raise Invalid(FieldError("/url", "Nobody has written on this page yet, so it has to be begun from there."))
    try:
        return check_page(key, known or guessed, site.base_url, site.origins)
    except Invalid:
        return guessed or known
