"""Rate limits, over `limits`: how fast one reader, one address and a whole site write; how often one signs in."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from math import ceil
from time import time
from typing import TYPE_CHECKING, TypeVar

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.errors import ConfigurationError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter

from discuss.errors import PackageMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from limits import RateLimitItem
    from limits.storage import Storage

T = TypeVar("T")

HOLD_PER_MINUTE = 5
HOLD_PER_HOUR = 30
REFUSE_PER_MINUTE = 60
FLOOD_PER_MINUTE = 60

# One counter a window: the steps are read off it. The amounts of the items are never reached by `test`.
_MINUTE = RateLimitItemPerMinute(REFUSE_PER_MINUTE, namespace="posts")
_HOUR = RateLimitItemPerHour(REFUSE_PER_MINUTE * 60, namespace="posts")
_SITE = RateLimitItemPerMinute(1_000_000, namespace="site-posts")

# Attempts to sign in within 15 minutes. Few for an account, more for an address: a whole office may share one.
_ACCOUNT = RateLimitItemPerMinute(10, 15, namespace="sign-in-account")
_ADDRESS = RateLimitItemPerMinute(50, 15, namespace="sign-in-address")

# Links asked for by those who forgot their password: no mailbox is to be filled with them.
_LINK_ACCOUNT = RateLimitItemPerMinute(3, 60, namespace="forgotten-account")
_LINK_ADDRESS = RateLimitItemPerMinute(20, 60, namespace="forgotten-address")

# Pages of a blog that are looked at because somebody asked: each costs a handful of requests.
_CHECKED = RateLimitItemPerMinute(10, namespace="checked-pages")


@dataclass(frozen=True, slots=True)
class Pace:
    """How a post fits the limits. `wait`: seconds until it would be taken, 0 if it is taken now."""

    wait: int = 0
    is_busy: bool = False
    is_flood: bool = False


def post_keys(subjects: Sequence[str], site: str) -> list[str]:
    """Give the keys of the counters that measuring a post reads."""
    pairs = [(item, subject) for subject in subjects for item in (_MINUTE, _HOUR)]
    return [item.key_for(name) for item, name in [*pairs, (_SITE, site)]]


def ask_redis(url: str) -> bool:
    """Say whether Redis answers. Raises PackageMissing, and ValueError for what is no address."""
    return bool(_open_redis(url).check())


class PostLimiter:
    """Counts in Redis where it is configured, else in the storage that the caller brings (the database).

    When Redis does not answer, this process counts for itself until it does.
    """

    def __init__(self, redis_url: str = "") -> None:
        self._redis = _open_redis(redis_url) if redis_url else None
        self._local = MemoryStorage() if redis_url else None
        self.is_degraded = False

    def measure(self, subjects: Sequence[str], site: str, storage: Storage) -> Pace:
        """Say how fast `subjects` (keyed hashes of a reader and an address) and the site are, without counting."""
        return self._with_storage(storage, lambda chosen: _measure(chosen, subjects, site))

    def count(self, subjects: Sequence[str], site: str, storage: Storage) -> None:
        """Count one post."""
        self._with_storage(storage, lambda chosen: _count(chosen, subjects, site))

    def count_sign_in(self, account: str, address: str, storage: Storage) -> int:
        """Count one attempt to sign in (both are keyed hashes). Give the seconds to wait, 0 if it may be made."""
        return self._with_storage(
            storage, lambda chosen: _count_all(chosen, ((_ACCOUNT, account), (_ADDRESS, address)))
        )

    def count_forgotten(self, account: str, address: str, storage: Storage) -> int:
        """Count one request for a link that sets a password. Give the seconds to wait, 0 if it is granted."""
        limits = ((_LINK_ACCOUNT, account), (_LINK_ADDRESS, address))
        return self._with_storage(storage, lambda chosen: _count_all(chosen, limits))

    def count_check(self, person: str, storage: Storage) -> int:
        """Count one page that is looked at for a person. Give the seconds to wait, 0 if it may be."""
        return self._with_storage(storage, lambda chosen: _count_all(chosen, ((_CHECKED, person),)))

    def forget_sign_in(self, account: str, storage: Storage) -> None:
        """Forget the attempts on an account, for its owner is in."""
        self._with_storage(storage, lambda chosen: FixedWindowRateLimiter(chosen).clear(_ACCOUNT, account))

    def _with_storage(self, storage: Storage, work: Callable[[Storage], T]) -> T:
        if self._redis is None or self._local is None:
            return work(storage)
        try:
            answer = work(self._redis)
        except self._redis.base_exceptions:
            self.is_degraded = True
            return work(self._local)
        self.is_degraded = False
        return answer


def _open_redis(url: str) -> RedisStorage:
    """Raises SetupError where the package for it is missing."""
    try:
        return RedisStorage(url, wrap_exceptions=False, socket_timeout=1.0, socket_connect_timeout=1.0)
    except ConfigurationError as error:
        raise PackageMissing(
            "The package redis is missing, with which discuss speaks to Redis. "
            f'Install it: {sys.executable} -m pip install "discuss-comments[redis]"',
            "redis",
        ) from error


def _measure(storage: Storage, subjects: Sequence[str], site: str) -> Pace:
    strategy = FixedWindowRateLimiter(storage)
    waits, busy = [0], False
    for subject in subjects:
        minute = strategy.get_window_stats(_MINUTE, subject)
        if minute.remaining <= 0:
            waits.append(_wait(minute.reset_time))
        used = _MINUTE.amount - minute.remaining
        busy = busy or used >= HOLD_PER_MINUTE or _used(strategy, _HOUR, subject) >= HOLD_PER_HOUR
    return Pace(max(waits), busy, _used(strategy, _SITE, site) >= FLOOD_PER_MINUTE)


def _used(strategy: FixedWindowRateLimiter, item: RateLimitItem, subject: str) -> int:
    return item.amount - strategy.get_window_stats(item, subject).remaining


def _wait(reset: float) -> int:
    return max(1, ceil(reset - time()))


def _count(storage: Storage, subjects: Sequence[str], site: str) -> None:
    strategy = FixedWindowRateLimiter(storage)
    for subject in subjects:
        strategy.hit(_MINUTE, subject)
        strategy.hit(_HOUR, subject)
    strategy.hit(_SITE, site)


def _count_all(storage: Storage, limits: Sequence[tuple[RateLimitItem, str]]) -> int:
    strategy, waits = FixedWindowRateLimiter(storage), [0]
    for item, subject in limits:
        if not strategy.hit(item, subject):
            waits.append(_wait(strategy.get_window_stats(item, subject).reset_time))
    return max(waits)
