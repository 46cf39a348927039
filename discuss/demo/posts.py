"""The pages of the demonstration's blog, as they lie in the package."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

TOWN = "town"
NAMES = ("seeds", "footbridge", "nurse", "lottery")  # the newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A page of the blog. It was published `days` before the demonstration began; `site` is whose comments it shows."""

    name: str
    title: str
    teaser: str
    days: int
    html: str
    site: str = TOWN

    @property
    def path(self) -> str:
        return f"/{self.name}"


def load_posts() -> list[Post]:
    return [_parse_post(name, read_text("pages", f"{name}.html")) for name in NAMES]


def _parse_post(name: str, text: str) -> Post:
    head, html = text.split("\n\n", 1)
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    days = int(fields.pop("days"))
    return Post(name=name, html=html, days=days, **fields)


def read_text(*path: str) -> str:
    return resource(*path).read_text(encoding="utf-8")


def resource(*path: str) -> Traversable:
    """Give a file of this package, wherever it is installed."""
    return files("discuss.demo").joinpath(*path)
