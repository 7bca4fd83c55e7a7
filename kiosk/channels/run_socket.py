"""Sockets in the folder of a run, by which two parts meet beside the bus."""

from __future__ import annotations

import socket
from pathlib import Path


def listen(path: Path) -> socket.socket:
    """A socket of records at `path` that waits for the other part, and blocks nobody. `OSError` if it cannot be made.

    Nobody but this user may write to it. What an earlier process left there is removed.
    """
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        listening.bind(str(path))
        path.chmod(0o600)
        listening.listen(2)
    except OSError:
        listening.close()
        raise
    listening.setblocking(False)
    return listening
