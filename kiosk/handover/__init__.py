"""The part `desk`: the kiosk's end of its line to the staff service."""
