"""The kiosk listens for its own chime and looks for its own test picture: a loop through every device, and the room."""
