"""What the face does while it is looked at, listens and speaks."""
