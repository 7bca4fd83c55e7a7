"""Where nobody is: numbers to call, messages, calls to the shop floor."""
