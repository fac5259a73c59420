"""Colours, if the output is a terminal."""

from vault_tools.lazy_dataclass import dataclass

_COLOURS = {"error": "1;31", "warning": "1;33", "info": "1;36"}


@dataclass(frozen=True)
class Style:
    """Wraps text in terminal colours if `colour`, else returns it unchanged."""

    colour: bool = False

    def severity(self, severity: str, text: str = "") -> str:
        return self._wrapped(_COLOURS.get(severity, "1;33"), text or severity)

    def strong(self, text: str) -> str:
        return self._wrapped("1", text)

    def faint(self, text: str) -> str:
        return self._wrapped("2", text)

    def good(self, text: str) -> str:
        return self._wrapped("1;32", text)

    def _wrapped(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self.colour and text else text
