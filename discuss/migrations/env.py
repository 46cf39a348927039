"""Alembic's environment: it runs on the connection that `discuss.store.migrate` hands over."""

from alembic import context

from discuss.store import (  # noqa: F401 - the tables register themselves
    alert_tables,
    author_tables,
    machine_tables,
    tables,
    team_tables,
)
from discuss.store.base import Base
from discuss.store.searching import is_index_of_words

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    include_name=lambda name, _kind, _parents: not is_index_of_words(name),
)
context.run_migrations()
