"""Files whose content a cloud service downloads only when they are read."""

import os

_DATALESS = 0x40000000
"""SF_DATALESS of macOS (sys/stat.h): iCloud Drive, Dropbox and OneDrive since macOS 12.3."""
INLINE = 4096
"""Files up to this size in bytes may use no block: some file systems store them next to the name."""
_RECALLED_ON_ACCESS = 0x1000 | 0x40000 | 0x400000
"""FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN and _RECALL_ON_DATA_ACCESS of Windows (winnt.h)."""
_TELLS_BLOCKS = hasattr(os.stat_result, "st_blocks")
_TELLS_FLAGS = hasattr(os.stat_result, "st_flags") or hasattr(os.stat_result, "st_file_attributes")


def is_placeholder(status: os.stat_result) -> bool:
    """Whether reading the file would download it: it has a size but uses no disk space."""
    # Windows has no `st_blocks`, and mypy can't see that _TELLS_BLOCKS guards it
    if _TELLS_BLOCKS and status.st_blocks == 0 and status.st_size > INLINE:  # type: ignore[attr-defined, unused-ignore]
        return True
    if not _TELLS_FLAGS:
        return False
    flags: int = getattr(status, "st_flags", 0)
    attributes: int = getattr(status, "st_file_attributes", 0)
    return bool(flags & _DATALESS or attributes & _RECALLED_ON_ACCESS)
