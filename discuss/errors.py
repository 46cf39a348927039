"""The error tree: every leaf has a stable code, and says what is wrong and where.

DiscussError
├── Invalid            what was sent cannot be used (422), with a pointer to each field
│   └── Malformed      it could not even be read (400)
├── NotAllowed         the actor may not do this (403)
│   ├── OriginRefused
│   └── Banned
├── NotAuthenticated   a token is missing or broken (401)
├── NotFound           no such thing, or none that this actor may know of (404)
│   ├── UnknownSite
│   └── UnknownComment
├── Conflict           the present state does not allow it (409)
│   ├── ThreadClosed
│   ├── EditWindowOver
│   └── Stale
├── TooLarge           more bytes than are read (413)
├── UnsupportedMedia   not the content type that is read here (415)
├── LimitReached       too fast; carries the seconds to wait (429)
├── SetupError         the installation is not right; for the command and the log
│   └── PackageMissing a package is not installed that the settings ask for
├── MailFailed         a mail was not taken; for the log, and names nobody
├── HookFailed         a message of a web hook was not taken; for the site's owners
└── FetchFailed        another server could not be asked; says why in a word and in a sentence
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DiscussError(Exception):
    """Base of all errors that are meant for the one who asked."""

    code = "error"
    title = "Something went wrong"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title


@dataclass(frozen=True, slots=True)
class FieldError:
    """One complaint. `pointer` is a JSON pointer (RFC 6901) into the body, or `?name`, or a header's name."""

    pointer: str
    detail: str


class Invalid(DiscussError):
    code = "invalid"
    title = "Some of this cannot be used"

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("; ".join(f"{error.pointer}: {error.detail}" for error in errors))
        self.errors = errors


class Malformed(Invalid):
    code = "malformed"
    title = "This could not be read"


class NotAllowed(DiscussError):
    code = "not-allowed"
    title = "This is not allowed"


class OriginRefused(NotAllowed):
    code = "origin-refused"
    title = "This page does not belong to the site"


class Banned(NotAllowed):
    code = "banned"
    title = "You cannot write here"


class NotAuthenticated(DiscussError):
    code = "not-authenticated"
    title = "A valid token is needed"


class NotFound(DiscussError):
    code = "not-found"
    title = "There is nothing here"


class UnknownSite(NotFound):
    code = "unknown-site"
    title = "There is no such site"


class UnknownComment(NotFound):
    code = "unknown-comment"
    title = "There is no such comment"


class Conflict(DiscussError):
    code = "conflict"
    title = "This is not possible any more"


class ThreadClosed(Conflict):
    code = "thread-closed"
    title = "Comments are closed."


class EditWindowOver(Conflict):
    code = "edit-window-over"
    title = "The time to edit this comment is over"


class Stale(Conflict):
    code = "stale"
    title = "Somebody else changed this meanwhile"


class TooLarge(DiscussError):
    code = "too-large"
    title = "This is too large"


class UnsupportedMedia(DiscussError):
    code = "unsupported-media-type"
    title = "Send JSON, as application/json"


class LimitReached(DiscussError):
    code = "limit-reached"
    title = "That was a little fast"

    def __init__(self, retry_after: int, detail: str = "") -> None:
        super().__init__(detail or f"Please wait {retry_after} seconds and try again.")
        self.retry_after = retry_after


class NotReady(DiscussError):
    code = "not-ready"
    title = "The service cannot answer at this moment"


class SetupError(DiscussError):
    code = "setup"
    title = "The installation is not right"


class PackageMissing(SetupError):
    """`package`: of the two that `discuss-comments` takes along only where they are asked for."""

    def __init__(self, detail: str, package: str) -> None:
        super().__init__(detail)
        self.package = package


class MailFailed(DiscussError):
    """`is_final`: it will never be taken for this recipient, so it is not tried again."""

    code = "mail-failed"
    title = "A mail was not taken"

    def __init__(self, detail: str = "", *, is_final: bool = False) -> None:
        super().__init__(detail)
        self.is_final = is_final


class HookFailed(DiscussError):
    """`is_final`: it will not be taken as things are, so the owners hear of it at once."""

    code = "hook-failed"
    title = "A message was not taken"

    def __init__(self, detail: str, *, is_final: bool) -> None:
        super().__init__(detail)
        self.is_final = is_final


class Trouble(StrEnum):
    """Why another server gave no answer."""

    ADDRESS = "address"
    PRIVATE = "private"
    NAME = "name"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    SLOW = "slow"
    CIRCLE = "circle"
    GARBLED = "garbled"


class FetchFailed(DiscussError):
    code = "fetch-failed"
    title = "Another server could not be asked"

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble
