"""Who may sign in, which kiosk may ask, and how both know the desk."""
