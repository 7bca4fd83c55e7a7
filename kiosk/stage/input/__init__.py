"""What people do to the screen: touches, the keyboard on it, and what is typed."""
