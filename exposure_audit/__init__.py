"""Find out where a candidate's home address stands in public, and how to get it removed."""

__version__ = "0.1.0"
__built__ = "2026-11-23"
