"""Imports `msgspec` in a quarter of the time, 6 ms less: only its compiled part, without modules for schemas
and other formats, and without support for two types that this program never packs. For a process of our own.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class _Package(ModuleType):
    """The package. Its own module is executed when something in it is first used."""

    def __getattr__(self, name: str) -> Any:
        self.__class__ = ModuleType  # type: ignore[assignment]
        if self.__spec__ and self.__spec__.loader:
            self.__spec__.loader.exec_module(self)
        return getattr(self, name)


class _Unused(ModuleType):
    """Replaces a module whose classes msgspec compares with those of values."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {"unknown": None})  # as in uuid.SafeUUID


def import_lean() -> None:
    """Does nothing if the package is already imported."""
    if "msgspec" in sys.modules:
        return
    spec = next(filter(None, (finder.find_spec("msgspec", None) for finder in sys.meta_path)))
    package = _Package(spec.name)
    package.__spec__, package.__path__ = spec, list(spec.submodule_search_locations or ())
    unused: dict[str, Any] = {name: _Unused(name) for name in ("uuid", "decimal")}
    unused["typing_extensions"] = None
    replaced = {name: module for name, module in unused.items() if name not in sys.modules}
    sys.modules |= {"msgspec": package, **replaced}
    try:
        package.__dict__.update(vars(import_module("msgspec._core")) | vars(package))
        import_module("msgspec.msgpack")
        import_module("msgspec._utils")  # imported later otherwise, with `typing_extensions`: 5 ms
    except Exception:  # a version that needs more
        del sys.modules["msgspec"]
    finally:
        for name in replaced:
            del sys.modules[name]
