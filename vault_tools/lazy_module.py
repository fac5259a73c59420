"""Modules that are imported when something of them is first used."""

from importlib import import_module
from typing import Any


class LazyModule:
    """Stands for a module; what was asked of it once is kept."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        value = getattr(import_module(self._name), name)
        setattr(self, name, value)
        return value
