"""INSERT … ON CONFLICT, which both databases speak and SQLAlchemy spells per dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from discuss.store.base import Base


def upsert(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return build_upsert(session.get_bind().dialect.name, table)


def build_upsert(dialect: str, table: type[Base] | Table) -> sqlite.Insert | postgresql.Insert:
    """Begin the statement for a dialect's name, so that it can be built once and kept."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
