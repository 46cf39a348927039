"""What may stand in a path: names of sites and ids. Anything else is no route, and never reaches the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.routing import BaseConverter

from discuss.domain.ids import MAX_ID

if TYPE_CHECKING:
    from flask import Flask


class SiteConverter(BaseConverter):
    regex = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"


class IdConverter(BaseConverter):
    regex = r"[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        # No comment has the id 0. To say "no match" here would end in 405 where the path takes several methods.
        return number if (number := int(value)) <= MAX_ID else 0


class BatchConverter(BaseConverter):
    """The name of a batch of decisions: 64 random bits."""

    regex = r"[0-9a-f]{16}"


def init_converters(app: Flask) -> None:
    app.url_map.converters["site"] = SiteConverter
    app.url_map.converters["id"] = IdConverter
    app.url_map.converters["batch"] = BatchConverter
