"""Where a blog is: its address, as its owner sets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.guesses import complete_address, is_address
from discuss.domain.keys import origin_of
from discuss.domain.origins import is_local
from discuss.domain.permissions import Action
from discuss.errors import FieldError, Invalid
from discuss.services.access import access_site, lock_site
from discuss.store.session import writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from discuss.domain.permissions import Actor


def set_blog_address(session: Session, actor: Actor, site: str, address: str) -> None:
    """Set where a blog is. Its former address goes on being one of its own, unless that was this machine alone.

    Raises UnknownSite, NotAllowed, Invalid at `/url`.
    """
    base = check_blog_address(address)
    origin = origin_of(base)
    with writing(session):
        found = lock_site(session, access_site(session, actor, site, Action.SET_SITE).id)
        kept = [each for each in found.origins if not is_local(each)]
        found.base_url = base
        found.origins = list(dict.fromkeys([origin, *kept]))
        found.revision += 1


def check_blog_address(text: str) -> str:
    """Give the address of a blog for what somebody typed. Raises Invalid at `/url`."""
    base = complete_address(text)
    if not is_address(base):
        raise Invalid(FieldError("/url", "An address looks like https://town.example."))
    origin_of(base)
    return base
