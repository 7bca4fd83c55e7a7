"""What kiosk, desk and page say to each other, as JSON."""
