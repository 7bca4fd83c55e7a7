"""`kiosk doctor`: what is there, what is missing, what that costs a shopper, and how to mend it."""
