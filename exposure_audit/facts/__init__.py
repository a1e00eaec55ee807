"""One file per kind of fact: its normal form, its written forms, how to recognise it."""
