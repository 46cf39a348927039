"""How every page is sent: in the language of its site, under a policy that lets nothing run."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from flask import Response, g, redirect, render_template, request, url_for
from markupsafe import Markup

from discuss.domain.times import format_time
from discuss.services.house_rules import render_house_rules
from discuss.web.current import get_instance, get_offer
from discuss.web.words import DEFAULT, direction_of, list_languages, load_speech

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from discuss.services.views import SiteView
    from discuss.web.words import Speech

_DOOR = "pages"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src {images}; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: then browsers would send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def speak(site: SiteView | None = None) -> Speech:
    """Give the language to answer in: the site's, once it is known, else one that the browser asks for."""
    if site is not None:
        g.speech = load_speech(_DOOR, site.settings.language, site.settings.timezone)
    known: Speech | None = g.get("speech")
    return known or load_speech(_DOOR, request.accept_languages.best_match(list_languages(_DOOR)) or DEFAULT)


def show(template: str, site: SiteView | None = None, status: int = 200, **values: Any) -> Response:
    """Render a page. It is `no-store` until the caller says otherwise."""
    speech = speak(site)
    site = replace(site, settings=get_offer(site.settings)) if site else None
    text = render_template(
        f"pages/{template}",
        site=site,
        speech=speech,
        say=speech.say,
        bdi=_isolate,
        rfc3339=format_time,
        is_web=_is_web,
        thread_address=build_thread_address,
        root=request.script_root,
        content_language=site.settings.language if site else speech.language,
        content_direction=direction_of(site.settings.language if site else speech.language),
        style=request.script_root + build_style_address(),
        base=get_instance().settings.base_url,
        house_rules=render_house_rules(site.settings) if site else "",
        **values,
    )
    response = Response(text, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    images = site is not None and site.settings.images
    return secure(response, images=images)


def secure(response: Response, *, images: bool = False) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY.format(images="'self' https: http:" if images else "'self'")
    response.headers.update(_SECURITY)
    return response


def move_on(place: str) -> Response:
    """Lead the browser from a form that was taken to the page that says so."""
    response = Response(redirect(place, 303).get_data(), 303, mimetype="text/html")
    response.headers["Location"] = place
    response.headers["Cache-Control"] = "no-store"
    return secure(response)


def build_thread_address(site: str, key: str, **more: str | None) -> str:
    """Give the address, on this service, of a thread or of a part of it."""
    return url_for("pages.threads.load_thread", site=site, thread=key, **more)  # type: ignore[arg-type]


def _isolate(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))


@lru_cache
def build_style_address() -> str:
    style = files("discuss") / "static" / "pages" / "style.css"
    return f"/static/pages/style.css?v={sha256(style.read_bytes()).hexdigest()[:10]}"


@lru_cache
def build_look() -> str:
    """Give a mark of everything that makes the same comments look otherwise: it is part of each page's ETag."""
    folders = [files("discuss") / folder / "pages" for folder in ("templates", "translations", "static")]
    contents = (entry.read_bytes() for folder in folders for entry in sorted(folder.iterdir(), key=_name))
    return sha256(b"\0".join(contents)).hexdigest()[:16]


def _name(entry: Traversable) -> str:
    return entry.name
