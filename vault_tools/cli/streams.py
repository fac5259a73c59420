"""Where output goes: in UTF-8, quiet when nobody reads it any more (`| head`), one line when it fails."""

import io
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from vault_tools.errors import VaultToolsError


def prepare_streams() -> None:
    sys.stderr = _prepared(sys.stderr, "")
    sys.stdout = _prepared(sys.stdout, "standard output")


def open_report(file: Path) -> TextIO:
    """A file for a report, emptied. Raises VaultToolsError, as writing to it and closing it do."""
    name = f"--output-file {file}:"
    if file.suffix.lower() == ".md":
        raise VaultToolsError(f"{name} is the name of a note; give the report another one")
    try:
        return _text(_Sink(file, "wb"), name)
    except OSError as error:
        raise VaultToolsError(f"{name} can't be written: {error.strerror}") from None


def reader_is_gone() -> bool:
    """Whether whoever read standard output has stopped."""
    raw = getattr(sys.stdout.buffer, "raw", None)
    return isinstance(raw, _Sink) and raw.abandoned


def _prepared(stream: TextIO, name: str) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        raw = _Sink(stream.fileno(), "wb", closefd=False)
    except io.UnsupportedOperation:
        return stream
    return _text(raw, name, line_buffering=stream.line_buffering)


def _text(raw: "_Sink", name: str, *, line_buffering: bool = False) -> TextIO:
    raw.shown_name = name
    buffer = io.BufferedWriter(raw)
    return io.TextIOWrapper(buffer, "utf-8", "backslashreplace", newline="", line_buffering=line_buffering)


class _Sink(io.FileIO):
    """A file that leads nowhere from when it can't be written: what a command does and finds does not
    depend on who reads it. A reason besides a reader who is gone raises VaultToolsError, where it has a
    name to show."""

    shown_name = ""
    abandoned = False

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            if self.shown_name and not isinstance(error, BrokenPipeError):
                raise VaultToolsError(f"{self.shown_name} can't be written: {error.strerror}") from None
            self.abandoned = True
            return len(data)
