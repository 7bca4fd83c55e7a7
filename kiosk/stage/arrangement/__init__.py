"""Where everything is on the screen."""
