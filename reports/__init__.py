"""One file per output format; all of them draw one `AuditResult`."""
