"""Check my page: the owner names a post, and is told whether readers see the comments there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import show, speak
from discuss.domain.checklist import Step
from discuss.domain.permissions import Action
from discuss.errors import Invalid, LimitReached
from discuss.services import checklist
from discuss.services.checking import check_page
from discuss.services.checklist import Tick
from discuss.services.desks import load_desk
from discuss.web.checked import tell
from discuss.web.current import get_instance, get_session
from discuss.web.problems import status_of

if TYPE_CHECKING:
    from discuss.services.checking import Report

blueprint = Blueprint("check", __name__, url_prefix="/<site:site>/check")


@blueprint.get("")
def load(site: str) -> Response:
    return _show(site, request.args.get("url", ""))


@blueprint.post("")
def look(site: str) -> Response:
    """Look at the page now. Nothing is changed by it, but other servers are asked: so it takes a form."""
    url = request.form.get("url", "")
    speak(load_desk(get_session(), access_actor(), site, Action.SET_SITE))
    try:
        report = check_page(get_session(), get_instance(), access_actor(), site, url)
    except Invalid as error:
        return _show(site, url, complaints=[each.detail for each in error.errors], status=422)
    except LimitReached as error:
        return _show(site, url, complaints=[error.detail], status=status_of(error))
    if report.is_fine:
        for step, seen in ((Step.LINES, None), (Step.PAGE, report.url)):
            checklist.tick_step(get_session(), get_instance(), access_actor(), Tick(site, step, seen))
    return _show(site, url, report)


def _show(
    site: str, url: str, report: Report | None = None, *, complaints: list[str] | None = None, status: int = 200
) -> Response:
    desk = load_desk(get_session(), access_actor(), site, Action.SET_SITE)
    speech = speak(desk)
    return show(
        "check.html",
        desk,
        status,
        url=url,
        report=report,
        told=[tell(speech, finding) for finding in report.findings] if report else [],
        complaints=[speech.complain(each) for each in complaints or []],
    )
