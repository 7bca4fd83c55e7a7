"""What the store knows, and what it does not."""
