"""The blueprint: where the resources hang, who may call them from a browser, and what every answer carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request

from discuss.api import comments, log, moderation, openapi, queue, reactions, sites, subscriptions
from discuss.api.contract import contract_of
from discuss.web.cors import add_cors, answer_preflight, check_request_origin

if TYPE_CHECKING:
    from werkzeug.routing import MapAdapter

    from discuss.api.contract import Operation

PREFIX = "/api/v1"
_RESOURCES = (comments, reactions, sites, subscriptions, queue, moderation, log, openapi)


def build_blueprint() -> Blueprint:
    door = Blueprint("api", __name__, url_prefix=PREFIX)
    door.before_request(_check_origin)
    door.after_app_request(_finish)
    for resource in _RESOURCES:
        door.register_blueprint(resource.blueprint)
    return door


def _check_origin() -> Response | None:
    is_preflight = request.method == "OPTIONS"
    contract = (
        _asked_contract() if is_preflight else contract_of(current_app.view_functions.get(request.endpoint or ""))
    )
    if contract is not None and contract.is_for_programs:
        return Response(status=204) if is_preflight else None
    is_public = contract is not None and contract.is_public
    if not is_public:
        path = request.view_args or {}
        check_request_origin(path["site"] if "site" in path else path["comment"])
    if not is_preflight:
        return None
    return answer_preflight(_adapter().allowed_methods(), is_public=is_public)


def _asked_contract() -> Operation | None:
    """Find the contract of the method that a preflight asks about."""
    method = request.headers.get("Access-Control-Request-Method", "GET").upper()
    if not _adapter().test(method=method):
        return None
    endpoint, _ = _adapter().match(method=method)
    return contract_of(current_app.view_functions.get(endpoint))


def _adapter() -> MapAdapter:
    return current_app.url_map.bind_to_environ(request.environ)


def _finish(response: Response) -> Response:
    """Complete every answer below our prefix, also where no view was found."""
    if not request.path.startswith(PREFIX + "/"):
        return response
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    if request.method == "OPTIONS":
        return response if response.status_code == 204 else add_cors(response, is_public=False)
    contract = contract_of(current_app.view_functions.get(request.endpoint or ""))
    if contract is not None and contract.is_for_programs:
        return response
    return add_cors(response, is_public=contract is None or contract.is_public)
