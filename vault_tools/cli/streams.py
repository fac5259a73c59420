"""The standard streams: output is UTF-8 and harmless to terminals and logs, stops silently when its reader is
gone (`| head`), and reports any other failure in one line."""

import io
import os
import stat
import sys
from pathlib import Path
from typing import Any, TextIO, cast

from vault_tools.errors import VaultToolsError
from vault_tools.printable import harmless, without_commands


def prepare_streams() -> None:
    for descriptor in range(3):
        _hold(descriptor)
    sys.stderr = _prepared(sys.stderr, "") if sys.stderr else _nowhere()
    sys.stdout = _prepared(sys.stdout, "standard output") if sys.stdout else _nowhere()


def _hold(descriptor: int) -> None:
    """Open a standard stream that the parent process closed. Otherwise the next file opened would get its
    number, and output meant for a terminal might go into a note."""
    try:
        os.fstat(descriptor)
    except OSError:
        os.open(os.devnull, os.O_RDWR)  # gets the lowest free number


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def open_report(file: Path, root: Path) -> TextIO:
    """Create or empty a file for a report on the vault at `root`. Raises VaultToolsError, also when the file
    is written or closed."""
    name = f"--output-file {file}:"
    if file.suffix.lower() == ".md":
        raise VaultToolsError(f"{name} is the name of a note; give the report another name")
    from vault_tools.disk.dirfd import NotWritten
    from vault_tools.disk.named_file import is_of_strangers, opened_there, refuse_led_elsewhere

    try:
        refuse_led_elsewhere(file, root)
        opener = opened_there if is_of_strangers(file, root) else None
        return _text(_Sink(file, "wb", opener=opener), name)
    except NotWritten as why:
        raise VaultToolsError(f"{name} can't be written: it {why}") from None
    except OSError as error:
        raise VaultToolsError(f"{name} can't be written: {_why(file, error)}") from None


def _why(file: Path, error: OSError) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return f"there is no folder {file.parent}"
        case IsADirectoryError():
            return "it is a folder"
        case _:
            return str(error.strerror)


def reader_is_gone() -> bool:
    """Whether the reader of standard output has stopped."""
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
    return Stream(buffer, "utf-8", "backslashreplace", newline="", line_buffering=line_buffering)


class Stream(io.TextIOWrapper):
    """All output goes through this class, so that no terminal or GitHub runner obeys stray control characters
    or commands in it, except commands meant for GitHub (`tells_commands`)."""

    tells_commands = False
    _in_line = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._colours = self.isatty() or "FORCE_COLOR" in os.environ
        is_file = stat.S_ISREG(os.fstat(self.fileno()).st_mode)
        self._is_log = bool(os.environ.get("GITHUB_ACTIONS")) and not is_file

    def write(self, text: str) -> int:
        self.write_exactly(self.without_commands(harmless(text, colours=self._colours)))
        return len(text)

    def write_exactly(self, text: str) -> int:
        """Write text unchanged, for another program or to move a terminal's cursor."""
        return super().write(text)

    def without_commands(self, text: str) -> str:
        if self.tells_commands or not self._is_log:
            return text
        before = "x" * self._in_line
        last = f"{before}{text}".rpartition("\n")[2]
        self._in_line = bool(last.strip())
        return without_commands(f"{before}{text}").removeprefix(before)


def cursor_of(stream: TextIO) -> TextIO:
    """A stream for drawing on a terminal. No text of the user may be written to it."""
    return cast("TextIO", _Cursor(stream))


class _Cursor(io.TextIOBase):
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write_exactly(text) if isinstance(self._stream, Stream) else 0

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()


class _Sink(io.FileIO):
    """A file that discards everything once it can't be written, so that a command's work does not depend on
    its reader. A failure other than a missing reader raises VaultToolsError, if there is a name to show."""

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
