"""Opening files that others may have put there: never a link, a device or a pipe."""

from __future__ import annotations

import errno
import os
import stat

from exposure_audit.files.interface import Unread

# Not every system has each of them; Windows has a text mode that changes what is read.
_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)

_GONE = frozenset({errno.ENOENT, errno.ENOTDIR})


def read_file(path: str, most: int) -> bytes | Unread:
    """Return a file's bytes, or why there are none.

    What is no ordinary file is not opened, and what became one of these in the meantime is not
    waited for: the descriptor is asked again what it leads to.
    """
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return Unread.NO_FILE
        handle = os.open(path, _FLAGS)
    except OSError as error:
        return Unread.VANISHED if error.errno in _GONE else Unread.LOCKED
    try:
        return _read(handle, most)
    except OSError:
        return Unread.LOCKED
    finally:
        os.close(handle)


def _read(handle: int, most: int) -> bytes | Unread:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        return Unread.NO_FILE
    if status.st_size > most:
        return Unread.TOO_LARGE
    with os.fdopen(handle, "rb", closefd=False) as file:
        body = file.read(most + 1)
    return Unread.TOO_LARGE if len(body) > most else body
