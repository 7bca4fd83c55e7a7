"""What alembic runs: on the connection that `kiosk.desk.storage.database` gives it, never one of its own."""

from __future__ import annotations

from alembic import context

from kiosk.desk.storage.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
