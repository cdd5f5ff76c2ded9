"""Run by alembic: migrates over the connection that `run.migrate` was given."""

from alembic import context

from lobby.shell.stores.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
