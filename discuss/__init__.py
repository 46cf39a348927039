"""discuss: a threaded comment service that a community blog runs by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from discuss.config import Settings

__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """Wire the service together. Settings come from the environment if none are given. Raises SetupError."""
    from discuss.app import build_app  # noqa: PLC0415 - `import discuss` must stay cheap for the command
    from discuss.config import load_settings  # noqa: PLC0415
    from discuss.logs import configure_logs  # noqa: PLC0415

    configure_logs()
    return build_app(settings or load_settings())
