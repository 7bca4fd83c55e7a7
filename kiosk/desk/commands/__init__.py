"""`kiosk desk`: its commands."""
