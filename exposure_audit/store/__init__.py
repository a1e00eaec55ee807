"""The encrypted workspace: the only room that knows SQL."""
