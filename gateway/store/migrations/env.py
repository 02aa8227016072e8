"""Alembic's environment: the connection and the tables come from `gateway.store.migration`."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["target_metadata"],
    render_as_batch=True,
)
context.run_migrations()
