"""One value as YAML text, by ruamel.yaml: never a whole block."""

import re
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING

from vault_tools.yaml12 import Value, scalar

if TYPE_CHECKING:
    from ruamel.yaml import YAML

_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?")
"""Written without quotation marks, as Obsidian does: in YAML 1.2 it is text all the same."""


_WORDS = re.compile(r"[^\W\d_]\w*(?:[ \-/·]\w+)*")
"""Words that need no writer to tell that they need no quotation marks, unless they mean something else."""


def write_scalar(value: Value, *, quote: str = '"', always: bool = False, flow: bool = False) -> str:
    """One value as YAML on one line, quoted with `quote` where YAML asks for it or `always` is set."""
    if isinstance(value, str) and not always and (_ISO_DATE.fullmatch(value) or _is_words(value)):
        return value
    plain = _dump(value, flow)
    quoted = plain.startswith(("'", '"'))
    if not isinstance(value, str) or not (quoted or always) or plain.startswith(quote):
        return plain
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

    if quote == '"' or ("\\" in plain and plain.startswith('"')):
        return _dump(DoubleQuotedScalarString(value), flow)
    return _dump(SingleQuotedScalarString(value), flow)


def _is_words(text: str) -> bool:
    return bool(_WORDS.fullmatch(text)) and scalar(text, plain=True) == text


def _dump(value: object, flow: bool) -> str:
    if not flow:
        return _dumped({"k": value})[len("k:") :].strip()
    from ruamel.yaml.comments import CommentedSeq

    items = CommentedSeq([value])
    items.fa.set_flow_style()
    return _dumped({"k": items})[len("k: [") : -len("]\n")]


def _dumped(data: object) -> str:
    stream = StringIO()
    _writer().dump(data, stream)
    return stream.getvalue()


@cache
def _writer() -> "YAML":
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = 1 << 30
    writer.allow_unicode = True
    return writer
