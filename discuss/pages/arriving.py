"""Addresses that people get on their first evening, leading to the team's door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("arriving", __name__, url_prefix="/welcome")


@blueprint.get("")
def find() -> AnyResponse:
    return _lead(url_for("dashboard.welcome.find"))


@blueprint.get("/<token>")
def come_in(token: str) -> AnyResponse:
    return _lead(url_for("dashboard.welcome.ask_in", token=token))


def _lead(place: str) -> AnyResponse:
    response = redirect(place)
    response.headers["Cache-Control"] = "no-store"
    return response
