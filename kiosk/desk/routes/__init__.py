"""The routes of the desk, a topic a module."""
