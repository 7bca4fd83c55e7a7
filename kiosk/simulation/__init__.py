"""Stand-ins behind the same seams as the devices: a shop with shoppers, a store's server."""
