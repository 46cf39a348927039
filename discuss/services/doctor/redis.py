"""Does Redis answer, where it is named?"""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from discuss.errors import PackageMissing
from discuss.limiting import ask_redis
from discuss.services.doctor.findings import fault, fine, worry

if TYPE_CHECKING:
    from discuss.services.doctor.findings import Finding
    from discuss.services.doctor.house import House


def check_redis(house: House) -> Finding | None:
    if not house.settings.redis_url:
        return None
    try:
        is_there = ask_redis(house.settings.redis_url)
    except PackageMissing:
        return fault("redis-driver", python=shlex.quote(sys.executable))
    except ValueError as error:
        return fault("redis-wrong", error=error)
    return fine("redis-fine") if is_there else worry("redis-away")
