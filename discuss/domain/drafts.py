"""What a reader sent, checked field by field before any judgement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from discuss.domain.keys import canonical_key, check_page, key_of_url
from discuss.domain.names import check_name, check_not_member
from discuss.domain.settings import Email, SiteSettings
from discuss.domain.texts import check_body, check_email, check_text, check_title, check_website
from discuss.domain.times import DAY
from discuss.errors import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOTE_LIMIT = 1000


class Writer(Enum):
    """Who wrote. `ABSENT`: somebody who is not here; a member enters what they said, under a name as any guest's."""

    GUEST = auto()
    MEMBER = auto()
    ABSENT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A comment as it was sent. `thread` may be missing: then the page's address is the key.

    `is_trapped`: a field that nobody sees was filled in. `seconds`: how long the writing took, if that tells anything.
    `published`: when the page came out, in milliseconds since 1970, as the page says.
    """

    url: str
    body: str
    name: str
    thread: str | None = None
    title: str | None = None
    parent: int | None = None
    email: str | None = None
    website: str | None = None
    subscribe: bool = False
    is_trapped: bool = False
    seconds: int | None = None
    published: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The site a draft is for, as far as checking it needs, and the moment, in milliseconds since 1970."""

    base_url: str
    origins: Sequence[str]
    member_names: Sequence[str]
    settings: SiteSettings
    now: int = 2**62


def check_draft(draft: Draft, place: Place, writer: Writer = Writer.GUEST) -> Draft:
    """Give the draft as it is stored: the key canonical, every text checked. Raises one Invalid naming every field."""
    errors: list[FieldError] = []

    def check(field: Callable[[], str | None]) -> str | None:
        try:
            return field()
        except Invalid as invalid:
            errors.extend(invalid.errors)
            return None

    key = check(lambda: _read_key(draft, place))
    checked = replace(
        draft,
        thread=key,
        url=check(lambda: check_page(key, draft.url, place.base_url, place.origins) if key else None) or draft.url,
        title=check(lambda: check_title(draft.title) if draft.title else None),
        name=check(lambda: check_name(draft.name)) or draft.name,
        body=check(lambda: check_body(draft.body)) or draft.body,
        email=check(lambda: check_email(draft.email) if draft.email else None),
        website=check(lambda: check_website(draft.website) if draft.website else None),
    )
    check(lambda: check_published(draft.published, place.now))
    if writer is not Writer.MEMBER:
        check(lambda: check_not_member(checked.name, place.member_names))
    if writer is Writer.GUEST:
        errors.extend(_check_asked(draft, place.settings))
    if errors:
        raise Invalid(*errors)
    return _only_wanted(checked, place.settings)


def _read_key(draft: Draft, place: Place) -> str:
    if draft.thread is None:
        return key_of_url(draft.url, place.base_url, place.origins)
    return canonical_key(draft.thread, place.base_url, place.origins)


def check_published(published: int | None, now: int, pointer: str = "/published") -> None:
    """Raises Invalid for a page that is to come out later; clocks and time zones may be wrong by a day."""
    if published is not None and published > now + DAY:
        raise Invalid(FieldError(pointer, "A page cannot have come out in the future."))


def check_note(note: str | None) -> str | None:
    return check_text(note, pointer="/note", limit=NOTE_LIMIT) if note else None


def _check_asked(draft: Draft, settings: SiteSettings) -> list[FieldError]:
    if draft.email:
        return []
    if settings.email is Email.REQUIRED:
        return [FieldError("/author/email", "This site asks for an e-mail address. It is never shown.")]
    if draft.subscribe and settings.email is Email.OPTIONAL:
        return [FieldError("/author/email", "To tell you of replies we need an e-mail address.")]
    return []


def _only_wanted(draft: Draft, settings: SiteSettings) -> Draft:
    """Keep only what the site asks for and what this draft needs: an address nobody wants is not stored."""
    wants_email = settings.email is Email.REQUIRED or (settings.email is Email.OPTIONAL and draft.subscribe)
    return replace(
        draft,
        email=draft.email if wants_email else None,
        subscribe=draft.subscribe and settings.reply_mails,
        website=draft.website if settings.website else None,
    )
