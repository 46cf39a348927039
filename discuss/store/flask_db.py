"""Flask-SQLAlchemy's session for the HTTP doors; the one file of the store that knows Flask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_sqlalchemy import SQLAlchemy

from discuss.store.base import Base
from discuss.store.engine import engine_options, prepare_engine

if TYPE_CHECKING:
    from flask import Flask

# Dataclass models and strict types rule out the documented `model_class=`; the tables stand on a base of their own.
db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True, session_options={"expire_on_commit": False})


def init_db(app: Flask, url: str) -> None:
    """Open the database at `url` for the app."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
