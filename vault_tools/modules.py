"""Discovers the modules of a package, in alphabetical order."""

import importlib
from collections.abc import Iterator
from os import listdir
from types import ModuleType


def module_names(package: str) -> list[str]:
    """The names of the modules in a package, without importing them."""
    path = importlib.import_module(package).__path__
    try:
        files = {file for folder in path for file in listdir(folder)}
        return sorted(file[:-3] for file in files if file.endswith(".py") and file != "__init__.py")
    except NotADirectoryError:  # the package is in an archive; `pkgutil` is slow to import
        import pkgutil

        return [found.name for found in pkgutil.iter_modules(path)]


def module_in(package: str, name: str) -> ModuleType:
    return importlib.import_module(f"{package}.{name}")


def modules_in(package: str) -> Iterator[tuple[str, ModuleType]]:
    """(name, module) for each module in a package."""
    yield from ((name, module_in(package, name)) for name in module_names(package))
