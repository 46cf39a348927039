"""The list of an owner's first evening: the way in, and one thing after the other until all is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for
from markupsafe import Markup

from discuss.dashboard.bars import keep_word, take_bar
from discuss.dashboard.people import access_actor, enter
from discuss.dashboard.showing import move_on, new_key, show, speak
from discuss.domain.checklist import Step
from discuss.domain.guides import GUIDES
from discuss.domain.house_rules import RULES_LIMIT, choose_house_rules
from discuss.domain.permissions import Action
from discuss.domain.presets import Preset
from discuss.domain.settings import preset_of
from discuss.domain.snippet import script_line, thread_line
from discuss.errors import Conflict, Invalid, NotFound
from discuss.services import answering, checklist, comments as posting, house_rules, password_links, tuning
from discuss.services.answering import Answer
from discuss.services.blog_address import set_blog_address
from discuss.services.checklist import Tick
from discuss.services.desks import load_desk
from discuss.services.tuning import Tuning
from discuss.web.current import get_instance, get_session, get_visitor
from discuss.web.metrics import count_post

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from discuss.services.desks import Desk

blueprint = Blueprint("welcome", __name__)


@blueprint.get("/-/welcome/<token>")
def ask_in(token: str) -> Response:
    owner = password_links.access_link(get_session(), get_instance(), token)
    return show("welcome/door.html", token=token, owner=owner, name=owner.name, complaints=[])


@blueprint.post("/-/welcome/<token>")
def come_in(token: str) -> AnyResponse:
    """Take name and password, and lead to the list."""
    owner = password_links.access_link(get_session(), get_instance(), token)
    name, password = request.form.get("name", ""), request.form.get("new", "")
    try:
        enter(password_links.use_link(get_session(), get_instance(), token, password, name))
    except Invalid as error:
        words = [speak().complain(each.detail) for each in error.errors]
        return show("welcome/door.html", status=422, token=token, owner=owner, name=name, complaints=words)
    return find()


@blueprint.get("/-/welcome")
def find() -> AnyResponse:
    """Lead to the list of the site that has most to be done yet."""
    left = checklist.count_left(get_session(), get_instance(), access_actor())
    if not left:
        return move_on(url_for("dashboard.sites.list_sites"))
    return move_on(url_for("dashboard.welcome.load", site=max(left, key=lambda name: left[name])))


@blueprint.get("/<site:site>/welcome")
def load(site: str) -> Response:
    return _show(_load_desk(site))


@blueprint.post("/<site:site>/welcome/tick")
def tick(site: str) -> AnyResponse:
    """Take it that something is done, or will not be."""
    _load_desk(site)  # who may not is told that before anything else
    return _do(site, _read_step(), lambda: None)


@blueprint.post("/<site:site>/welcome/address")
def set_address(site: str) -> AnyResponse:
    """Set where the blog is; whether the lines are in its pages is seen by looking there."""

    def change() -> None:
        set_blog_address(get_session(), access_actor(), site, request.form.get("blog", ""))

    return _do(site, None, change)


@blueprint.post("/<site:site>/welcome/care")
def set_care(site: str) -> AnyResponse:
    def change() -> None:
        wanted = Tuning({"rules_preset": request.form.get("rules_preset", "")})
        tuning.save_rules(get_session(), get_instance(), access_actor(), site, wanted)

    return _do(site, Step.CARE, change)


@blueprint.post("/<site:site>/welcome/rules")
def set_rules(site: str) -> AnyResponse:
    def change() -> None:
        text = request.form.get("rules", "").replace("\r\n", "\n")
        house_rules.set_house_rules(get_session(), access_actor(), site, text)

    return _do(site, Step.RULES, change)


@blueprint.post("/<site:site>/welcome/first")
def write_first(site: str) -> AnyResponse:
    """Write the first comment, under one's own name, below the page that was looked at."""

    def write() -> None:
        url, body = request.form.get("url", "").strip(), request.form.get("body", "").replace("\r\n", "\n")
        answer = Answer(site=site, thread=url, url=url, body=body, key=request.form.get("key"))
        post = answering.build_answer(get_session(), access_actor(), answer, get_visitor())
        count_post(posting.post_comment(get_session(), get_instance(), post).status)

    return _do(site, Step.FIRST, write)


def _do(site: str, step: Step | None, change: Callable[[], None]) -> AnyResponse:
    """Change something and tick it off; or say what was wrong, with all that was typed."""
    desk = _load_desk(site)
    try:
        change()
    except (Invalid, Conflict) as error:
        return _show(desk, error)
    if step is not None:
        checklist.tick_step(get_session(), get_instance(), access_actor(), Tick(site, step))
    keep_word("welcome_kept")
    return move_on(url_for("dashboard.welcome.load", site=site, _anchor="next"))


def _read_step() -> Step:
    """Raises NotFound for what stands on no list."""
    try:
        return Step(request.form.get("step", ""))
    except ValueError:
        raise NotFound from None


def _load_desk(site: str) -> Desk:
    desk = load_desk(get_session(), access_actor(), site, Action.SET_SITE)
    speak(desk)
    return desk


def _show(desk: Desk, error: Invalid | Conflict | None = None) -> Response:
    view = checklist.load_checklist(get_session(), get_instance(), access_actor(), desk.name)
    service = get_instance().settings.base_url
    details = [each.detail for each in error.errors] if isinstance(error, Invalid) else [str(error)] if error else []
    given: Mapping[str, str] = request.form if error else {}
    return show(
        "welcome/list.html",
        desk,
        422 if error else 200,
        view=view,
        steps=list(Step)[1:],
        next=view.left[0] if view.left else None,
        lines=(script_line(service, desk.name), thread_line(service, desk.name, str(speak().say("welcome_link")))),
        guides=GUIDES,
        presets=list(Preset),
        preset_now=preset_of(desk.settings),
        rules=given.get("rules", choose_house_rules(desk.settings)),
        limit=RULES_LIMIT,
        given=given,
        code=Markup("<code>{}</code>").format,
        key=given.get("key") or new_key(),
        complaints=[speak().complain(each) for each in details],
        bar=None if error else take_bar(),
    )
