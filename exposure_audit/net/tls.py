"""Which certificates are believed: the system's, Mozilla's, and one authority of the user's."""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi

from exposure_audit.errors import SettingsError


def context(ca_file: Path | None) -> ssl.SSLContext:
    """Make a verifying TLS context; raises `SettingsError` for a file that holds no certificate."""
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_verify_locations(cafile=certifi.where())
    if ca_file is not None:
        try:
            made.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise SettingsError(
                ca_file, "holds no certificate that can be read", "Name a PEM file."
            ) from error
    return made
