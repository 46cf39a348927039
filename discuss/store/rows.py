"""A row of a named query: its columns by name, of whatever types."""

from typing import Any

from sqlalchemy import Row

AnyRow = Row[*tuple[Any, ...]]
