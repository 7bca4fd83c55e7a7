"""The kiosk as a service of the machine: its systemd unit and udev rule, worked out first, then written."""
