from __future__ import annotations

import pytest

from exposure_audit.extract.magic import bytes_kind
from tests.extract import samples


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"PK\x03\x04%PDF-1.4", "zip"),
        (b"\x1f\x8b\x08", "packed"),
        (b"BZh91AY&SY", "packed"),
        (b"BZh is a text", ""),
        (b"\x00\x00\x00\x18ftypheic", "image"),
        (b"\x00\x00\x00\x18ftypmp42", "binary"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"BM\x0a\x00\x00\x00xxxx", "image"),
        (b"BMW is a car", ""),
        (b"\n\n%PDF-1.7", "pdf"),
        (b" " * 1_020 + b"%PDF-", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
        (samples.tarred(a=b"b"), "tar"),
        (b"", ""),
    ],
)
def test_what_bytes_are(body: bytes, kind: str) -> None:
    assert bytes_kind(body) == kind
