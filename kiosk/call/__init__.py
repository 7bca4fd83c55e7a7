"""A call with a colleague: sound, picture and typed text between this kiosk and a browser."""
