"""The kiosk's own voice, taken out of what it hears."""
