"""The backups of the installation, and taking a copy along: for its administrators, who show their password again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, send_file

from discuss.dashboard.people import access_actor, access_person
from discuss.dashboard.showing import show, speak
from discuss.errors import LimitReached, NotAllowed, NotAuthenticated, SetupError
from discuss.services import backup_copies, signing_in
from discuss.services.backups import KEPT
from discuss.services.signing_in import Attempt
from discuss.web.current import get_instance, get_session, get_visitor
from discuss.web.problems import status_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

# No site can be called `-`.
blueprint = Blueprint("backups", __name__, url_prefix="/-/backups")


@blueprint.get("")
def load() -> Response:
    _check()
    return _show([], 200)


@blueprint.post("")
def take() -> AnyResponse:
    """Make a backup now and send it. It holds the secret of the installation, so whoever sits here must be known."""
    _check()
    attempt = Attempt(email=access_person().email, password=request.form.get("password", ""))
    try:
        signing_in.sign_in(get_session(), get_instance(), attempt, get_visitor())
    except NotAuthenticated:
        return _show([str(speak().say("backup_wrong_password"))], 422)
    except LimitReached as error:
        return _show([str(speak().count("wait_minutes", -(-error.retry_after // 60)))], status_of(error))
    try:
        with backup_copies.making_copy(get_session(), get_instance()) as (path, _):
            answer = send_file(path.open("rb"), "application/zip", as_attachment=True, download_name=path.name)
    except SetupError as error:
        return _show([error.detail], 500)
    backup_copies.note_taken(get_session(), get_instance(), str(speak().say("backup_downloaded")))
    return answer


def _check() -> None:
    """Raises NotAuthenticated, NotAllowed."""
    if not access_actor().is_admin:
        raise NotAllowed


def _show(complaints: list[str], status: int) -> Response:
    kept = backup_copies.list_kept(get_instance())
    last = backup_copies.find_last(get_session())
    return show("backups.html", status=status, kept=kept, last=last, complaints=complaints, most=KEPT)
