"""What the judges are given: the answer of a server, and what is known of the sites of this installation."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from discuss.domain.checkup.csp import parse_policies, parse_policy
from discuss.domain.checkup.page import Page
from discuss.domain.keys import is_registered
from discuss.domain.urls import Url, parse_url
from discuss.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from discuss.domain.checkup.csp import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """A site as far as its pages go."""

    name: str
    base_url: str
    origins: Sequence[str]
    has_images: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The service, with the sites that the one who asks may know of. `wanted`: the one that the page must be of."""

    service: str
    blogs: Mapping[str, Blog]
    wanted: str | None = None

    def find_blog(self, url: str) -> Blog | None:
        """Give the site that a page must belong to: the wanted one, else one of its address, else the only one."""
        if self.wanted is not None:
            return self.blogs.get(self.wanted)
        page = read_url(url)
        own = [blog for blog in self.blogs.values() if page and is_registered(page.origin, blog.origins)]
        found = own or list(self.blogs.values())
        return found[0] if len(found) == 1 else None

    def find_nearest(self, name: str) -> str | None:
        """Give the name of a site that is written nearly like this."""
        near = get_close_matches(name.strip().lower()[:63], self.blogs, n=1)
        return near[0] if near else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What came when one asked for `asked`; it was found at `url`. `policies`: of the header and of the page."""

    asked: str
    url: str
    status: int = 200
    content_type: str = "text/html"
    policy_header: str = ""
    is_cut: bool = False
    page: Page = field(default_factory=Page)

    @property
    def policies(self) -> list[Policy]:
        return [*parse_policies(self.policy_header), *(_of_page(parse_policy(each)) for each in self.page.policies)]

    @property
    def is_page(self) -> bool:
        """Whether it is a page that browsers show."""
        kind = self.content_type.partition(";")[0].strip().lower()
        return 200 <= self.status < 300 and kind in {"text/html", "application/xhtml+xml", ""}


def read_url(text: str) -> Url | None:
    """Take an address apart, if it is one."""
    try:
        return parse_url(text, "/url")
    except Invalid:
        return None


def is_of(visit: Visit, blog: Blog) -> bool:
    """Say whether the address of a page is registered with a site."""
    page = read_url(visit.url)
    return page is not None and is_registered(page.origin, blog.origins)


def _of_page(policy: Policy) -> Policy:
    """Leave out what counts in a header alone."""
    return {name: values for name, values in policy.items() if name != "sandbox"}
