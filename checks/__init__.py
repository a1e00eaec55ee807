"""The sources: a `<id>.toml` each, with an `<id>.py` beside it where code is needed."""
