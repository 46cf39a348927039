"""Figures for Prometheus, of all workers together where `discuss serve` (or PROMETHEUS_MULTIPROC_DIR) says so."""

from __future__ import annotations

import hmac
import os
from ipaddress import ip_address
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from sqlalchemy.exc import SQLAlchemyError

from discuss.errors import NotAuthenticated
from discuss.services.outbox import measure_jobs
from discuss.web.current import get_bearer_token, get_instance, get_session
from discuss.web.logs import measure_seconds, name_method, name_route

if TYPE_CHECKING:
    from discuss.services.instance import Instance

_FORWARDING = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")

_requests = Counter("discuss_requests", "Answered requests", ["method", "route", "status"])
_seconds = Histogram("discuss_request_seconds", "Time to the answer", ["method", "route"])
_posts = Counter("discuss_posts", "Comments that were accepted, as their authors were told", ["status"])
_degraded = Gauge(
    "discuss_limiter_degraded",
    "1 while Redis does not answer and each worker counts posts for itself",
    multiprocess_mode="mostrecent",
)

blueprint = Blueprint("metrics", __name__)


def init_metrics(app: Flask, instance: Instance) -> None:
    def count(response: Response) -> Response:
        _requests.labels(name_method(), name_route(), response.status_code).inc()
        _seconds.labels(name_method(), name_route()).observe(measure_seconds())
        if request.method == "POST":
            _degraded.set(instance.limiter.is_degraded)
        return response

    app.after_request(count)
    app.register_blueprint(blueprint)


def count_post(status: str) -> None:
    """Count a comment that was accepted; `status` as its author may know it."""
    _posts.labels(status).inc()


@blueprint.get("/metrics")
def show_metrics() -> Response:
    """Show the figures to this machine, or to whoever has the token. Raises NotAuthenticated."""
    if not _is_local() and not _has_token(get_instance().settings.metrics_token):
        raise NotAuthenticated("The figures are for this machine, or for the token in DISCUSS_METRICS_TOKEN.")
    figures = generate_latest(_find_registry()) + generate_latest(_measure_jobs())
    return Response(figures, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _is_local() -> bool:
    """Whether the request comes from this machine itself, and not through a proxy on it."""
    if any(name in request.headers for name in _FORWARDING):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _has_token(expected: str) -> bool:
    given = get_bearer_token() or ""
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape"))


def _find_registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _measure_jobs() -> CollectorRegistry:
    """Give what the database says of the jobs; nothing while it is away."""
    registry = CollectorRegistry()
    try:
        measured = measure_jobs(get_session(), get_instance())
    except SQLAlchemyError:
        return registry
    jobs = Gauge("discuss_jobs", "Jobs that are due, or were given up", ["state"], registry=registry)
    jobs.labels("due").set(measured.due)
    jobs.labels("failed").set(measured.failed)
    Gauge("discuss_jobs_late_seconds", "Since when the oldest job is due", registry=registry).set(measured.late)
    return registry
