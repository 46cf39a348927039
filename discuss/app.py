"""The Flask application: doors hung into the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from discuss import api, dashboard, pages
from discuss.errors import SetupError
from discuss.services.instance import build_instance
from discuss.store.flask_db import init_db
from discuss.web import health, static_files
from discuss.web.base_path import init_base_path
from discuss.web.converters import init_converters
from discuss.web.current import EXTENSION
from discuss.web.draining import init_draining
from discuss.web.logs import init_logs
from discuss.web.metrics import init_metrics
from discuss.web.problems import init_problems
from discuss.web.ready import init_ready_answers
from discuss.web.request_ids import init_request_ids
from discuss.web.sessions import MembersSessions

if TYPE_CHECKING:
    from discuss.config import Settings

_MOST_BYTES = 256 * 1024


def build_app(settings: Settings) -> Flask:
    """Build the application for `settings`. Raises SetupError without a secret key."""
    if not settings.secret_key:
        raise SetupError("There is no DISCUSS_SECRET_KEY. `discuss init` makes one and keeps it in the data directory.")
    app = Flask("discuss", static_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=_MOST_BYTES, MAX_FORM_MEMORY_SIZE=_MOST_BYTES)
    app.url_map.strict_slashes = False
    app.session_interface = MembersSessions()
    app.extensions[EXTENSION] = instance = build_instance(settings)
    init_converters(app)
    init_logs(app)
    init_metrics(app, instance)
    init_request_ids(app)
    init_problems(app)
    init_draining(app)
    init_ready_answers(app)
    init_db(app, settings)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(static_files.build_blueprint())
    app.register_blueprint(api.build_blueprint())
    app.register_blueprint(pages.build_blueprint())
    dashboard.init_dashboard(app, is_secure=settings.is_secure)
    init_base_path(app, settings.base_url)
    return app
