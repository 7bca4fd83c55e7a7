"""Every event and command of a run, in order: SQLite while it lives, JSON lines when it is handed on.

An event row is followed by the rows of the commands that the dialogue answered it with; that is what `replay` checks.
"""

from kiosk.runtime.ledger.export import export
from kiosk.runtime.ledger.live import Ledger
from kiosk.runtime.ledger.reader import read
from kiosk.runtime.ledger.rows import Kind, LedgerRow

__all__ = ["Kind", "Ledger", "LedgerRow", "export", "read"]
