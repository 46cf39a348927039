"""Flask-SQLAlchemy's session for the HTTP doors; the one file of the store that knows Flask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_sqlalchemy import SQLAlchemy

from discuss.store.base import Base
from discuss.store.engine import engine_options, prepare_engine

if TYPE_CHECKING:
    from flask import Flask

    from discuss.config import Settings

# Dataclass models and strict types rule out the documented `model_class=`; the tables stand on a base of their own.
db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True, session_options={"expire_on_commit": False})


def init_db(app: Flask, settings: Settings) -> None:
    """Open the database of the installation for the app."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine, settings.sqlite_journal)
