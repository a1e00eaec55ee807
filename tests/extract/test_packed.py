from __future__ import annotations

import bz2
import lzma
import tarfile
import time
from collections.abc import Callable
from io import BytesIO

import pytest

from exposure_audit.extract.interface import Extraction
from exposure_audit.limits import Limits
from exposure_audit.model import PartKind, Reason
from tests.extract import samples

Reader = Callable[..., Extraction]
Texts = Callable[[Extraction, PartKind], list[str]]
Pack = Callable[[bytes], bytes]
PACKS: list[Pack] = [samples.packed, bz2.compress, lzma.compress]


@pytest.mark.parametrize("pack", PACKS)
def test_what_is_packed_is_read(reading: Reader, texts: Texts, pack: Pack) -> None:
    found = reading(pack(b"<p>14 <b>Mill</b> Lane"), name="page.html.gz")
    assert texts(found, PartKind.ATTACHMENT) == ["14 Mill Lane"]
    assert found.gaps == ()
    several = reading(pack(b"one ") + pack(b"two") + b"\x00" * 9)
    assert texts(several, PartKind.ATTACHMENT) == ["one two"]


@pytest.mark.parametrize("pack", PACKS)
def test_what_breaks_off_is_read_as_far_as_it_goes(
    reading: Reader, texts: Texts, pack: Pack
) -> None:
    body = b"14 Mill Lane. " + bytes(range(32, 127)) * 9
    assert Reason.MALFORMED in reading(pack(body)[:-12]).gaps
    assert "14 Mill Lane" in "".join(
        texts(reading(samples.packed(body)[:-12]), PartKind.ATTACHMENT)
    )


@pytest.mark.parametrize("pack", PACKS)
def test_a_bomb_is_a_gap(reading: Reader, pack: Pack) -> None:
    bomb = pack(b"\x00" * 30_000_000)
    began = time.process_time()
    found = reading(bomb, limits=Limits(unpacked_bytes=2_000_000))
    assert Reason.TOO_LARGE in found.gaps
    assert time.process_time() - began < 3


def test_very_many_small_streams_end(reading: Reader) -> None:
    began = time.process_time()
    reading(samples.packed(b"") * 50_000)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
def test_tar_archives(reading: Reader, texts: Texts, form: int) -> None:
    name = "people/" + "x" * 60 + "/" + "y" * 60 + "/Sian_Hughes.txt"
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        member = tarfile.TarInfo(name)
        member.size = 12
        archive.addfile(member, BytesIO(b"14 Mill Lane"))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    for body in (out.getvalue(), samples.packed(out.getvalue())):
        found = reading(body)
        assert texts(found, PartKind.ATTACHMENT) == ["14 Mill Lane"]
        assert texts(found, PartKind.FILENAME) == [name.replace("/", "\n").replace("_", " ")]
        assert found.gaps == ()


def test_a_tar_archive_that_breaks_off_is_a_gap(reading: Reader, texts: Texts) -> None:
    found = reading(samples.tarred(a=b"14 Mill Lane" * 100)[:700])
    assert found.gaps == (Reason.MALFORMED,)
    assert "14 Mill Lane" in texts(found, PartKind.ATTACHMENT)[0]


def test_members_of_a_tar_archive_are_bounded(reading: Reader, texts: Texts) -> None:
    many = samples.tarred(**{f"f{number}": b"x" for number in range(9)})
    found = reading(many, limits=Limits(nested_files=4))
    assert found.gaps == (Reason.TOO_LARGE,)
    assert len(texts(found, PartKind.ATTACHMENT)) == 4
