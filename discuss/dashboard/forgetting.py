"""For those who forgot their password: a mail with a link, where mail is set up."""

from __future__ import annotations

from flask import Blueprint, Response, request

from discuss.dashboard.showing import show, speak
from discuss.errors import LimitReached
from discuss.services import password_mails
from discuss.web.current import get_instance, get_session, get_visitor
from discuss.web.problems import status_of

# No site can be called `-`.
blueprint = Blueprint("forgetting", __name__, url_prefix="/-/forgotten")


@blueprint.get("")
def load() -> Response:
    return _show()


@blueprint.post("")
def ask_link() -> Response:
    """Answer every address in the same way."""
    if not _has_mail():
        return _show()
    email, language = request.form.get("email", ""), speak().language
    try:
        password_mails.ask_for_link(get_session(), get_instance(), email, language, get_visitor())
    except LimitReached as error:
        words = speak().count("wait_minutes", -(-error.retry_after // 60))
        response = _show(status_of(error), complaint=words)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    return _show(is_asked=True)


def _has_mail() -> bool:
    return bool(get_instance().settings.smtp_url)


def _show(status: int = 200, *, complaint: str | None = None, is_asked: bool = False) -> Response:
    return show("forgotten.html", status=status, complaint=complaint, is_asked=is_asked, has_mail=_has_mail())
