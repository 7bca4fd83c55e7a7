"""From the files of a technician to what a kiosk runs with: layers, devices, what is taken up while it runs."""
