"""Alembic's entry: runs the steps on the connection that `storage.schema` hands over."""

from alembic import context

from storage.schema import RECORDS

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=RECORDS,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
