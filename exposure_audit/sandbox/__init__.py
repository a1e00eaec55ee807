"""A fictional public web on loopback: for `demo`, for tests, for authors of checks."""
