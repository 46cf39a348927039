"""A discussion as a whole, where members answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_bar, take_bar
from discuss.dashboard.filters import build_way
from discuss.dashboard.people import access_actor
from discuss.dashboard.sheets import Sheet, read_sheet
from discuss.dashboard.showing import move_on, new_key, show, speak
from discuss.domain.decisions import Deed, Standing, offer
from discuss.domain.ids import parse_id
from discuss.domain.outline import build_outline
from discuss.domain.permissions import Action
from discuss.domain.status import Status
from discuss.domain.thread import takes_comments
from discuss.errors import Conflict, Invalid
from discuss.services import answering, comments as posting, moderation, previews
from discuss.services.deeds import Batch, Result
from discuss.services.desks import load_desk
from discuss.services.moderation import Decision
from discuss.services.talks import TalkRequest, load_talk
from discuss.web.current import get_instance, get_session, get_visitor
from discuss.web.metrics import count_post
from discuss.web.problems import status_of

if TYPE_CHECKING:
    from markupsafe import Markup
    from werkzeug.wrappers import Response as AnyResponse

    from discuss.services.comments import Post
    from discuss.services.desks import Desk
    from discuss.services.talks import TalkLine, TalkView

blueprint = Blueprint("talk", __name__, url_prefix="/<site:site>/threads")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said above a form that comes back."""

    status: int = 200
    complaints: tuple[str | Markup, ...] = ()
    preview: str | None = None


@blueprint.get("/talk")
def load(site: str) -> Response:
    """Show a discussion by `thread`; with `comment` at one comment; with `answer` the form below one."""
    parent = request.args.get("answer", "")
    return _show_talk(site, Sheet(thread=request.args.get("thread", ""), parent=parent), Said())


@blueprint.post("/talk")
def answer(site: str) -> AnyResponse:
    """Post an answer, after publishing what it answers where that waits; or show how it will look."""
    sheet = read_sheet()
    speak(load_desk(get_session(), access_actor(), site, Action.DECIDE if sheet.publish else Action.ANSWER))
    try:
        # Rendered before anything is published: a text that cannot be leaves all as it was.
        preview = previews.build_preview(get_session(), site, sheet.body)
        if request.form.get("action") == "preview":
            return _show_talk(site, sheet, Said(preview=preview))
        batch = _publish(sheet) if sheet.publish else None
        if isinstance(batch, Result):
            return _show_stale(site, sheet, batch)
        post = answering.build_answer(get_session(), access_actor(), sheet.to_answer(site, batch), get_visitor())
        answered = posting.post_comment(get_session(), get_instance(), post)
    except (Invalid, Conflict) as error:
        return _show_refused(site, sheet, error)
    count_post(answered.status)
    return finish(site, sheet, post, answered.comment.id)


def finish(site: str, sheet: Sheet, post: Post, number: int) -> AnyResponse:
    """Say what was posted, and lead to where it stands, or back to what waits."""
    batch = post.member.batch if post.member else None
    done = "enter" if post.member and post.member.letter else "reply" if sheet.publish else "answer"
    keep_bar(Batch(batch or "", [Result(id=number, status=Status.APPROVED, version=1)]), done)
    if sheet.back == "queue":
        return move_on(build_way(site, {"state": sheet.state}))
    return move_on(build_place(site, number))


def build_place(site: str, comment: int) -> str:
    """Give the address of one comment in its discussion."""
    return url_for("dashboard.talk.load", site=site, comment=comment, _anchor=f"comment-{comment}")


def complain(error: Invalid | Conflict) -> Said:
    """Put into words what stands in the way."""
    details = [each.detail for each in error.errors] if isinstance(error, Invalid) else [error.detail]
    return Said(status=status_of(error), complaints=tuple(speak().complain(detail) for detail in details))


def _show_refused(site: str, sheet: Sheet, error: Invalid | Conflict) -> Response:
    """Show the form again with everything in it."""
    if isinstance(error, Invalid) and any(each.pointer in {"/parent", "/items"} for each in error.errors):
        sheet = replace(sheet, parent="", publish="")
    return _show_talk(site, sheet, complain(error))


def _show_talk(site: str, sheet: Sheet, said: Said) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.ANSWER)
    speak(desk)
    now = get_instance().clock()
    view = load_talk(get_session(), actor, _build_request(site, sheet), now)
    sheet = _complete(sheet, view, desk)
    has_last_word = Action.CLOSE in desk.may
    may_answer = Action.DECIDE in desk.may or view.mine is not None
    return show(
        "talk.html",
        desk,
        said.status,
        view=view,
        outline=build_outline(view.lines, desk.settings.max_depth, view.mores, view.known),
        sheet=sheet,
        said=said,
        offer=_offer,
        bar=take_bar(),
        takes_replies=may_answer and (has_last_word or takes_comments(view.head.closing, now, is_reply=True)),
        takes_roots=may_answer and (has_last_word or takes_comments(view.head.closing, now, is_reply=False)),
        may_answer=may_answer,
    )


def _offer(line: TalkLine) -> tuple[Deed, ...]:
    has_edit = line.draft_html is not None
    return offer(Standing(status=Status(line.status), asks=line.flags > 0, has_edit=has_edit))


def _build_request(site: str, sheet: Sheet) -> TalkRequest:
    comment = sheet.answered
    if comment is None and "comment" in request.args:
        comment = parse_id(request.args["comment"], "?comment")
    return TalkRequest(site=site, thread=sheet.thread, cursor=request.args.get("cursor"), comment=comment)


def _complete(sheet: Sheet, view: TalkView, desk: Desk) -> Sheet:
    """Give the form what it needs: its key, its thread, and what has to be published first as it stands now."""
    waits = sheet.parent and view.focus and not view.focus.status.is_visible and Action.DECIDE in desk.may
    publish = f"{view.focus.id}-{view.focus.version}" if waits and view.focus else ""
    return replace(sheet, thread=view.head.key, key=sheet.key or new_key(), publish=publish)


def _publish(sheet: Sheet) -> str | Result:
    """Publish what is answered, and give the batch; or what became of it meanwhile, if somebody else decided."""
    actor, item = access_actor(), sheet.item
    batch = moderation.decide(get_session(), get_instance(), actor, Decision(items=[item], deed=Deed.APPROVE))
    (result,) = batch.results
    if result.error is None:
        return batch.batch
    return answering.find_own_decision(get_session(), actor, item.id, Deed.APPROVE) or result


def _show_stale(site: str, sheet: Sheet, result: Result) -> Response:
    """Say what somebody else decided; nothing was posted, and the text is kept."""
    speech = speak()
    if result.status is None:
        return _show_talk(site, replace(sheet, parent=""), Said(status=409, complaints=(speech.say("gone"),)))
    state = speech.words.get(f"is_{result.status}", "")
    told = speech.plurals["meanwhile"]["one"].format(n=1, state=state)
    return _show_talk(site, sheet, Said(status=409, complaints=(told, speech.say("answer_kept"))))
