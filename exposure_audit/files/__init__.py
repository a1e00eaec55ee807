"""Files on this machine: which of them are read, and how they are opened."""
