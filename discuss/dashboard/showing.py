"""How every page of the dashboard is sent: in the language of its site, never stored, under a strict policy."""

from __future__ import annotations

import secrets
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from flask import Response, g, redirect, render_template, request
from markupsafe import Markup

from discuss.dashboard.people import get_person
from discuss.domain.permissions import Action
from discuss.domain.times import format_time
from discuss.services.desks import MOST_COUNTED
from discuss.web.words import DEFAULT, Speech, direction_of, list_languages, load_speech

if TYPE_CHECKING:
    from collections.abc import Collection

    from werkzeug.wrappers import Response as AnyResponse

    from discuss.services.desks import Desk

_DOOR = "dashboard"
_HEADERS = {
    # Images that strangers put into comments would tell them when and where a moderator reads.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def speak(desk: Desk | None = None) -> Speech:
    """Give the language to answer in: the site's, once it is known, else one that the browser asks for."""
    if desk is not None:
        g.speech = load_speech(_DOOR, desk.settings.language, desk.settings.timezone)
    known: Speech | None = g.get("speech")
    return known or load_speech(_DOOR, request.accept_languages.best_match(list_languages(_DOOR)) or DEFAULT)


def show(template: str, desk: Desk | None = None, status: int = 200, **values: Any) -> Response:
    """Render a page."""
    speech = speak(desk)
    text = render_template(
        f"dashboard/{template}",
        desk=desk,
        person=get_person(),
        speech=speech,
        say=speech.say,
        explain=_explain,
        choose=_choose,
        bdi=_isolate,
        rfc3339=format_time,
        is_web=_is_web,
        Action=Action,
        most_counted=MOST_COUNTED,
        content_language=desk.settings.language if desk else speech.language,
        content_direction=direction_of(desk.settings.language if desk else speech.language),
        style=build_address("style.css"),
        script=build_address("queue.js"),
        presence_script=build_address("presence.js"),
        answer_script=build_address("answer.js"),
        new_key=new_key,
        icon=f"{request.script_root}/static/pages/icon.svg",
        **values,
    )
    return Response(text, status, mimetype="text/html")


def move_on(place: str) -> AnyResponse:
    """Lead the browser from a form that was taken to the page that says so."""
    return redirect(place, 303)


def protect(response: Response) -> Response:
    """Put on every answer of this door what keeps it to the one who asked."""
    response.headers.update(_HEADERS)
    response.vary.add("Cookie")
    return response


def _explain(group: str, symbol: str, otherwise: str = "") -> Markup:
    """Put a symbol of a table into words; one that the catalogue does not have, as it is."""
    known = speak().words.get(f"{group}_{symbol.replace('-', '_')}")
    return known if known is not None else Markup.escape(otherwise or symbol)


def _choose(group: str, without: Collection[str] = ()) -> list[tuple[str, Markup]]:
    """Give every symbol of a table with its words, to choose from."""
    prefix = f"{group}_"
    found = {word.removeprefix(prefix): words for word, words in speak().words.items() if word.startswith(prefix)}
    return [(name.replace("_", "-"), words) for name, words in found.items() if name not in without]


def _isolate(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def new_key() -> str:
    """Draw what makes a form one of a kind: 128 bits."""
    return secrets.token_urlsafe(16)


def build_address(name: str) -> str:
    return f"{request.script_root}/static/dashboard/{name}?v={_hash(name)}"


@lru_cache
def _hash(name: str) -> str:
    return sha256((files("discuss") / "static" / "dashboard" / name).read_bytes()).hexdigest()[:10]
