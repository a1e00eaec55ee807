"""How to get something removed: routes as data."""
