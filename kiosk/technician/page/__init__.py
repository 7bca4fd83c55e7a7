"""The technician's page: a body in a browser on this machine, with a stop that is always there."""
