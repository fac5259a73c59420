"""JUnit XML: a note is a test suite, a diagnostic a failed test in it; a note without diagnostics passes.

The format is the one that Jenkins, GitLab and others read: https://github.com/testmoapp/junitxml
"""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from vault_tools.lazy_re import pattern
from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic
from vault_tools.printable import shown
from vault_tools.report.folder import VaultFolder
from vault_tools.report.format import OutputFormat
from vault_tools.report.style import Style

_NO_XML = pattern("[\ufffe\uffff]")
"""Characters that `shown` lets through and XML can't contain: https://www.w3.org/TR/xml/#charsets"""


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    suites = [_suite(outcome, vault.file(outcome.path)) for outcome in outcomes]
    counts = {name: sum(int(suite.attrib[name]) for suite in suites) for name in _COUNTS}
    root = Element("testsuites", {"name": "vault-tools"} | {name: str(counts[name]) for name in _COUNTS})
    root.extend(suites)
    indent(root)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


_COUNTS = ("tests", "failures", "errors")


def _suite(outcome: Outcome, file: str) -> Element:
    suite = Element("testsuite", name=_text(file))
    for diagnostic in outcome.left:
        _add_failure(suite, diagnostic, file)
    if outcome.error:
        SubElement(_case(suite, "not written", file), "error", message=_text(outcome.error))
    if not len(suite):
        _case(suite, "nothing found", file)
    counts = (len(suite), len(outcome.left), int(bool(outcome.error)))
    suite.attrib |= {name: str(count) for name, count in zip(_COUNTS, counts, strict=True)}
    return suite


def _add_failure(suite: Element, diagnostic: Diagnostic, file: str) -> None:
    """Add a failed test. Its name contains no line number, so that servers recognize it when lines move."""
    place, message = diagnostic.place, _text(diagnostic.message)
    case = _case(suite, f"{diagnostic.rule}: {message}", file)
    case.set("line", str(place.line))
    failure = SubElement(case, "failure", type=diagnostic.severity, message=message)
    failure.text = f"{_text(file)}:{place.line}:{place.column}: {diagnostic.rule}: {message}"


def _case(suite: Element, name: str, file: str) -> Element:
    return SubElement(suite, "testcase", name=name, classname=_text(file), file=_text(file))


def _text(text: str) -> str:
    return _NO_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", shown(text))


FORMAT = OutputFormat(
    render, about="test reports of Jenkins, GitLab and others; every diagnostic is a failure"
)
