"""What is found and not listed: the modules of a folder, in the order of their names."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType


def names_in(package: str) -> Iterator[str]:
    """The names of the modules in a package, none of which is imported."""
    yield from (found.name for found in pkgutil.iter_modules(importlib.import_module(package).__path__))


def modules_in(package: str) -> Iterator[tuple[str, ModuleType]]:
    for name in names_in(package):
        yield name, importlib.import_module(f"{package}.{name}")
