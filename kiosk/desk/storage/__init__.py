"""What the desk keeps: its database, its folder, and both as one file."""
