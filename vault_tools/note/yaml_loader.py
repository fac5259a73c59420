"""The YAML parser, which takes longer to import than to read most notes."""

import yaml


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Composes without resolving tags: `scalar` of `yaml_core` resolves, by another schema."""

    def resolve(self, kind: type, value: object, implicit: tuple[bool, bool]) -> str:
        """The tag: none for what is plain, `!` for what is quoted or marked as text."""
        return "" if kind is not yaml.ScalarNode or implicit[0] else "!"

    def descend_resolver(self, *_: object) -> None: ...

    def ascend_resolver(self) -> None: ...
