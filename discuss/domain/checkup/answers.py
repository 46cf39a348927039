"""Judge how the page came: is there one at all, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discuss.domain.checkup.findings import Finding
from discuss.domain.checkup.visit import read_url
from discuss.domain.origins import is_local_host, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from discuss.domain.checkup.visit import Visit

_BY_STATUS = {404: "not-there", 410: "not-there", 401: "sign-in", 403: "sign-in", 407: "sign-in"}


def judge_answer(visit: Visit) -> Iterator[Finding]:
    """Say what keeps the page from being read, or where it was found."""
    status = str(visit.status)
    if visit.status >= 500:
        yield Finding("server-error", {"status": status})
    elif visit.status in _BY_STATUS:
        yield Finding(_BY_STATUS[visit.status], {"status": status})
    elif not 200 <= visit.status < 300:
        yield Finding("odd-status", {"status": status})
    elif not visit.is_page:
        yield Finding("not-html", {"type": visit.content_type.partition(";")[0].strip()[:60]})
    else:
        yield from _judge_place(visit)


def _judge_place(visit: Visit) -> Iterator[Finding]:
    asked, found = read_url(visit.asked), read_url(visit.url)
    if asked and found and place_of(asked) != place_of(found):
        yield Finding("elsewhere", {"asked": visit.asked, "url": visit.url})
    elif asked and found and (asked.origin, asked.path) != (found.origin, found.path):
        yield Finding("moved-on", {"asked": visit.asked, "url": visit.url})
    if found and found.scheme == "http" and not is_local_host(found.host):
        yield Finding("page-http", {"url": visit.url}, (f"https://{visit.url.partition('://')[2]}",))
    if visit.is_cut:
        yield Finding("cut")
