"""What is shown a single time: kept in the person's own cookie from the form that made it to the page after it."""

from __future__ import annotations

from typing import cast

from flask import session as cookie

_PREFIX = "once-"


def keep_once(name: str, value: str) -> None:
    """Keep it for the next page.

    Not in the address, which browsers remember, nor on the answer to the form, which loading anew would send again.
    """
    cookie[_PREFIX + name] = value


def take_once(name: str) -> str | None:
    return cast("str | None", cookie.pop(_PREFIX + name, None))
