"""What every service is given besides the session: settings, limits, the clock and randomness of this installation."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from time import time
from typing import TYPE_CHECKING

from discuss.domain.ids import RANDOM_BITS
from discuss.limiting import PostLimiter
from discuss.notifications import check_mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from discuss.config import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """`clock` gives milliseconds since 1970; `draw` gives the random bits of an id."""

    settings: Settings
    limiter: PostLimiter = field(default_factory=PostLimiter)
    clock: Callable[[], int] = lambda: int(time() * 1000)
    draw: Callable[[], int] = lambda: secrets.randbits(RANDOM_BITS)

    @property
    def secret(self) -> bytes:
        return self.settings.secret_key.encode()


def build_instance(settings: Settings) -> Instance:
    """Raises SetupError if mail is set up wrongly: nobody should be promised mails that can never leave."""
    if settings.smtp_url or settings.mail_from:
        check_mail(settings.smtp_url, settings.mail_from)
    return Instance(settings=settings, limiter=PostLimiter(settings.redis_url))
