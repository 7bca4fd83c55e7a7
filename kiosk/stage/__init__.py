"""The window: avatar view, captions, cards, touch."""

import os

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # its greeting would spoil JSON on standard output
