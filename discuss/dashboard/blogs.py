"""All blogs of the installation, for its administrators: what each has, and adding one with its owner's way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_word, take_bar
from discuss.dashboard.once import keep_once, take_once
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.errors import Invalid
from discuss.services import blogs
from discuss.services.blogs import NewBlog
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

# No site can be called `-`.
blueprint = Blueprint("blogs", __name__, url_prefix="/-/blogs")

_LINK = "invitation"
_FIELDS = ("title", "url", "name", "email")


@blueprint.get("")
def load() -> Response:
    return _show()


@blueprint.post("")
def add() -> AnyResponse:
    """Add a blog, and show on the next page, once, the link by which its owner joins."""
    new = NewBlog(**{name: request.form.get(name, "") for name in _FIELDS})
    try:
        link = blogs.add_blog(get_session(), get_instance(), access_actor(), new)
    except Invalid as error:
        return _show(error)
    keep_word("blog_added")
    keep_once(_LINK, link)
    return move_on(url_for("dashboard.blogs.load"))


def _show(error: Invalid | None = None) -> Response:
    every = blogs.list_blogs(get_session(), get_instance(), access_actor())
    wrong = {each.pointer.rpartition("/")[2]: speak().complain(each.detail) for each in error.errors} if error else {}
    return show(
        "blogs.html",
        status=422 if error else 200,
        blogs=every,
        wrong=wrong,
        given={name: request.form.get(name, "") for name in _FIELDS} if error else {},
        link=None if error else take_once(_LINK),
        bar=None if error else take_bar(),
    )
