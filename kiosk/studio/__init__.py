"""Tools for people who draw avatars: pictures and sheets, the check of a pack, the preview window, SVG both ways."""

import os

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # its greeting would spoil JSON on standard output
