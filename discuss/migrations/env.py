"""Alembic's environment: it runs on the connection that `discuss.store.migrate` hands over."""

from alembic import context

from discuss.store import team_tables  # noqa: F401 - its tables register themselves
from discuss.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
