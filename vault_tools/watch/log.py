"""The watcher's log: one line per change, as text or as JSON, to standard error or a file."""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from vault_tools.errors import VaultToolsError
from vault_tools.printable import shown, written

MAX_SIZE, BACKUPS = 1_000_000, 3
"""Bytes of a log file, and how many older ones are kept beside it."""
_FIELDS = ("event", "path", "rules")


@contextmanager
def logging_to(file: Path | None, *, as_json: bool, only_warnings: bool) -> Iterator[None]:
    """Log to a file, or to standard error without one. Raises VaultToolsError if the file can't be
    written."""
    handler = _in_file(file) if file else logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else TextLines())
    logger = logging.getLogger("vault_tools")
    logger.setLevel(logging.WARNING if only_warnings else logging.INFO)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()


def _in_file(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return RotatingFileHandler(path, maxBytes=MAX_SIZE, backupCount=BACKUPS, encoding="utf-8")
    except OSError as error:
        raise VaultToolsError(f"{path}: can't be written: {error.strerror}") from None


class TextLines(logging.Formatter):
    """`time LEVEL message`, with a traceback indented below it. Control characters for terminals are
    escaped."""

    def format(self, record: logging.LogRecord) -> str:
        lines = [f"{_time(record)} {record.levelname:<7} {shown(record.getMessage())}"]
        return "\n    ".join([*lines, *map(shown, _traceback(record).splitlines())])


class JsonLines(logging.Formatter):
    """One object per line: time, level, message and event, with path, rules and traceback if it has them."""

    def format(self, record: logging.LogRecord) -> str:
        document = {"time": _time(record), "level": record.levelname, "message": record.getMessage()}
        document |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        document |= {"traceback": text} if (text := _traceback(record)) else {}
        return written(document)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")


def _traceback(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    return "".join(traceback.format_exception(error)) if error else ""
