"""Text to Sightings of declared facts, and excerpts that show nothing else; pure."""
