"""Text to sound with a timeline."""
