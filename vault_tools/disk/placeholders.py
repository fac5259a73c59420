"""Files of which a cloud service keeps the text elsewhere until somebody reads them."""

import os

_DATALESS = 0x40000000
"""SF_DATALESS of macOS (sys/stat.h): iCloud Drive, Dropbox and OneDrive since macOS 12.3."""
INLINE = 4096
"""Bytes that a file system may keep beside a file's name, in no block of their own."""
_RECALLED_ON_ACCESS = 0x1000 | 0x40000 | 0x400000
"""FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN and _RECALL_ON_DATA_ACCESS of Windows (winnt.h)."""


def is_placeholder(status: os.stat_result) -> bool:
    """Whether reading the file would fetch it: it has a size and takes no room on the disk."""
    flags: int = getattr(status, "st_flags", 0)
    attributes: int = getattr(status, "st_file_attributes", 0)
    empty = getattr(status, "st_blocks", 1) == 0 and status.st_size > INLINE
    return bool(flags & _DATALESS or attributes & _RECALLED_ON_ACCESS) or empty
