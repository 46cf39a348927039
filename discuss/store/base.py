"""What every table stands on: the declarative base, the type of ids, and partial indexes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, MetaData, text
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass

# SQLite makes only an INTEGER PRIMARY KEY the row's own address.
Id = BigInteger().with_variant(Integer, "sqlite")


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False):
    # Each table says `kw_only` again: type checkers do not inherit it.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def partial_index(name: str, *columns: str, where: str, sqlite: str | None = None, unique: bool = False) -> Index:
    """Give a partial index. SQLite uses one only where a query has its condition word for word."""
    return Index(name, *columns, unique=unique, sqlite_where=text(sqlite or where), postgresql_where=text(where))
