"""Whether the service is alive, and whether it can serve: for process managers and load balancers."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from discuss.errors import NotReady
from discuss.services.doctor.address import SIGN, build_sign
from discuss.store.migrate import is_migrated
from discuss.store.session import reading
from discuss.web.current import get_instance, get_session

log = structlog.get_logger("discuss.web")

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show_alive() -> Response:
    """Answer, and look at nothing else: a process whose database is away must not be restarted for it.

    A sign says of which installation it is, by which `discuss doctor` knows whether a web server leads to this one.
    """
    answer = _say("alive")
    answer.headers[SIGN] = build_sign(get_instance().secret)
    return answer


@blueprint.get("/readyz")
def show_ready() -> Response:
    """Answer once the database is reachable and has this release's tables. Raises NotReady."""
    session = get_session()
    try:
        with reading(session):
            is_current = is_migrated(session.connection())
    except (SQLAlchemyError, OSError) as error:
        log.warning("database not reachable", exc_info=error)
        raise NotReady("The database cannot be reached.") from error
    if not is_current:
        raise NotReady("The database is not of this release. `discuss init` brings it up to date.")
    return _say("ready")


def _say(word: str) -> Response:
    return Response(word + "\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
