"""The rules of a site: the three ways to start with, fine tuning, and what would have come of it before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from discuss.dashboard.bars import keep_word, take_bar
from discuss.dashboard.people import access_actor
from discuss.dashboard.showing import move_on, show, speak
from discuss.domain.permissions import Action
from discuss.domain.presets import LENIENT, RULE_SETTINGS, Preset
from discuss.domain.settings import show_settings
from discuss.errors import Conflict, Invalid
from discuss.services import rehearsals, tuning
from discuss.services.desks import load_desk
from discuss.services.tuning import Tuning
from discuss.web.current import get_instance, get_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from discuss.errors import FieldError
    from discuss.web.words import Speech

blueprint = Blueprint("rules", __name__, url_prefix="/<site:site>/rules")

_MANY = "not_for_trusted"  # the one setting that is ticked together

# How each setting is asked for: a choice from a few, a list on lines of its own, or a number up to so much.
CHOICES = {
    "premoderation": ("none", "new", "all"),
    "rules": ("on", "off"),
    "posts_limit": ("on", "off"),
    "trap": ("on", "off"),
    "listed": ("hold", "spam"),
    "max_links": ("off", "0", "1", "2", "3", "5", "10", "20"),
    "repeats": ("0", "10m", "1h", "1d", "7d", "30d"),
    "fastest": ("0", "2s", "5s", "10s", "30s"),
    "quiet_after": ("0", "30d", "60d", "90d", "365d"),
}
SPANS = ("repeats", "fastest", "quiet_after")  # of the choices: times, in the words `span_…`
LISTS = ("words", "blocked_domains", "allowed_domains")
NUMBERS = {"trusted_after": 100, "copies": 20, "rejected_before": 20, "reported_before": 20, "flags_hold": 100}
# The settings as they are asked for, each group under the words `tune_…`.
GROUPS = {
    "first": ("premoderation", "trusted_after", _MANY),
    "text": ("max_links", "allowed_domains", "blocked_domains", "words", "listed", "repeats", "copies"),
    "ways": ("trap", "fastest", "posts_limit", "quiet_after"),
    "before": ("rejected_before", "reported_before", "flags_hold"),
    "all": ("rules",),
}


@blueprint.get("/")
def load(site: str) -> Response:
    return _show_rules(site, {}, [], 200)


@blueprint.post("/try")
def try_out(site: str) -> Response:
    """Show what the changes would have done to the last comments, or the form again. Nothing is changed."""
    actor, changes = access_actor(), _read_changes()
    desk = load_desk(get_session(), actor, site, Action.SET_SITE)
    speech = speak(desk)
    if "again" in request.form:
        return _show_rules(site, changes, [], 200)
    try:
        trial = rehearsals.try_rules(get_session(), actor, site, changes)
    except Invalid as error:
        return _show_rules(site, changes, _complain(speech, error), 422)
    return show(
        "rules/tried.html", desk, trial=trial, changes=changes, rules=RULE_SETTINGS, seen=request.form.get("seen")
    )


@blueprint.post("/save")
def save(site: str) -> AnyResponse:
    actor, changes = access_actor(), _read_changes()
    speech = speak(load_desk(get_session(), actor, site, Action.SET_SITE))
    try:
        given = Tuning(changes, request.form.get("seen"))
        tuning.save_rules(get_session(), get_instance(), actor, site, given)
    except Invalid as error:
        return _show_rules(site, changes, _complain(speech, error), 422)
    except Conflict as error:
        return _show_rules(site, {}, [speech.complain(error.detail)], 409)
    keep_word("rules_saved")
    return move_on(url_for("dashboard.rules.load", site=site))


def _read_changes() -> dict[str, str]:
    """Read a preset, or the settings that the form has."""
    if "rules_preset" in request.form:
        return {"rules_preset": request.form["rules_preset"]}
    given = {name: request.form[name] for name in tuning.SETTINGS if name in request.form}
    if _MANY in given:
        given[_MANY] = ", ".join(each for each in request.form.getlist(_MANY) if each)
    return given


def _complain(speech: Speech, error: Invalid) -> list[str]:
    """Say which settings are wrong, and how each is written."""
    return [_explain(speech, each) for each in error.errors]


def _explain(speech: Speech, wrong: FieldError) -> str:
    name = wrong.pointer.removeprefix("/")
    if name not in tuning.SETTINGS:
        return speech.complain(wrong.detail)
    return speech.say("rules_wrong", setting=speech.say(f"set_{name}"), hint=speech.say(f"set_{name}_hint"))


def _show_rules(site: str, changes: dict[str, str], complaints: Sequence[str], status: int) -> Response:
    actor = access_actor()
    desk = load_desk(get_session(), actor, site, Action.SEE_HELD)
    speak(desk)
    view = tuning.load_rules(get_session(), actor, site)
    return show(
        "rules/rules.html",
        desk,
        status,
        view=view,
        values=show_settings(view.settings) | changes,
        chosen=changes.get("rules_preset", view.preset),
        presets=Preset,
        groups=GROUPS,
        choices=CHOICES,
        spans=SPANS,
        lists=LISTS,
        numbers=NUMBERS,
        lenient=LENIENT,
        broken=[name for name in view.settings.broken if name in tuning.SETTINGS],
        is_tuning=bool(changes) or view.preset is None,
        bar=take_bar(),
        complaints=complaints,
    )
