"""The whole configuration looked over: every file by itself, and what only shows when they are seen together."""
