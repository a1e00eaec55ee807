"""The questions of `init`, one by one in plain words, each answer checked at once."""
