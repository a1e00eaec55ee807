"""ZIP files: office documents by their parts, any other archive member by member."""

from __future__ import annotations

from zipfile import ZipFile

from exposure_audit.extract import odf, ooxml, zip_file
from exposure_audit.extract.gathering import Gathering
from exposure_audit.extract.interface import Extraction, Form
from exposure_audit.extract.nest import Nest
from exposure_audit.model import PartKind, Reason


def read(body: bytes, nest: Nest) -> Extraction:
    """Return what stands in an archive's members; those that were not read are gaps."""
    archive = zip_file.opened(body)
    if isinstance(archive, Reason):
        return Extraction((), (archive,), form=Form.ARCHIVE)
    with archive:
        if ooxml.MARK in archive.NameToInfo:
            return ooxml.read(archive, nest)
        if body[30:200].startswith(b"mimetype" + odf.TYPE):
            return odf.read(archive, nest)
        return _members(archive, nest)


def _members(archive: ZipFile, nest: Nest) -> Extraction:
    found = Gathering(nest)
    found.add(PartKind.COMMENT, archive.comment.decode("utf-8", "replace"), "archive's comment")
    for number, member in enumerate(archive.infolist(), start=1):
        place = f"member {number}"
        found.name(member.filename, place)
        if member.filename.endswith("/"):
            continue
        if nest.over or found.full:
            found.gap(Reason.TOO_LARGE)
            break
        content, gap = zip_file.content(archive, member, nest)
        found.gap(gap)
        if content:
            found.inside(content, place, name=member.filename)
    return found.done(Form.ARCHIVE)
