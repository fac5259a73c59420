"""Modules that are imported when one of their attributes is first used."""

from importlib import import_module
from typing import Any


class LazyModule:
    """Stands in for a module, and caches each attribute on first access."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        value = getattr(import_module(self._name), name)
        setattr(self, name, value)
        return value
