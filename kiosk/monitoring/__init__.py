"""What machines see of a kiosk that runs: figures for Prometheus, delays, and systemd's watchdog."""
