"""Writing: the form below a comment, the preview, and the post."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.domain.gates import check_open
from discuss.domain.ids import parse_id
from discuss.domain.policy import build_policy
from discuss.domain.status import Status
from discuss.domain.thread import Regime
from discuss.errors import Conflict, DiscussError, Invalid, LimitReached, NotAllowed, ThreadClosed, UnknownComment
from discuss.pages.forms import Complaints, Sheet, build_complaints, check_own_form, read_sheet, with_key
from discuss.pages.showing import move_on, show, speak
from discuss.services import comments as posting, places, previews, threads
from discuss.services.threads import PageRequest
from discuss.services.views import HeadView
from discuss.web.current import get_instance, get_offer, get_session, get_visitor
from discuss.web.metrics import count_post
from discuss.web.problems import status_of

if TYPE_CHECKING:
    from discuss.services.views import PlaceView, SiteView

blueprint = Blueprint("writing", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What is said above a form. `is_closed`: the text can only be copied."""

    status: int = 200
    complaints: Complaints = field(default_factory=Complaints)
    preview: str | None = None
    is_closed: bool = False


def load_reply(site: str, parent: int) -> Response:
    """Show the form below the comment that is to be answered."""
    place = threads.load_place(get_session(), parent, get_instance().clock())
    if place.head.site.name != site or not Status(place.comment.status).is_visible:
        raise UnknownComment
    _check_takes_replies(place)
    sheet = Sheet(thread=place.head.thread.key, url=place.head.thread.url or "", parent=str(parent))
    return _keep(_show_form(place.head.site, sheet, _Said()))


@blueprint.post("/t/<site:site>")
def post_comment(site: str) -> Response:
    """Post what the form says, or show how it will look. Only what was seen under a key of its own is posted."""
    found = places.load_site(get_session(), site)
    speak(found)
    sheet = read_sheet()
    try:
        check_own_form()
        if request.form.get("action") != "post" or not sheet.key:
            preview = previews.build_preview(get_session(), site, sheet.body)
            return _keep(_show_form(found, sheet, _Said(preview=preview)))
        answer = posting.post_comment(get_session(), get_instance(), _build_post(site, sheet))
    except (Invalid, Conflict, NotAllowed, LimitReached) as error:
        return _show_refused(found, sheet, error)
    count_post(answer.status)
    return move_on(url_for("pages.own.load_own", comment=answer.comment.id, token=answer.edit_token))


def _build_post(site: str, sheet: Sheet) -> posting.Post:
    return posting.Post(
        site=site,
        draft=sheet.to_draft(),
        visitor=get_visitor(),
        key=sheet.idempotency_key,
        fingerprint=sheet.fingerprint,
    )


def _show_refused(site: SiteView, sheet: Sheet, error: DiscussError) -> Response:
    """Show the form again with everything in it, and what stands in the way."""
    if isinstance(error, Invalid) and any(each.pointer == "/parent" for each in error.errors):
        sheet = replace(sheet, parent="")
    complaints = build_complaints(error, speak(site))
    said = _Said(status=status_of(error), complaints=complaints, is_closed=isinstance(error, ThreadClosed))
    response = _show_form(site, sheet, said)
    if isinstance(error, LimitReached):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _show_form(site: SiteView, sheet: Sheet, said: _Said) -> Response:
    return show(
        "write.html",
        site,
        said.status,
        head=_find_head(site, sheet),
        parent=_find_parent(site, sheet),
        sheet=with_key(sheet),
        complaints=said.complaints,
        preview=said.preview,
        is_closed=said.is_closed,
        policy=build_policy(get_offer(site.settings)),
    )


def _keep(response: Response) -> Response:
    """Let the browser keep a form: who goes back finds text and key again, and sends no second comment."""
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _find_head(site: SiteView, sheet: Sheet) -> HeadView | None:
    """Load the thread of the form; a form may name one that cannot be."""
    asked = PageRequest(site=site.name, thread=sheet.thread or sheet.url)
    try:
        found = threads.load_page_unless(get_session(), asked, get_instance().clock(), lambda head: head)
    except Invalid:
        return None
    return found if isinstance(found, HeadView) else found.head


def _find_parent(site: SiteView, sheet: Sheet) -> PlaceView | None:
    try:
        number = parse_id(sheet.parent, "/parent")
        place = threads.load_place(get_session(), number, get_instance().clock())
    except (Invalid, UnknownComment):
        return None
    return place if place.head.site.id == site.id else None


def _check_takes_replies(place: PlaceView) -> None:
    """Raises ThreadClosed."""
    thread, row = place.head.thread, place.comment
    regime = Regime(closing=thread.closing, measures=thread.measures)
    check_open(regime, get_instance().clock(), is_reply=True, root=row.root_id or row.id)
