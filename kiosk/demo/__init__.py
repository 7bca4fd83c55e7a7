"""The demo: a simulated shopper before a kiosk whose every part is the real one."""
