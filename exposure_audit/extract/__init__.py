"""Bytes to document parts, each labelled with where it stood."""
