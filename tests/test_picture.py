"""The picture in the README: the program's real output, drawn by rich."""

import html
import io
import os
import pty
import re
import sys
from pathlib import Path

import pytest
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text
from started import popen

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "tests" / "data" / "readme" / "check.svg"
COMMAND = "check example-vault --select disallowed-value,retired-tag,inconsistent-name,untranslated-section"
COLUMNS = 114
FONT_FACES = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)
"""Style rules that load fonts from the net, which a picture does not need."""

pytestmark = pytest.mark.usefixtures("time_limit")


def run_in_terminal(command: str) -> str:
    """The output of a command on a terminal, with its colours."""
    ours, theirs = pty.openpty()
    line = [sys.executable, "-m", "vault_tools", *command.split()]
    with popen(line, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs):
        os.close(theirs)
        output = b""
        while chunk := _read(ours):
            output += chunk
    os.close(ours)
    return output.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux raises this when the other end is closed
        return b""


def drawn(command: str, output: str) -> str:
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), legacy_windows=False)
    console.print(Text.assemble(("$ ", "dim"), (f"vault-tools {command}", "bold")))
    console.print(Text.from_ansi(output), soft_wrap=False)
    form = FONT_FACES.sub("", CONSOLE_SVG_FORMAT)
    return console.export_svg(title="vault-tools", code_format=form, unique_id="check")


def words(picture: str) -> str:
    """The text of a picture without blanks, which different releases of rich draw alike."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", picture, re.DOTALL)
    return "".join(html.unescape("".join(texts)).split())


def test_picture_shows_what_the_program_prints(update: bool) -> None:
    picture = drawn(COMMAND, run_in_terminal(COMMAND))
    if update:
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        PICTURE.write_text(picture, "utf-8")
    assert words(PICTURE.read_text("utf-8")) == words(picture), "run pytest --update"
    assert "url(http" not in picture
