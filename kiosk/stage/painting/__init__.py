"""How everything on the screen looks, but for the face."""
