"""What a technician uses: `kiosk hardware`, its page, and the records that stay behind."""
