"""What an author is told of a decision, in words: the same in the API and on the private page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.status import Status

if TYPE_CHECKING:
    from discuss.services.own_comments import OwnView
    from discuss.web.words import Speech


def explain_own(speech: Speech, own: OwnView) -> list[str]:
    """Give why a comment is where it is; nothing for a reason that no catalogue has. `speech` is that of the pages."""
    if own.status == Status.PENDING:
        return [speech.say("waits").unescape()]
    known = speech.words.get(f"told_{own.told.reason.replace('-', '_')}") if own.told else None
    return [known.unescape()] if known is not None else []
